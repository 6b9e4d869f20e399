import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkLink } from '../../src/contract/options/link.ts';
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

describe('the peers of the demo', () => {
  test('tell six stories, each of its own name', () => {
    expect(peers.map((peer) => peer.name)).toEqual(['steady', 'resetting', 'silent', 'refusing', 'short', 'tls']);
    expect(new Set(peers.map((peer) => peer.story)).size).toBe(6);
  });

  test('come with options that a link takes', () => {
    for (const { name, url, options } of peers) {
      expect(options.to).toBe(url);
      expect({ name, ...checkLink(options) }).toMatchObject({ name, ok: true });
    }
  });

  test('listen where their links dial, but for the one that begins by refusing', async () => {
    await expect(dial(portOf(named('refusing')))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    for (const peer of peers.filter(({ name }) => name !== 'refusing')) {
      expect((await dial(portOf(peer))).socket.readyState).toBe('open');
    }
  });

  test('are gone once they are closed', async () => {
    await Promise.all(peers.map((peer) => peer.close()));
    for (const peer of peers) await expect(dial(portOf(peer))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('the traffic of the demo', () => {
  test('asks, takes a failure as it comes, and ends when it is told to', async () => {
    const { traffic } = named('steady');
    const asked: string[] = [];
    const stop = new AbortController();
    const link = {
      request: (bytes: Uint8Array): Promise<never> => {
        asked.push(Buffer.from(bytes).toString());
        stop.abort();
        return Promise.reject(new Error('lost'));
      },
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
    };
    await traffic?.(link, stop.signal);
    expect(stop.signal.aborted).toBe(true);
  });
});
