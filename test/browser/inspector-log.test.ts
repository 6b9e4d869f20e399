import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest';
import { supervise } from '../../src/index.ts';
import { createInspector } from '../../src/inspector/index.ts';
import type { Inspector } from '../../src/inspector/index.ts';
import { requireProgram } from '../../src/testkit/program.ts';
import { builtPage, launch, openPage } from './inspector-page.ts';
import type { Opened } from './inspector-page.ts';
import { FarHost } from './inspector-world.ts';

const missing = requireProgram('chromium');
if (missing !== null) process.stderr.write(`skipped, for want of a browser: ${missing}\n`);

/** A line that is up, is lost to a peer that is gone, and is closed. */
async function writeLog(audit: string): Promise<void> {
  const far = new FarHost('127.0.0.1');
  await far.listen();
  const supervisor = supervise({ audit });
  supervisor.on('fault', () => {});
  const link = supervisor.link('bank', { to: far.url, framing: 'uint:4', reconnect: { first: 50, max: 100 } });
  await link.ready();
  await link.request(Buffer.from('hello'));
  const refused = new Promise<void>((resolve) => {
    link.on('state', ({ event }) => {
      if (event.type === 'lost' && event['reason'] === 'refused') resolve();
    });
  });
  await far.vanish();
  await refused;
  await supervisor.stop({ within: 1_000 });
}

describe.skipIf(missing !== null)('a log that is given to the page', () => {
  let folder: string;
  let log: string;
  let browser: Browser;
  let inspector: Inspector;
  let opened: Opened;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'holdfast-log-'));
    log = join(folder, 'audit.ndjson');
    await writeLog(log);
    const built = await builtPage();
    browser = await launch();
    inspector = await createInspector(supervise(), { page: built });
  }, 90_000);

  afterAll(async () => {
    await browser.close();
    await inspector.close();
    await rm(folder, { recursive: true, force: true });
  }, 30_000);

  beforeEach(async () => {
    opened = await openPage(browser, inspector.url);
    ({ page } = opened);
    await page.waitForFunction(() => document.querySelector('.feed-state')?.textContent === 'live');
    await page.keyboard.press('6');
  });

  afterEach(() => page.context().close());

  const give = (file: string): Promise<void> => page.locator('.empty input[type="file"]').setInputFiles(file);

  it('is read there, and shown as it ended, with no server asked', async () => {
    await give(log);
    await page.waitForSelector('.time-bar');
    await page.waitForFunction(() => document.querySelector('.headline')?.textContent?.includes('No line is open'));
    expect(await page.locator('.brand').count()).toBe(1);
    expect(await page.locator('.time-bar').innerText()).toMatch(/\d+ records over/);
    // Its feed is the file: a server that goes is not missed.
    await page.context().setOffline(true);
    await page.getByText('← loss').click();
    await page.waitForFunction(() =>
      /1 of 1 line is down|The one line is up/.test(document.querySelector('.headline')?.textContent ?? ''),
    );
    expect([...opened.origins]).toEqual([new URL(inspector.url).origin]);
    expect(opened.complaints).toEqual([]);
  });

  it('tells why the line was down, and lights its chart', async () => {
    await give(log);
    await page.waitForSelector('.time-bar');
    await page.evaluate(() => (location.hash = 'why/bank%231'));
    await page.waitForSelector('.outage');
    expect(await page.locator('.why-view').innerText()).toContain('program-gone');
    await page.evaluate(() => (location.hash = 'trail'));
    await page.waitForSelector('.trail-line');
    await page.evaluate(() => (location.hash = 'chart/bank%231'));
    await page.getByLabel('Instant that is shown').fill('600');
    await page.waitForSelector('.drawing .state.innermost', { state: 'attached' });
    expect(opened.complaints).toEqual([]);
  });

  it('is refused in words where it is none', async () => {
    const none = join(folder, 'none.ndjson');
    await writeFile(none, 'this is no log\n');
    await give(none);
    await page.waitForSelector('.notice');
    expect(await page.locator('.notice').innerText()).toContain('none.ndjson: ');
    expect(await page.locator('.feed-state').innerText()).toBe('live');
  });
});
