import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../../src/inspector/server.ts';
import type { Serving } from '../../src/inspector/server.ts';
import { readAssets } from '../../src/inspector/assets.ts';
import { requireProgram } from '../../src/testkit/program.ts';
import { Simulated } from '../../visualizations/page/dev/simulated.ts';
import type { Work } from '../../visualizations/page/model/work.ts';
import { builtPage, launch, live, openPage } from './inspector-page.ts';

const missing = requireProgram('chromium');
if (missing !== null) process.stderr.write(`skipped, for want of a browser: ${missing}\n`);

const TOKEN = 'a-token-of-the-tests';
const LOAD = { connections: 10_000, transitionsPerSecond: 12_000 } as const;
/** As the live source sends, ms. */
const TICK = 50;
const MEASURED = 6_000;
const MOST_BYTES = 60 * 1024;

const workOf = (page: Page): Promise<Work> =>
  page.evaluate(() => ({ ...(globalThis as unknown as { readonly holdfastWork: Work }).holdfastWork }));

/** What was done between two looks. */
const between = (a: Work, b: Work): Work => ({
  frames: b.frames - a.frames,
  ms: b.ms - a.ms,
  worst: b.worst,
  cells: b.cells - a.cells,
  allCells: b.allCells - a.allCells,
  messages: b.messages - a.messages,
  entries: b.entries - a.entries,
});

/** Script in each frame of a while, ms, in order of size. */
const frameCosts = (page: Page, ms: number): Promise<readonly number[]> =>
  page.evaluate(
    (within) =>
      new Promise<number[]>((resolve) => {
        const { holdfastWork } = globalThis as unknown as { readonly holdfastWork: Work };
        const costs: number[] = [];
        let last = holdfastWork.ms;
        const end = performance.now() + within;
        const look = (now: number): void => {
          costs.push(holdfastWork.ms - last);
          last = holdfastWork.ms;
          if (now < end) requestAnimationFrame(look);
          else resolve(costs.toSorted((a, b) => a - b));
        };
        requestAnimationFrame(look);
      }),
    ms,
  );

const measured = async (page: Page, view: string): Promise<Work> => {
  await page.evaluate((hash) => (location.hash = hash), view);
  await page.waitForTimeout(2_000);
  const before = await workOf(page);
  const costs = await frameCosts(page, MEASURED);
  const work = between(before, await workOf(page));
  const share = (of: number): string => (costs[Math.floor((costs.length - 1) * of)] ?? 0).toFixed(2);
  process.stdout.write(
    `\n${view}: 10,000 connections, 12,000 transitions/s: ${(work.ms / Math.max(1, work.frames)).toFixed(2)} ms of script a frame, ` +
      `half of them below ${share(0.5)}, 19 of 20 below ${share(0.95)}, all below ${share(1)}, over ${String(costs.length)} frames; ` +
      `${String(work.entries)} entries told, ${String(work.cells)} cells painted\n`,
  );
  return work;
};

type Sized = readonly [name: string, size: number];
const forLogs = ([name]: Sized): boolean => /^(read-log|connection|session)-/.test(name);
const weight = (of: readonly Sized[]): number => of.reduce((before, [, size]) => before + size, 0);

const small = (): Simulated => new Simulated({ connections: 40, transitionsPerSecond: 0 });

