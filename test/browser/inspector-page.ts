/** A browser before an inspector: what its pages ask for and complain of is noted. */
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { build } from 'vite';

const folder = new URL('../../visualizations/page/', import.meta.url);

/** Builds the page anew into a folder of this worker's own: others build it at the same time. @returns that folder */
export async function builtPage(): Promise<string> {
  const worker = process.env['VITEST_POOL_ID'] ?? String(process.pid);
  const outDir = fileURLToPath(new URL(`../../node_modules/.cache/inspector-page/${worker}/`, import.meta.url));
  await build({
    configFile: fileURLToPath(new URL('vite.config.ts', folder)),
    logLevel: 'error',
    build: { outDir, emptyOutDir: true },
  });
  return outDir;
}

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });

export interface Opened {
  readonly page: Page;
  /** Errors on the console, and what was thrown. */
  readonly complaints: readonly string[];
  /** Origins that anything was asked of. */
  readonly origins: ReadonlySet<string>;
}

export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, colorScheme: 'dark', ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const origins = new Set<string>();
  page.on('console', (said) => {
    if (said.type() === 'error' || said.type() === 'warning') complaints.push(said.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => origins.add(new URL(request.url()).origin));
  page.on('websocket', (socket) => origins.add(new URL(socket.url()).origin.replace(/^ws/, 'http')));
  await page.goto(url);
  return { page, complaints, origins };
}

/** Once the feed is there and rows have come. */
export const live = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => /up|down/.test(document.querySelector('.headline')?.textContent ?? ''));
