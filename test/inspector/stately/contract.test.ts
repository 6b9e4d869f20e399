/** Over real sockets: links to real peers, and the WebSocket receiver of `@statelyai/inspect` at the other end. */
import { setTimeout as pause } from 'node:timers/promises';
import { createWebSocketReceiver } from '@statelyai/inspect';
import type { StatelyActorEvent, StatelyInspectionEvent } from '@statelyai/inspect';
import { supervise } from 'holdfast';
import type { LinkInput, Supervisor } from 'holdfast';
import { framed, Peer, steady } from 'holdfast/testkit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createStatelyBridge } from '../../../src/inspector/index.ts';
import type { StatelyBridge, StatelyOptions } from '../../../src/inspector/index.ts';
import { Reader } from './reader.ts';
import { Relay } from './relay.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const until = (look: () => void): Promise<void> => vi.waitFor(look, { timeout: 10_000, interval: 20 });

async function held(names: readonly string[]): Promise<{ readonly supervisor: Supervisor; readonly input: LinkInput }> {
  const peer = await Peer.listen(steady(framed));
  const supervisor = supervise();
  ends.push(
    () => peer.close(),
    () => supervisor.stop(),
  );
  const input: LinkInput = { to: peer.url, framing: 'uint:4' };
  for (const name of names) await supervisor.link(name, input).ready();
  return { supervisor, input };
}

async function relay(port?: number): Promise<Relay> {
  const one = await Relay.listen(port);
  ends.push(() => one.close());
  return one;
}

/** The package's own receiver. */
async function receives(from: Relay): Promise<StatelyInspectionEvent[]> {
  const heard: StatelyInspectionEvent[] = [];
  const before = from.clients.length;
  createWebSocketReceiver({ server: from.url }).subscribe((event) => void heard.push(event));
  await until(() => expect(from.clients.length).toBeGreaterThan(before));
  return heard;
}

function bridged(supervisor: Supervisor, options: StatelyOptions): StatelyBridge {
  const bridge = createStatelyBridge(supervisor, options);
  ends.push(() => bridge.close());
  return bridge;
}

const actors = (heard: readonly StatelyInspectionEvent[]): readonly StatelyActorEvent[] =>
  heard.filter((one) => one.type === '@xstate.actor');

describe('the receiver of @statelyai/inspect', () => {
  it('hears of a supervisor, a link, its connection and what these do, in states that XState takes', async () => {
    const { supervisor, input } = await held(['early']);
    const server = await relay();
    const heard = await receives(server);
    const bridge = bridged(supervisor, { url: server.url });
    await until(() => expect(bridge.status.receiver?.connected).toBe(true));
    const late = supervisor.link('late', input);
    await late.ready();
    await late.request(bytes('what is the time?'));
    await late.close();
    await until(() => {
      const ended = heard.some((one) => one.type === '@xstate.snapshot' && one.snapshot.status === 'done');
      expect(ended).toBe(true);
    });
    const names = actors(heard).map(({ name }) => name);
    for (const name of ['supervisor supervisor', 'link early', 'connection early#1', 'link late', 'connection late#1'])
      expect(names).toContain(name);
    const byName = new Map(actors(heard).map((one) => [one.name, one]));
    const root = byName.get('supervisor supervisor');
    expect(byName.get('connection late#1')?.parentId).toBe(byName.get('link late')?.sessionId);
    expect(byName.get('link late')?.parentId).toBe(root?.sessionId);
    expect(heard.every(({ rootId }) => rootId === root?.sessionId)).toBe(true);

    const reader = new Reader();
    for (const one of heard) reader.take(one);
    expect(reader.resolved).toBeGreaterThan(10);
    const own = heard.filter(({ sessionId }) => sessionId === byName.get('connection late#1')?.sessionId);
    const events = own.flatMap((one) => (one.type === '@xstate.event' ? [one.event.type] : []));
    expect(events.slice(0, 5)).toEqual(['xstate.init', 'turn', 'opened', 'request', 'replied']);
  });

  it('hears of those links alone that are named, and of another once it is chosen', async () => {
    const { supervisor } = await held(['a', 'b', 'c']);
    const server = await relay();
    const heard = await receives(server);
    const bridge = bridged(supervisor, { url: server.url, links: ['b'] });
    await until(() => expect(actors(heard).map(({ name }) => name)).toContain('connection b#1'));
    bridge.choose(['c']);
    await until(() => expect(actors(heard).map(({ name }) => name)).toContain('connection c#1'));
    expect(actors(heard).map(({ name }) => name)).not.toContain('connection a#1');
  });

  it('hears of 20 connections of a pool that has more', async () => {
    const { supervisor, input } = await held([]);
    const pool = supervisor.link('pool', { ...input, lifecycle: { type: 'long', connections: 25 } });
    await until(() => expect(pool.inspect().filter(({ state }) => state.startsWith('connected'))).toHaveLength(25));
    const server = await relay();
    const heard = await receives(server);
    const bridge = bridged(supervisor, { url: server.url });
    await until(() => expect(actors(heard).filter(({ name }) => name.startsWith('connection'))).toHaveLength(20));
    expect(bridge.status).toMatchObject({ shown: ['pool'], lines: 20, of: 25 });
  });

  it('that was not there, or went, hears everything once it is there', async () => {
    const { supervisor } = await held(['line']);
    const first = await relay();
    const { port, url } = first;
    await first.close();
    const bridge = bridged(supervisor, { url });
    await until(() => expect(bridge.status.receiver?.connected).toBe(false));
    for (let time = 0; time < 2; time += 1) {
      const server = await relay(port);
      const heard = await receives(server);
      await until(() => expect(actors(heard).map(({ name }) => name)).toContain('connection line#1'));
      expect(bridge.status.receiver).toMatchObject({ connected: true });
      await server.close();
      await until(() => expect(bridge.status.receiver?.connected).toBe(false));
    }
  });

  it('that does not read costs a bounded queue, is told how much it missed, and holds up no link', async () => {
    const { supervisor } = await held(['line']);
    const server = await relay();
    const bridge = bridged(supervisor, { url: server.url });
    await until(() => expect(bridge.status.receiver?.connected).toBe(true));
    const [client] = server.clients;
    client?.pause();
    const link = supervisor.links.get('line');
    // Slowly enough for a receiver that reads: nothing is dropped in haste.
    while (bridge.status.receiver?.dropped === 0) {
      for (let i = 0; i < 20; i += 1) await link?.request(bytes('x'));
      await pause(5);
    }
    const heard = await receives(server);
    client?.resume();
    await until(() => {
      const told = heard.filter((one) => one.type === '@xstate.event' && one.event.type === 'holdfast.dropped');
      expect(told.length).toBeGreaterThan(0);
    });
  });
});

it('a bridge whose receiver is nowhere keeps no link from ending, and ends itself', async () => {
  const { supervisor } = await held(['line']);
  const bridge = createStatelyBridge(supervisor, { url: 'ws://127.0.0.1:9' });
  await supervisor.stop();
  bridge.close();
  expect(bridge.status.receiver?.connected).toBe(false);
});

it.each(['nowhere', 'ftp://127.0.0.1/', 'ws://user:secret@127.0.0.1/', 'file:///etc/passwd'])(
  'a bridge to %s is refused',
  (url) => {
    expect(() => createStatelyBridge(supervise(), { url })).toThrow('expected ws://, wss://, http:// or https://');
  },
);
