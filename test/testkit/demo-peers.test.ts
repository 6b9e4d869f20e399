import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkLink } from '../../src/contract/options/link.ts';
import { supervise } from '../../src/index.ts';
import type { DemoPeer } from '../../src/testkit/demo-peers.ts';
import { demoPeers } from '../../src/testkit/demo-peers.ts';
import { dial } from './client.ts';

let peers: readonly DemoPeer[] = [];
beforeEach(async () => {
  peers = await demoPeers();
});
afterEach(async () => {
  await Promise.all(peers.map((peer) => peer.close()));
});

const portOf = ({ url }: DemoPeer): number => Number(new URL(url).port);
const named = (name: string): DemoPeer => {
  const peer = peers.find((one) => one.name === name);
  if (peer === undefined) throw new Error(`no peer ${name}`);
  return peer;
};

/** Those that a TCP port leads to. */
const dialled = (): readonly DemoPeer[] => peers.filter(({ url }) => /^(?:tcp|tls):/.test(url));

const modes = [
  'sync',
  'pipeline',
  'duplex',
  'simplex',
  'pool',
  'limited',
  'short',
  'one-shot',
  'udp',
  'websocket',
  'tls',
  'unix',
];
const failing = ['resetting', 'silent', 'refusing', 'breaker'];

describe('the peers of the demo', () => {
  test('show what fails, then every mode, each with a story of its own', () => {
    expect(peers.map((peer) => peer.name)).toEqual([...failing, ...modes]);
    expect(new Set(peers.map((peer) => peer.story)).size).toBe(peers.length);
  });

  test('come with options that a link takes', () => {
    for (const { name, url, options } of peers) {
      expect(options.to).toBe(url);
      expect({ name, ...checkLink(options) }).toMatchObject({ name, ok: true });
    }
  });

  test('listen where their links dial, but for the one that begins by refusing', async () => {
    await expect(dial(portOf(named('refusing')))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    for (const peer of dialled().filter(({ name }) => name !== 'refusing')) {
      expect((await dial(portOf(peer))).socket.readyState).toBe('open');
    }
  });

  test('are gone once they are closed', async () => {
    await Promise.all(peers.map((peer) => peer.close()));
    for (const peer of dialled()) await expect(dial(portOf(peer))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(existsSync(new URL(named('unix').url).pathname)).toBe(false);
  });
});

describe('the traffic of the demo', () => {
  test('asks, takes a failure as it comes, and ends when it is told to', async () => {
    const { traffic } = named('sync');
    const asked: string[] = [];
    const stop = new AbortController();
    const link = {
      request: (bytes: Uint8Array): Promise<never> => {
        asked.push(Buffer.from(bytes).toString());
        stop.abort();
        return Promise.reject(new Error('lost'));
      },
      receive: () => Promise.resolve(undefined),
    };
    await traffic?.(link, stop.signal);
    expect(asked).toEqual(['hello']);
  });

  test('hands its signal on, so that a request without an answer ends too', async () => {
    const { traffic } = named('short');
    const stop = new AbortController();
    const link = {
      request: async (_: Uint8Array, { signal }: { signal: AbortSignal }): Promise<void> => {
        queueMicrotask(() => stop.abort());
        await once(signal, 'abort');
      },
      receive: () => Promise.resolve(undefined),
    };
    await traffic?.(link, stop.signal);
    expect(stop.signal.aborted).toBe(true);
  });
});

describe('each mode of the demo', () => {
  test('answers what is asked of it, and never fails', async () => {
    const supervisor = supervise();
    const stop = new AbortController();
    const troubles: unknown[] = [];
    supervisor.on('fault', (error) => troubles.push(error));
    const links = modes.map((name) => supervisor.link(name, named(name).options));
    for (const link of links)
      link.on('state', (record) => record.to.startsWith('reconnecting') && troubles.push(record));
    const traffic = links.map(async (link) => named(link.name).traffic?.(link, AbortSignal.any([stop.signal])));
    while (links.some(({ counts }) => counts.replies < 3)) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    await Promise.all(traffic);
    expect(troubles).toEqual([]);
    supervisor.destroy();
  });

  test('the peer of duplex answers in reverse order and speaks unasked', async () => {
    const supervisor = supervise();
    const link = supervisor.link('duplex', named('duplex').options);
    const order: string[] = [];
    const ask = async (text: string): Promise<void> => {
      const reply = await link.request(Buffer.from(text));
      expect(Buffer.from(reply).toString()).toBe(text);
      order.push(text);
    };
    await Promise.all(['1', '2', '3'].map(ask));
    expect(order).toEqual(['3', '2', '1']);
    expect(Buffer.from((await link.receive()) ?? []).toString()).toBe('!news');
    supervisor.destroy();
  });

  test('the peer of breaker opens it, and callers are told at once', async () => {
    const { options, traffic } = named('breaker');
    const supervisor = supervise();
    const link = supervisor.link('breaker', options);
    const stop = new AbortController();
    const asked = traffic?.(link, stop.signal);
    const opened = new Promise<void>((resolve) => {
      link.on('state', ({ chart, to }) => chart === 'breaker' && to === 'open' && resolve());
    });
    await opened;
    await expect(link.request(Buffer.from('c'))).rejects.toMatchObject({ code: 'circuit-open', outcome: 'not-sent' });
    stop.abort();
    await asked;
    supervisor.destroy();
  });
});
