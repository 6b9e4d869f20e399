import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readAssets } from '../../src/inspector/assets.ts';
import { serve } from '../../src/inspector/server.ts';
import type { Serving } from '../../src/inspector/server.ts';
import { requireProgram } from '../../src/testkit/program.ts';
import { builtPage, launch, live, openPage } from './inspector-page.ts';
import { LOST, Scripted, UP } from './inspector-scripted.ts';

const missing = requireProgram('chromium');
if (missing !== null) process.stderr.write(`skipped, for want of a browser: ${missing}\n`);

const TOKEN = 'a-token-of-the-tests';
const MINUTE = 60_000;

const pill = (page: Page, words: string): Promise<unknown> =>
  page.waitForFunction((like) => document.querySelector('.feed-state')?.textContent?.includes(like), words);

describe.skipIf(missing !== null)('how the page stands to its server', () => {
  let folder: string;
  let browser: Browser;
  let serving: Serving;
  let page: Page;

  beforeAll(async () => {
    folder = await builtPage();
    browser = await launch();
  }, 60_000);

  afterAll(() => browser.close(), 30_000);

  afterEach(async () => {
    await page.context().close();
    await serving.close();
  });

  const show = async (source: Scripted): Promise<void> => {
    const options = { host: '127.0.0.1', port: 0, token: TOKEN, tls: null, names: [], stately: null };
    serving = await serve(source, readAssets(folder), options);
    ({ page } = await openPage(browser, `http://${serving.authority}/#token=${TOKEN}`));
  };

  it('says that all is well, and when it is not', async () => {
    const source = new Scripted();
    await show(source);
    await live(page);
    await page.waitForFunction(() =>
      document.querySelector('.headline')?.textContent?.startsWith('All 2 lines are up'),
    );
    source.tell(10, [UP, LOST]);
    await page.waitForFunction(() =>
      document.querySelector('.headline')?.textContent?.startsWith('1 of 2 lines is down; bank-2 for '),
    );
    expect(await page.locator('.headline').getAttribute('data-mood')).toBe('bad');
  });

  it('watches what is shown, and nothing else', async () => {
    const source = new Scripted();
    await show(source);
    await live(page);
    await page.keyboard.press('8');
    await page.waitForFunction(() => location.hash === '#rates');
    await expect
      .poll(() => source.heard.at(-1))
      .toEqual({ type: 'watch', views: [{ view: 'fleet' }, { view: 'rates' }] });
  });

  it('says how many frames it was too slow for', async () => {
    const source = new Scripted();
    await show(source);
    await live(page);
    source.say({ type: 'lag', dropped: 7, total: 1_207 });
    await pill(page, 'frames left out');
    expect(await page.locator('.feed-state').innerText()).toBe('live, 1,207 frames left out');
  });

  it('says so when nothing comes', async () => {
    await show(new Scripted());
    await live(page);
    await pill(page, 'stalled');
    expect(await page.locator('.notice').innerText()).toContain('not even a pulse');
  });

  it('keeps what it last heard when the inspector ends', async () => {
    const source = new Scripted();
    await show(source);
    await live(page);
    source.close('the supervisor has stopped');
    await pill(page, 'ended');
    expect(await page.locator('.notice').innerText()).toContain('the supervisor has stopped');
    expect(await page.locator('.fleet-cells').count()).toBe(1);
  });

  it('asks to be loaded anew by a server of another version', async () => {
    await show(new Scripted({ protocol: 999 }));
    await pill(page, 'no feed');
    expect(await page.locator('.empty').innerText()).toContain('load the page anew');
  });

  it('says that there is nothing yet where no connection is open', async () => {
    const source = new Scripted();
    source.answer = () => {};
    await show(source);
    await page.waitForSelector('.empty');
    expect(await page.locator('.empty').innerText()).toContain('No connection is open');
  });

  it('travels through a log by its slider, by its losses and by itself', async () => {
    const source = new Scripted({ mode: 'log', title: 'audit.ndjson' });
    source.answer = (message) => {
      if (message.type === 'watch') {
        source.say({ type: 'extent', from: 0, to: 10 * MINUTE, records: 4_200, indexed: 1, losses: [0, 0, 0, 3, 0] });
        source.say({ type: 'moment', t: 0, took: 1 });
        source.tell(0, [UP, UP]);
      } else if (message.type === 'seek') {
        source.say({ type: 'moment', t: message.t, took: 12 });
        source.tell(message.t, [UP, message.t > 6 * MINUTE ? LOST : UP]);
        source.say({ type: 'done', id: message.id, words: 'there' });
      }
    };
    await show(source);
    const slider = page.getByLabel('Instant that is shown');
    await slider.waitFor();
    expect(await page.locator('.time-bar').innerText()).toContain('4,200 records over 10 min');
    await slider.fill('1000');
    await expect.poll(() => source.heard.at(-1)).toMatchObject({ type: 'seek', t: 5 * MINUTE });
    await page.getByText('loss →').click();
    await expect.poll(() => source.heard.at(-1)).toMatchObject({ type: 'seek', t: 7 * MINUTE });
    await page.waitForFunction(() =>
      document.querySelector('.headline')?.textContent?.startsWith('1 of 2 lines is down'),
    );
    const before = source.heard.length;
    await page.getByText('Play', { exact: true }).click();
    await expect.poll(() => source.heard.length).toBeGreaterThan(before + 2);
    await page.getByText('Pause', { exact: true }).click();
  });
});
