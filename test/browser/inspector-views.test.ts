import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createInspector } from '../../src/inspector/index.ts';
import type { Inspector } from '../../src/inspector/index.ts';
import { requireProgram } from '../../src/testkit/program.ts';
import { builtPage, launch, live, openPage } from './inspector-page.ts';
import type { Opened } from './inspector-page.ts';
import type { World } from './inspector-world.ts';
import { openWorld } from './inspector-world.ts';

const missing = requireProgram('chromium');
if (missing !== null) process.stderr.write(`skipped, for want of a browser: ${missing}\n`);

const HTML = '<img src=x onerror="globalThis.owned=1">';
const LINKS = 90;
/** Those of the address whose peer is gone. */
const DOWN = LINKS / 6;

const text = (page: Page, where: string): Promise<string> => page.locator(where).innerText();
const ground = (page: Page): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

describe.skipIf(missing !== null)('the page of the inspector, before real links', () => {
  let browser: Browser;
  let world: World;
  let inspector: Inspector;
  let opened: Opened;

  beforeAll(async () => {
    const page = await builtPage();
    browser = await launch();
    world = await openWorld(LINKS, 6);
    inspector = await createInspector(world.supervisor, { chaos: true, title: 'a test', page });
    await Promise.all([...world.supervisor.links.values()].map((link) => link.ready()));
    world.supervisor.link('hostile', {
      to: world.hosts[0]?.url ?? '',
      framing: 'uint:4',
      handshake: (talk) => talk.reject(HTML),
    });
    await world.hosts[3]?.vanish();
  }, 90_000);

  afterAll(async () => {
    await browser.close();
    await inspector.close();
    await world.close();
  }, 30_000);

  afterEach(async () => {
    await opened.page.context().close();
  });

  const show = async (view: string, options = {}): Promise<Page> => {
    opened = await openPage(browser, inspector.url, options);
    const { page } = opened;
    await live(page);
    await page.evaluate((hash) => (location.hash = hash), view);
    return page;
  };
  const quiet = (): void => {
    expect(opened.complaints).toEqual([]);
    expect([...opened.origins]).toEqual([new URL(inspector.url).origin]);
  };

  it('says in one sentence what is wrong, and where', async () => {
    const page = await show('fleet');
    const said = /^\d+ of \d+ lines are down, 1 for good, \d+ of them at 127\.0\.0\.14; hostile for .+: turned-away/;
    await page.waitForFunction((like) => like.test(document.querySelector('.headline')?.textContent ?? ''), said);
    const host = page.locator('.worst-row', { hasText: '127.0.0.14' }).filter({ hasText: 'program-gone' });
    await host.waitFor();
    expect(await host.innerText()).toMatch(/\d+ lines down/);
    quiet();
  });

  it.for(['#', '?'])('takes the token out of the address, where it stands after %s', async (mark) => {
    opened = await openPage(browser, inspector.url.replace('#', mark));
    const { page } = opened;
    await live(page);
    expect(page.url()).not.toContain('token');
    await page.reload();
    await live(page);
    quiet();
  });

  it('counts the states, and shows one of them when its button is pressed', async () => {
    const page = await show('fleet');
    const lost = page.locator('[data-family="reconnecting"]');
    await page.waitForFunction(
      (down) => Number(document.querySelector('[data-family="reconnecting"] b')?.textContent) >= down - 2,
      DOWN,
    );
    await lost.click();
    expect(await lost.getAttribute('aria-pressed')).toBe('true');
    const items = await page.locator('.worst [data-item]').allInnerTexts();
    expect(items.some((one) => one.includes('127.0.0.14'))).toBe(true);
    quiet();
  });

  it('is walked and filtered by keyboard alone', async () => {
    const page = await show('fleet');
    await page.keyboard.press('/');
    await page.keyboard.type('bank-3');
    expect(await page.locator('[data-search]').inputValue()).toBe('bank-3');
    await page.keyboard.press('Escape');
    expect(await page.locator('[data-search]').inputValue()).toBe('');
    await page.keyboard.press('s');
    expect(await page.locator('[data-family][aria-pressed="true"]').count()).toBe(1);
    await page.keyboard.press('Escape');
    expect(await page.locator('[data-family][aria-pressed="true"]').count()).toBe(0);
    await page.waitForSelector('.worst [data-item]');
    await page.keyboard.press('j');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('worst-row');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.outage');
    for (const [at, title] of ['Fleet', 'Timeline', 'Live chart', 'Why', 'Audit trail'].entries()) {
      await page.keyboard.press(String(at + 1));
      expect(await text(page, '.nav [aria-current] .title')).toBe(title);
    }
    await page.keyboard.press('?');
    await page.waitForSelector('dialog[open]');
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog[open]', { state: 'detached' });
    quiet();
  });

  it('walks the cells with the arrow keys, says which one it is at, and opens it', async () => {
    const page = await show('fleet');
    await page.locator('.fleet-cells canvas').focus();
    await page.keyboard.press('ArrowRight');
    const first = await text(page, '#fleet-tip strong');
    await page.keyboard.press('ArrowRight');
    const second = await text(page, '#fleet-tip strong');
    expect(first.trim()).toMatch(/#\d+$/);
    expect(second).not.toBe(first);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.chart-view');
    expect((await text(page, '.chart-view .subject h2')).trim()).toBe(second.trim());
    quiet();
  });

  it('shows the timeline, the worst first', async () => {
    const page = await show('timeline');
    await page.waitForSelector('.timeline-names [data-item]');
    expect(await page.locator('.timeline-names [data-item]').count()).toBeGreaterThan(10);
    await page.keyboard.press('+');
    await page.waitForFunction(() => document.querySelector('.segments [aria-pressed="true"]')?.textContent === '30 s');
    quiet();
  });

  it('lights the chart of a connection, and counts its edges', async () => {
    const page = await show('chart/bank-2%231');
    await page.waitForSelector('.drawing .state.innermost', { state: 'attached', timeout: 25_000 });
    await page.waitForSelector('.drawing .edge.taken', { state: 'attached' });
    await page.waitForSelector('.drawing .times', { state: 'attached' });
    await page.waitForSelector('.countdowns li');
    await page.waitForSelector('.last-records tbody tr');
    expect(await text(page, '.chart-side')).toContain('attempts');
    quiet();
  });

  it('tells why a line went, with verdict, evidence and attempts', async () => {
    const page = await show('fleet');
    await page.locator('.worst-row', { hasText: '127.0.0.14' }).click();
    await page.waitForSelector('.outage');
    const words = await text(page, '.why-view');
    for (const one of ['refused', 'program-gone', 'redial: ', 'of any number', 'still down', 'was down for'])
      expect(words).toContain(one);
    expect(await page.locator('.why-view tbody tr').count()).toBeGreaterThan(0);
    quiet();
  });

  it('shows what peers and callers say as text, whatever it looks like', async () => {
    const page = await show('why/hostile%231');
    await page.waitForSelector('.outage');
    expect(await text(page, '.why-view')).toContain(HTML);
    await page.evaluate(() => (location.hash = 'trail'));
    await page.locator('[name="link"]').fill('hostile');
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.trail-line')].every((one) => /hostile/.test(one.textContent ?? '')),
    );
    await page.locator('.trail-line', { hasText: 'hostile#1' }).filter({ hasText: 'rejected' }).first().click();
    expect(await text(page, '.whole pre')).toContain('<img src=x');
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    expect(await page.evaluate(() => 'owned' in globalThis)).toBe(false);
    quiet();
  });

  it('filters the trail by event and cause, and saves what passes as a file', async () => {
    const page = await show('trail');
    await page.waitForSelector('.trail-line');
    await page.locator('[name="event"]').fill('lost');
    await page.waitForFunction(() => {
      const lines = [...document.querySelectorAll('.trail-line b')];
      return lines.length > 0 && lines.every((one) => one.textContent?.startsWith('lost'));
    });
    await page.getByLabel('cause').selectOption('timer');
    await page.waitForSelector('.none');
    await page.getByLabel('cause').selectOption('io');
    await page.waitForSelector('.trail-line');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByText('Save', { exact: true }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.ndjson$/);
    quiet();
  });

  it('shows the tree with the restarts that are left', async () => {
    const page = await show('tree');
    await page.waitForSelector('.tree-line');
    const words = await text(page, '.tree');
    for (const one of ['settlement', 'bank-1', 'restarts left', 'one-for-one']) expect(words).toContain(one);
    quiet();
  });

  it('shows rates and the waits before redials', async () => {
    const page = await show('rates');
    await page.waitForSelector('.sparkline polyline', { state: 'attached' });
    expect(await page.locator('.sparkline').count()).toBe(9);
    expect(await page.locator('.histogram li').count()).toBeGreaterThan(3);
    quiet();
  });

  it('does nothing to a link before it is asked twice', async () => {
    const page = await show('controls/bank-2%231');
    await page.locator('[data-action="redial"]').click();
    await page.waitForSelector('dialog[open]');
    const link = world.supervisor.links.get('bank-2');
    const dials = link?.counts.dials;
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog[open]', { state: 'detached' });
    expect(link?.counts.dials).toBe(dials);
    await page.locator('[data-action="redial"]').click();
    await page.locator('[data-confirm]').click();
    await page.waitForSelector('pre.words');
    expect(await text(page, 'pre.words')).toContain('bank-2: redial');
    quiet();
  });

  it('offers a log where time travel needs one', async () => {
    const page = await show('time');
    expect(await text(page, '.empty')).toContain('holdfast inspect');
    quiet();
  });

  it('fits a narrow screen in every view', async () => {
    const page = await show('fleet', { viewport: { width: 390, height: 844 } });
    for (const view of [
      'fleet',
      'timeline',
      'chart/bank-2%231',
      'why/bank-2%231',
      'trail',
      'tree',
      'rates',
      'controls',
    ]) {
      await page.evaluate((hash) => (location.hash = hash), view);
      await page.waitForFunction((hash) => location.hash.startsWith(`#${hash.split('/')[0] ?? ''}`), view);
      await page.waitForSelector('.main > *');
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
      expect(await page.evaluate(() => document.querySelector('.main')?.scrollWidth)).toBeLessThanOrEqual(390);
    }
    quiet();
  });

  it('is dark or light as the system asks, and turns by a key', async () => {
    const page = await show('fleet', { colorScheme: 'light' });
    const light = await ground(page);
    await page.keyboard.press('t');
    const dark = await ground(page);
    expect(light).not.toBe(dark);
    await page.reload();
    await live(page);
    expect(await ground(page)).toBe(dark);
    quiet();
  });
});
