/** One line, many requests in flight, replies in any order, and a peer that speaks when it likes. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import type { LinkInput } from '../../src/contract/options/link.ts';
import { bytes, text, world } from '../model/world.ts';

const DUPLEX: Partial<LinkInput> = {
  exchange: { mode: 'duplex', key: { offset: 0, bytes: 2 }, timeout: '1s', window: 4 },
};
const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

/** The first two characters; it cannot read everything. */
const key = (frame: Uint8Array): string => {
  if (text(frame).includes('boom')) throw new Error('no key');
  return text(frame.subarray(0, 2));
};

describe.each<Engine>(['compiled', 'interpreted'])('a duplex line, %s', (engine) => {
  it('gives each reply to its own request, in whatever order they come', async () => {
    const w = world({ engine });
    const link = w.link(DUPLEX);
    const asked = ['01a', '02b', '03c'].map((one) => link.request(bytes(one)));
    await w.pass(1);
    expect(w.socket().frames).toEqual(['01a', '02b', '03c']);
    for (const reply of ['03C', '01A', '02B']) w.socket().say(reply);
    await w.pass(1);
    expect((await Promise.all(asked)).map(text)).toEqual(['01A', '02B', '03C']);
    expect(link.lineState).toBe('connected.listening.idle');
  });

  it('has no more in flight than its window, and the rest wait', async () => {
    const w = world({ engine });
    const link = w.link(DUPLEX);
    const asked = [1, 2, 3, 4, 5, 6].map((n) => link.request(bytes(`0${String(n)}`)));
    await w.pass(1);
    expect(w.socket().frames).toHaveLength(4);
    w.socket().say('03');
    await w.pass(1);
    expect(w.socket().frames).toEqual(['01', '02', '03', '04', '05']);
    for (const n of [5, 4, 2, 1]) w.socket().say(`0${String(n)}`);
    await w.pass(1);
    w.socket().say('06');
    await w.pass(1);
    await Promise.all(asked);
  });

  it('delivers what nobody asked for, while requests are in flight too', async () => {
    const w = world({ engine });
    const link = w.link(DUPLEX);
    const reply = link.request(bytes('01a'));
    await w.pass(1);
    w.socket().say('77 news');
    w.socket().say('x');
    w.socket().say('01A');
    await w.pass(1);
    expect(text(await reply)).toBe('01A');
    expect(text(await link.receive({ timeout: 0 }))).toBe('77 news');
    expect(text(await link.receive({ timeout: 0 }))).toBe('x');
  });

  it('refuses a key that is in flight, and a frame that has none; nothing is sent', async () => {
    const w = world({ engine });
    const link = w.link(DUPLEX);
    const first = link.request(bytes('01a'));
    await w.pass(1);
    expect(await failure(link.request(bytes('01b')))).toMatchObject({ code: 'key-refused', outcome: 'not-sent' });
    expect(await failure(link.request(bytes('0')))).toMatchObject({ code: 'key-refused', outcome: 'not-sent' });
    w.socket().say('01A');
    await w.pass(1);
    expect(text(await first)).toBe('01A');
    expect(w.socket().frames).toEqual(['01a']);
  });

  it('refuses the second of two in the queue, and sends what stands behind it', async () => {
    const w = world({ engine });
    w.listener.answer = 'hang';
    const link = w.link(DUPLEX);
    const asked = ['01a', '01b', '02c'].map((one) => failure(link.request(bytes(one), { timeout: '30s' })));
    await w.pass(1);
    w.listener.answer = 'accept';
    link.redial();
    await w.pass(15_000);
    expect(w.socket().frames).toEqual(['01a', '02c']);
    expect(await asked[1]).toMatchObject({ code: 'key-refused' });
    w.socket().say('02C');
    w.socket().say('01A');
    await w.pass(1);
    expect(await Promise.all([asked[0], asked[2]])).toEqual([bytes('01A'), bytes('02C')]);
  });

  it('survives a request that times out: its late reply is counted, its key is not used again so soon', async () => {
    const w = world({ engine });
    const link = w.link(DUPLEX);
    const late = failure(link.request(bytes('01a')));
    await w.pass(1_100);
    expect(await late).toMatchObject({ code: 'timeout', outcome: 'unknown' });
    expect(link.lineState).toBe('connected.listening.idle');
    expect(await failure(link.request(bytes('01b')))).toMatchObject({ code: 'key-refused' });
    w.socket().say('01A');
    await w.pass(1);
    expect(link.counts.late).toBe(1);
    expect(await link.receive({ timeout: 0 })).toBeUndefined();
    await w.pass(1_000);
    const again = link.request(bytes('01c'));
    await w.pass(1);
    w.socket().say('01C');
    await w.pass(1);
    expect(text(await again)).toBe('01C');
    expect(w.network.dialled).toBe(1);
  });

  it('throws a second reply away, and counts it', async () => {
    const w = world({ engine });
    const link = w.link(DUPLEX);
    const reply = link.request(bytes('01a'));
    await w.pass(1);
    w.socket().say('01A');
    w.socket().say('01A');
    await w.pass(1);
    expect(text(await reply)).toBe('01A');
    expect(link.counts.doubles).toBe(1);
    expect(await link.receive({ timeout: 0 })).toBeUndefined();
    expect(w.records.map(({ event }) => event['kind'])).toContain('double');
  });

  it('gives up one call by its signal, and keeps the others and the line', async () => {
    const w = world({ engine });
    const link = w.link(DUPLEX);
    const quit = new AbortController();
    const gone = failure(link.request(bytes('01a'), { signal: quit.signal }));
    const stays = link.request(bytes('02b'));
    await w.pass(1);
    quit.abort();
    expect(await gone).toMatchObject({ code: 'aborted', outcome: 'unknown' });
    w.socket().say('01A');
    w.socket().say('02B');
    await w.pass(1);
    expect(text(await stays)).toBe('02B');
    expect(link.counts.late).toBe(1);
  });

  it('probes while replies are owed, and any answer of the peer is a sign of life', async () => {
    const w = world({ engine });
    const link = w.link({
      exchange: { mode: 'duplex', key: { offset: 0, bytes: 2 }, timeout: '1m' },
      heartbeat: { every: '1s', timeout: '1s', misses: 2, send: { text: 'PING' }, expect: { text: 'PONG' } },
    });
    const reply = link.request(bytes('01a'));
    await w.pass(1_500);
    expect(w.socket().frames).toEqual(['01a', 'PING']);
    expect(link.lineState).toBe('connected.probing');
    w.socket().say('PONG');
    await w.pass(1);
    expect(link.lineState).toBe('connected.listening.awaiting-reply');
    w.socket().say('01A');
    await w.pass(1);
    expect(text(await reply)).toBe('01A');
    expect(link.counts.heartbeatsReceived).toBe(1);
  });

  it('with `expect: any` loses no message to a probe', async () => {
    const w = world({ engine });
    const link = w.link({
      exchange: { mode: 'duplex', key: { offset: 0, bytes: 2 }, timeout: '1m' },
      heartbeat: { every: '1s', timeout: '1s', misses: 2, send: { text: 'PING' } },
    });
    const reply = link.request(bytes('01a'));
    await w.pass(1_500);
    w.socket().say('77 news');
    w.socket().say('01A');
    await w.pass(1);
    expect(text(await reply)).toBe('01A');
    expect(text(await link.receive({ timeout: 0 }))).toBe('77 news');
    expect(link.lineState).toBe('connected.listening.idle');
  });

  it('ends by a key function that throws on what the peer sent, and refuses the call it throws on', async () => {
    const w = world({ engine });
    const link = w.link({ exchange: { mode: 'duplex', key }, restart: 'temporary' });
    await w.pass(1);
    expect(await failure(link.request(bytes('01 boom')))).toMatchObject({ code: 'key-refused', outcome: 'not-sent' });
    const flying = failure(link.request(bytes('01a')));
    await w.pass(1);
    w.socket().say('boom');
    await w.pass(1);
    expect(await flying).toMatchObject({ outcome: 'unknown' });
    expect(link.state).toBe('closed');
  });

  it('drains in any order', async () => {
    const w = world({ engine });
    const link = w.link(DUPLEX);
    const asked = ['01a', '02b'].map((one) => link.request(bytes(one)));
    await w.pass(1);
    const closed = link.close();
    w.socket().say('02B');
    await w.pass(1);
    w.socket().say('01A');
    await w.pass(10);
    await closed;
    expect((await Promise.all(asked)).map(text)).toEqual(['01A', '02B']);
  });
});