describe.skipIf(missing !== null)('the page of the inspector, before a large fleet', () => {
  let folder: string;
  let browser: Browser;
  let source: Simulated;
  let serving: Serving;
  let ticking: NodeJS.Timeout;

  beforeAll(async () => {
    folder = await builtPage();
    browser = await launch();
    source = new Simulated(LOAD);
    serving = await serve(source, readAssets(folder), {
      host: '127.0.0.1',
      port: 0,
      token: TOKEN,
      tls: null,
      names: [],
      stately: null,
    });
    let last = performance.now();
    ticking = setInterval(() => {
      const now = performance.now();
      source.tick(now - last);
      last = now;
    }, TICK);
  }, 60_000);

  afterAll(async () => {
    clearInterval(ticking);
    await browser.close();
    await serving.close();
  }, 30_000);

  const url = (): string => `http://${serving.authority}/#token=${TOKEN}`;

  it('paints the cells that changed, and no others', async () => {
    const { page, complaints } = await openPage(browser, url());
    await live(page);
    const work = await measured(page, 'fleet');
    expect(work.messages).toBeGreaterThan(0);
    expect(work.entries).toBeGreaterThan(LOAD.transitionsPerSecond);
    // A row whose family is as before costs no paint: the rest of what was told is what was painted, each once a frame.
    expect(work.cells).toBeGreaterThan(0);
    expect(work.cells).toBeLessThanOrEqual(work.entries);
    expect(work.allCells).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  }, 60_000);

  it('paints no cell while another view is shown', async () => {
    const { page } = await openPage(browser, url());
    await live(page);
    const work = await measured(page, 'timeline');
    expect([work.cells, work.allCells]).toEqual([0, 0]);
    await page.context().close();
  }, 60_000);

  it('keeps all rows apart at once on a screen, each with a cell of its own', async () => {
    const { page } = await openPage(browser, url());
    await live(page);
    await page.waitForFunction((all) => {
      const said = [...document.querySelectorAll('.count b')].map((one) =>
        Number(one.textContent?.replaceAll(',', '')),
      );
      return said.reduce((sum, one) => sum + one, 0) === all;
    }, LOAD.connections);
    expect((await workOf(page)).allCells).toBeGreaterThanOrEqual(LOAD.connections);
    await page.context().close();
  }, 60_000);

  it('says so when its server is gone, and joins it again', async () => {
    const far: Server = createServer();
    await new Promise<void>((resolve) => far.listen(0, '127.0.0.1', resolve));
    const { port } = far.address() as AddressInfo;
    await new Promise((resolve) => far.close(resolve));
    const options = { host: '127.0.0.1', port, token: TOKEN, tls: null, names: [], stately: null };
    const first = await serve(small(), readAssets(folder), options);
    const { page } = await openPage(browser, `http://${first.authority}/#token=${TOKEN}`);
    await live(page);
    await first.close();
    await page.waitForFunction(() => document.querySelector('.feed-state')?.textContent?.startsWith('reconnecting'));
    expect(await page.locator('.notice').innerText()).toContain('dialled again');
    const second = await serve(small(), readAssets(folder), options);
    await page.waitForFunction(() => document.querySelector('.feed-state')?.textContent === 'live');
    await page.context().close();
    await second.close();
  }, 60_000);

  it('tells a stranger what it needs', async () => {
    const { page } = await openPage(browser, `http://${serving.authority}/#token=not-the-one-that-it-wants`);
    await page.waitForFunction(() => document.querySelector('.feed-state')?.textContent === 'no feed');
    expect(await page.locator('.empty').innerText()).toContain('token');
    await page.context().close();
  }, 60_000);

  it(`weighs at most ${String(MOST_BYTES / 1024)} KiB gzipped as it is opened, all told, and holds nothing inline`, async () => {
    const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
    const sizes = await Promise.all(
      names.map(
        async ({ name, parentPath }) => [name, gzipSync(await readFile(join(parentPath, name))).length] as const,
      ),
    );
    // What reads a log is loaded when one is given to the page: the charts, what replays them, and their drawings.
    expect(weight(sizes.filter((one) => !forLogs(one)))).toBeLessThan(MOST_BYTES);
    expect(weight(sizes.filter(forLogs))).toBeLessThan(MOST_BYTES);
    const html = await readFile(join(folder, 'index.html'), 'utf8');
    expect(html).not.toMatch(/<script(?![^>]*src=)|<style| style=| on\w+=/);
  });
});
