/** Stately's inspector in a frame: a page of the test's own stands in for it, on another origin. */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Browser, Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { build } from 'vite';
import { createInspector } from '../../src/inspector/index.ts';
import type { Inspector, InspectorOptions } from '../../src/inspector/index.ts';
import { requireProgram } from '../../src/testkit/program.ts';
import { Reader } from '../inspector/stately/reader.ts';
import type { Message } from '../inspector/stately/reader.ts';
import { launch, openPage } from './inspector-page.ts';
import type { Opened } from './inspector-page.ts';
import type { World } from './inspector-world.ts';
import { openWorld } from './inspector-world.ts';

const missing = requireProgram('chromium');
if (missing !== null) process.stderr.write(`skipped, for want of a browser: ${missing}\n`);

interface Heard extends Message {
  readonly name?: string;
  readonly event?: { readonly type: string };
}

/** What it is told it keeps; it says that it is there when its address asks it to. */
const script = `
  globalThis.heard = [];
  globalThis.origins = [];
  addEventListener('message', ({ data, origin }) => { heard.push(data); origins.push(origin); });
  globalThis.connect = () => parent.postMessage({ type: '@statelyai.connected' }, '*');
  if (location.search !== '?silent') connect();
`;

class StandIn {
  readonly #server: Server;

