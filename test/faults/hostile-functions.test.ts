/** Functions of the user's own that throw or call back in: only their own link is affected. What nobody handles fails the run. */
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Codec, Link, LinkInput, Supervisor } from 'holdfast';
import { supervise } from 'holdfast';
import { bytes, closeAll, closing, line, listen, record, soon, text } from './listen.ts';
import type { Listening } from './listen.ts';

let peer: Listening;
let supervisor: Supervisor;
let neighbour: Link;
beforeEach(async () => {
  peer = await listen((heard, socket) => void socket.write(`${heard}\n`));
  supervisor = closing(supervise());
  neighbour = supervisor.link('neighbour', { ...line, to: peer.url });
});
afterEach(async () => {
  const reply = text(await neighbour.request(bytes('still there')));
  const { dials } = neighbour.counts;
  await closeAll();
  if (reply !== 'still there' || dials !== 1) throw new Error('another link was affected');
});

const mine = (): never => {
  throw new Error('mine');
};
const quick = { first: 10, max: 20, jitter: 0 } as const;

/** Frames of one byte. */
const codec = (parts: Partial<Codec>): Codec => ({
  can: { empty: false, rechunk: true, endsByFin: false },
  maxFrame: 1,
  partialTimeout: null,
  size: () => 1,
  encode: (frame, out) => {
    out.bytes.set(frame, out.at);
    out.at += 1;
  },
  decoder: () => ({
    held: 0,
    push: (chunk, to) => void chunk.every((_, i) => to.frame(chunk, i, i + 1)),
    end: () => {},
  }),
  ...parts,
});

describe('a function that throws ends its own link as crashed', () => {
  it.each<[string, Partial<LinkInput>]>([
    ['codec.encode', { framing: codec({ encode: mine }) }],
    ['codec.decoder', { framing: codec({ decoder: mine }) }],
    ['decoder.push', { framing: codec({ decoder: () => ({ held: 0, push: mine, end: () => {} }) }) }],
    ['heartbeat.send', { heartbeat: { every: 10, timeout: 10, send: mine, expect: 'echo' } }],
    ['heartbeat.expect', { heartbeat: { every: 10, timeout: 10, send: { text: 'x' }, expect: mine } }],
  ])('%s', async (_, options) => {
    const link = supervisor.link('crashing', { ...line, to: peer.url, ...options });
    // It is started again once, and meets the same again.
    await soon(() => {
      if (link.state === 'open' && link.queued === 0) void link.post(bytes('\n')).catch(() => {});
      return link.state === 'closed';
    });
    const refused = { code: 'crashed', outcome: 'not-sent', cause: new Error('mine') };
    await expect(link.request(bytes('x'))).rejects.toMatchObject(refused);
    await soon(() => peer.open === 1);
    expect([...supervisor.links.keys()]).toEqual(['neighbour']);
  });
});

describe('a function that throws is told and ends nothing', () => {
  it.each(['state', 'record', 'message', 'fault'] as const)('a listener for %s', async (event) => {
    const link = supervisor.link('line', { ...line, to: peer.url });
    link.on(event, mine);
    expect(text(await link.request(bytes('x')))).toBe('x');
    await soon(() => peer.sockets.length === 2);
    peer.sockets.at(-1)?.write('unasked\n');
    await soon(() => link.counts.messages === 1);
    expect(text(await link.request(bytes('y')))).toBe('y');
  });

  it.each([mine, () => Promise.reject(new Error('mine'))])('onLost (%#): the line is dialled again', async (onLost) => {
    const link = supervisor.link('line', { ...line, to: peer.url, onLost, reconnect: quick });
    const faults: unknown[] = [];
    link.on('fault', (error) => faults.push(error));
    await link.ready();
    await soon(() => peer.sockets.length === 2);
    peer.sockets.at(-1)?.resetAndDestroy();
    await record(link, ({ from, to }) => from.startsWith('connecting') && to.startsWith('connected'));
    expect(faults).toEqual([new Error('mine')]);
  });

  it.each([mine, () => Promise.reject(new Error('mine'))])('a handshake (%#): a failed attempt', async (bad) => {
    let times = 0;
    const handshake = (): Promise<void> => ((times += 1) <= 2 ? bad() : Promise.resolve());
    const link = supervisor.link('line', { ...line, to: peer.url, handshake, reconnect: quick });
    await link.ready();
    expect(times).toBe(3);
  });
});

