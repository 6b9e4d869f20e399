// Takes the pictures of the inspector from real runs into visualizations/screenshots/. Run after a build; names of
// pictures as arguments take these alone. Vite reads the TypeScript of the tests, which Node 20 does not.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { createServer } from 'vite';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const vite = await createServer({
  configFile: false,
  logLevel: 'error',
  server: { middlewareMode: true, ws: false, watch: null },
});
const { openWorld } = await vite.ssrLoadModule(here('../test/browser/inspector-world.ts'));
const { createInspector } = await vite.ssrLoadModule(here('../src/inspector/index.ts'));
const only = new Set(process.argv.slice(2));

const narrow = { width: 390, height: 844 };
const tall = { height: 1_150 };
const light = { look: 'light' };

/** A run: how many links over how many addresses, what befalls them, and what is photographed. */
const runs = [
  {
    links: 412,
    hosts: 12,
    trouble: async ({ hosts, bank }) => {
      await pause(20_000);
      hosts[8].reset();
      await pause(8_000);
      bank.mood = 'silent';
      await pause(3_000);
      await hosts[4].vanish();
    },
    pictures: {
      'fleet-dark': { wait: 9_000 },
      'fleet-light': { ...light, wait: 4_000 },
      'fleet-narrow': { ...narrow, wait: 3_000 },
      'timeline-dark': { hash: 'timeline', wait: 3_000 },
      'timeline-light': { ...light, hash: 'timeline', wait: 3_000 },
      'chart-dark': { ...tall, hash: 'chart/bank-7%231', wait: 9_000 },
      'chart-light': { ...tall, ...light, hash: 'chart/bank-3%231', wait: 6_000 },
      'chart-narrow': { ...narrow, hash: 'chart/bank-7%231', wait: 5_000 },
      'why-dark': { hash: 'why/bank-7%231', wait: 2_500 },
      'why-light': { ...light, hash: 'why/bank-7%231', wait: 2_500 },
      'why-narrow': { ...narrow, hash: 'why/bank-7%231', wait: 2_500 },
      'trail-dark': { hash: 'trail' },
      'trail-narrow': { ...narrow, hash: 'trail' },
      'tree-light': { ...light, hash: 'tree', wait: 2_500 },
      'rates-dark': { hash: 'rates', wait: 3_000 },
      'rates-light': { ...light, hash: 'rates', wait: 3_000 },
      'controls-dark': { hash: 'controls/bank-7%231' },
    },
  },
  {
    links: 12,
    hosts: 2,
    trouble: async ({ hosts }) => {
      await pause(12_000);
      await hosts[1].vanish();
    },
    pictures: { 'few-dark': { wait: 6_000 }, 'few-narrow': { ...narrow, ...light, wait: 3_000 } },
  },
  {
    links: 3_000,
    hosts: 24,
    trouble: async ({ hosts }) => {
      await pause(15_000);
      await hosts[6].vanish();
      hosts[17].mood = 'silent';
    },
    pictures: { 'many-dark': { wait: 8_000 } },
  },
  {
    links: 80,
    hosts: 6,
    audit: true,
    trouble: async ({ hosts, bank, close }) => {
      await pause(12_000);
      bank.mood = 'silent';
      await pause(8_000);
      bank.mood = 'answers';
      await hosts[2].vanish();
      await pause(8_000);
      await hosts[2].listen();
      await pause(8_000);
      await close();
    },
    pictures: { 'time-dark': { hash: 'time/bank-7%231', instant: '1250', wait: 2_000 } },
  },
];

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });

async function take(
  url,
  log,
  name,
  { look = 'dark', width = 1_280, height = 860, hash = 'fleet', wait = 1_500, instant },
) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: look,
    deviceScaleFactor: width < 500 ? 2 : 1,
  });
  const page = await context.newPage();
  page.on('console', (said) => {
    if (said.type() === 'error') process.stderr.write(`${name}: ${said.text()}\n`);
  });
  page.on('pageerror', (error) => process.stderr.write(`${name}: ${error.stack}\n`));
  await page.goto(url);
  await page.waitForSelector('.feed-state[data-mood="good"]');
  if (log !== null) {
    await page.keyboard.press('6');
    await page.locator('.empty input[type="file"]').setInputFiles(log);
    await page.getByLabel('Instant that is shown').fill(instant);
  }
  await page.evaluate((to) => (location.hash = to), hash);
  await pause(wait);
  await page.screenshot({ path: here(`../visualizations/screenshots/${name}.png`) });
  await context.close();
}

try {
  for (const { links, hosts, audit, trouble, pictures } of runs) {
    const wanted = Object.entries(pictures).filter(([name]) => only.size === 0 || only.has(name));
    if (wanted.length === 0) continue;
    const log = audit === true ? join(await mkdtemp(join(tmpdir(), 'holdfast-')), 'audit.ndjson') : null;
    const world = await openWorld(links, hosts, log);
    const options = { title: 'holdfast run links.yaml', chaos: true, page: here('../dist/page') };
    const inspector = await createInspector(world.supervisor, options);
    await trouble(world);
    for (const [name, how] of wanted) await take(inspector.url, log, name, how);
    await inspector.close();
    if (log === null) await world.close();
    else await rm(dirname(log), { recursive: true });
  }
} finally {
  await browser.close();
  await vite.close();
}
process.exit(0);