  constructor(html = '<!doctype html><title>stand-in</title><script src="/page.js"></script>') {
    this.#server = createServer((request, response) => {
      const asksScript = request.url === '/page.js';
      response.writeHead(200, { 'content-type': asksScript ? 'text/javascript' : 'text/html' });
      response.end(asksScript ? script : html);
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

const framed = async (on: Page): Promise<Frame> => {
  const frame = await (await on.waitForSelector('iframe')).contentFrame();
  if (frame === null) throw new Error('the frame is empty');
  await frame.waitForFunction(() => 'heard' in globalThis);
  return frame;
};
const heardBy = (frame: Frame): Promise<readonly Heard[]> =>
  frame.evaluate(() => (globalThis as unknown as { heard: Heard[] }).heard);
const hears = (frame: Frame, name: string): Promise<unknown> =>
  frame.waitForFunction(
    (sought) => (globalThis as unknown as { heard: Heard[] }).heard.some((one) => one.name === sought),
    name,
  );

const policyOf = async (url: string): Promise<readonly [number, string | null]> => {
  const { status, headers } = await fetch(url);
  return [status, headers.get('content-security-policy')];
};

const LINKS = 25;

describe.skipIf(missing !== null)('Stately’s inspector in a frame', () => {
  const standIn = new StandIn();
  /** It says to whoever holds it that it is the one that was meant. */
  const foreign = new StandIn(`<!doctype html><title>foreign</title><script src="/page.js?"></script>`);
  let page: string;
  let origin: string;
  let elsewhere: string;
  let browser: Browser;
  let world: World;
  const ends: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    const folder = new URL('../../visualizations/page/', import.meta.url);
    page = fileURLToPath(new URL('../../node_modules/.cache/stately-page/', import.meta.url));
    await build({
      configFile: fileURLToPath(new URL('vite.config.ts', folder)),
      logLevel: 'error',
      build: { outDir: page, emptyOutDir: true },
    });
    origin = await standIn.listen();
    elsewhere = await foreign.listen();
    browser = await launch();
    world = await openWorld(LINKS, 2);
    await Promise.all([...world.supervisor.links.values()].map((link) => link.ready()));
  }, 90_000);

  afterAll(async () => {
    await browser.close();
    await world.close();
    standIn.close();
    foreign.close();
  }, 30_000);

  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end();
  });

  const inspect = async (stately: NonNullable<InspectorOptions['stately']>): Promise<Inspector> => {
    const inspector = await createInspector(world.supervisor, { page, stately });
    ends.push(() => inspector.close());
    return inspector;
  };
  const open = async (inspector: Inspector): Promise<Opened> => {
    const opened = await openPage(browser, inspector.statelyUrl ?? '');
    ends.push(() => opened.page.context().close());
    return opened;
  };
  it('is told of definitions first, then of what happens, and nobody else is asked for anything', async () => {
    const inspector = await inspect({ url: `${origin}/inspect`, links: ['bank-1', 'atm-1'] });
    const opened = await open(inspector);
    const frame = await framed(opened.page);
    await hears(frame, 'connection bank-1#1');
    await frame.waitForFunction(() =>
      (globalThis as unknown as { heard: Heard[] }).heard.some((one) => one.event?.type === 'request'),
    );
    const heard = await heardBy(frame);
    expect(heard[0]).toMatchObject({ type: '@xstate.actor', name: 'supervisor supervisor' });
    const reader = new Reader();
    for (const one of heard) reader.take(one);
    expect(reader.resolved).toBeGreaterThan(5);
    const links = heard.flatMap(({ name }) => (name?.startsWith('link ') === true ? [name] : []));
    expect(links.toSorted()).toEqual(['link atm-1', 'link bank-1']);
    const senders = await frame.evaluate(() => (globalThis as unknown as { origins: string[] }).origins);
    expect(new Set(senders)).toEqual(new Set([new URL(inspector.url).origin]));
    expect(opened.page.url()).not.toContain('token');
    expect(opened.complaints).toEqual([]);
    expect([...opened.origins].toSorted()).toEqual([new URL(inspector.url).origin, origin].toSorted());
  });

  it('is told everything anew when it is loaded anew', async () => {
    const { page: shown } = await open(await inspect({ url: origin, links: ['bank-1'] }));
    await hears(await framed(shown), 'connection bank-1#1');
    await (await framed(shown)).evaluate(() => location.reload());
    await shown.waitForFunction(() => document.querySelector('iframe') !== null);
    const frame = await framed(shown);
    await hears(frame, 'connection bank-1#1');
    const heard = await heardBy(frame);
    const reader = new Reader();
    // What was on its way to the page before may still arrive.
    const first = heard.findIndex(({ name }) => name === 'supervisor supervisor');
    for (const one of heard.slice(first)) reader.take(one);
    expect(reader.resolved).toBeGreaterThan(1);
  });

  it('is told nothing because somebody else says that it is there', async () => {
    const { page: shown } = await open(await inspect({ url: `${origin}/?silent` }));
    const frame = await framed(shown);
    // This window itself; and a page of another origin, within the frame.
    await shown.evaluate(() => postMessage({ type: '@statelyai.connected' }, '*'));
    await frame.evaluate(
      (url) =>
        new Promise((resolve) => {
          const inner = document.createElement('iframe');
          inner.src = url;
          inner.addEventListener('load', resolve);
          document.body.append(inner);
        }),
      `${elsewhere}/?silent`,
    );
    const inner = frame.childFrames()[0];
    await inner?.evaluate(() => top?.postMessage({ type: '@statelyai.connected' }, '*'));
    // What says that it is the frame, from another origin; and the frame's origin, from another window.
    await shown.evaluate((meant) => {
      const data = { type: '@statelyai.connected' };
      const source = document.querySelector('iframe')?.contentWindow ?? null;
      dispatchEvent(new MessageEvent('message', { data, source, origin: 'https://elsewhere.example' }));
      dispatchEvent(new MessageEvent('message', { data, source: window, origin: meant }));
    }, origin);
    // A round trip of that window's messages: what was sent before has been heard by now.
    await shown.evaluate(
      () =>
        new Promise((resolve) => {
          addEventListener('message', resolve, { once: true });
          postMessage('last', '*');
        }),
    );
    await shown.locator('#find').fill('bank-1');
    await shown.locator('#found li').first().waitFor();
    expect(await heardBy(frame)).toEqual([]);
    await frame.evaluate(() => (globalThis as unknown as { connect: () => void }).connect());
    await hears(frame, 'supervisor supervisor');
  });

  it('is told nothing that was on its way to a page before it', async () => {
    const inspector = await inspect({ url: origin });
    const context = await browser.newContext();
    ends.push(() => context.close());
    // In place of the server, so that nothing depends on what is quicker.
    await context.addInitScript((frame) => {
      class Scripted extends EventTarget {
        static readonly OPEN = 1;
        readonly readyState = Scripted.OPEN;

        constructor() {
          super();
          queueMicrotask(() => this.say({ type: 'holdfast.opening', frame, most: 20 }));
        }

        say(message: object): void {
          this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
        }

        send(): void {
          this.say({ type: '@xstate.actor', name: 'too early' });
          this.say({ type: 'holdfast.beginning' });
          this.say({ type: '@xstate.actor', name: 'in time' });
        }
      }
      Object.assign(globalThis, { WebSocket: Scripted });
    }, origin);
    const shown = await context.newPage();
    await shown.goto(inspector.statelyUrl ?? '');
    const frame = await framed(shown);
    await hears(frame, 'in time');
    expect((await heardBy(frame)).map(({ name }) => name)).toEqual(['in time']);
  });

  it('cannot lead the frame to another origin', async () => {
    const opened = await open(await inspect({ url: origin }));
    const frame = await framed(opened.page);
    await frame.evaluate((url) => void (location.href = url), elsewhere);
    await expect.poll(() => opened.complaints.join('\n')).toContain('frame-src');
    expect([...opened.origins]).not.toContain(elsewhere);
  });

  it('shows 20 links, then those that are chosen', async () => {
    const { page: shown } = await open(await inspect({ url: origin }));
    const chosen = shown.locator('#chosen button');
    await shown.waitForFunction(() => document.querySelectorAll('#chosen button').length === 20);
    expect(await shown.locator('#status').innerText()).toContain('20 of 20 connections');
    const all = await chosen.allInnerTexts();
    const missed = [...world.supervisor.links.keys()].find((name) => !all.includes(name)) ?? '';
    await shown.locator('#find').fill(missed);
    await shown.getByRole('button', { name: `show ${missed}`, exact: true }).click();
    await hears(await framed(shown), `connection ${missed}#1`);
    expect(await chosen.allInnerTexts()).toEqual([...all.slice(1), missed]);
    await shown.getByRole('button', { name: `leave out ${missed}`, exact: true }).click();
    await expect.poll(() => chosen.allInnerTexts()).toEqual(all.slice(1));
    await shown.getByRole('button', { name: 'whoever comes first' }).click();
    await expect.poll(() => chosen.count()).toBe(20);
  });

  it('is allowed on its own page alone, and only where it was asked for', async () => {
    const inspector = await inspect({ url: `${origin}/inspect` });
    const strict = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    const at = (path: string): string => new URL(path, inspector.url).href;
    expect(await policyOf(at('/'))).toEqual([200, strict]);
    expect(await policyOf(at('/stately.html'))).toEqual([200, `${strict}; frame-src ${origin}`]);
    const without = await createInspector(world.supervisor, { page });
    ends.push(() => without.close());
    expect(without.statelyUrl).toBeNull();
    expect((await fetch(new URL('/stately.html', without.url))).status).toBe(404);
  });
});