/** A sequence of numbers in [0, 1), the same for each seed. */
const chances = (seed: number): (() => number) => {
  let state = Math.imul(seed, 0x9e3779b9) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
};

describe('callbacks that call back in, in every state, against a peer that ends anything', () => {
  it.each(Array.from({ length: 16 }, (_, seed) => seed))(
    'seed %i: each call settles once, none is answered with another’s reply, and all comes to its end',
    async (seed) => {
      const chance = chances(seed + 1);
      const pick = <T>(...all: readonly T[]): T => all[Math.floor(chance() * all.length)] as T;
      // In order, each request once: what is lost is lost with its connection.
      const mute = new WeakSet<Socket>();
      const wild = await listen((heard, socket) => {
        const way = chance();
        if (mute.has(socket) || heard.startsWith('post')) return;
        if (way < 0.25) mute.add(socket);
        if (way < 0.08) socket.resetAndDestroy();
        else if (way < 0.16) socket.end();
        else if (way < 0.2) socket.write('x'.repeat(200));
        else if (way > 0.25) socket.write(`${heard}\n`);
      });
      const link = supervisor.link('wild', {
        framing: { type: 'delimiter', delimiter: '\n', maxFrame: 100, partialTimeout: 30 },
        to: pick<string | string[]>(wild.url, [`tcp://127.0.0.1:1`, wild.url]),
        lifecycle: pick('long', 'long', 'short'),
        exchange: { mode: 'pipeline', window: pick(1, 3), timeout: 40 },
        reconnect: quick,
        queue: { max: 10 },
        inbox: { max: 1 },
        connectTimeout: 50,
        closeTimeout: 20,
        ...(chance() < 0.5 ? {} : { heartbeat: { every: 15, timeout: 15, send: { text: 'ping' }, expect: 'echo' } }),
        ...(chance() < 0.5 ? {} : { handshake: async (talk) => (act(), void (await talk.request(bytes('logon')))) }),
        ...(chance() < 0.5 ? {} : { onLost: () => (act(), chance() < 0.3 ? mine() : undefined) }),
      });
      const settled: number[] = [];
      const wrong: string[] = [];
      let budget = 600;
      const ask = (): void => {
        const call = settled.push(0) - 1;
        const count = (): void => void (settled[call] = (settled[call] ?? 0) + 1);
        const heard = (reply: Uint8Array): void => {
          count();
          if (text(reply) !== `call ${String(call)}`) wrong.push(text(reply));
        };
        const way = chance();
        const frame = bytes(`${way < 0.2 ? 'post' : 'call'} ${String(call)}`);
        const wait = { timeout: pick(undefined, 0, 10, 30), signal: pick(undefined, AbortSignal.timeout(10)) };
        if (way < 0.2) link.post(frame, wait).then(count, count);
        else if (way < 0.6) link.request(frame, wait).then(heard, count);
        else
          link.exchange(frame, (error, view) => {
            if (error === null) heard(view);
            else count();
            act();
            if (chance() < 0.2) mine();
          });
      };
      const act = (): void => {
        budget -= 1;
        const way = chance();
        if (budget < 0) return;
        if (way < 0.6) ask();
        else if (way < 0.7) link.redial();
        else if (way < 0.75) void link.receive({ timeout: 5 });
        else if (way < 0.753) link.destroy();
        else if (way < 0.756) void link.close({ within: 20 });
      };
      const tickle = (): void => {
        if (chance() < 0.2) act();
        if (chance() < 0.05) mine();
      };
      for (const event of ['state', 'record', 'message', 'fault'] as const) link.on(event, tickle);
      for (let i = 0; i < 60; i += 1) {
        act();
        await new Promise((resolve) => setTimeout(resolve, chance() * 4));
      }
      await link.close({ within: 30 });
      await soon(() => settled.every((times) => times > 0) && wild.open === 0);
      expect(settled.every((times) => times === 1)).toBe(true);
      expect(wrong).toEqual([]);
      expect([link.state, link.queued, supervisor.links.size]).toEqual(['closed', 0, 1]);
    },
  );
});
