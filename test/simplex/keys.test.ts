/** Requests across legs: each reply to its own request, and none to another. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import { bytes, FRAMING, KEY, pairWorld, text } from './kit.ts';

const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);
const exchange = { mode: 'simplex', receive: 'memory://in', key: KEY, timeout: '1s', window: 2 } as const;

describe.each<Engine>(['compiled', 'interpreted'])('requests of a simplex link, %s', (engine) => {
  it('have no more in flight than the window, and the rest wait in order', async () => {
    const w = pairWorld({ engine });
    const link = w.link({ exchange });
    await w.pass(1);
    const asked = ['01', '02', '03', '04'].map((one) => link.request(bytes(one)));
    const posted = link.post(bytes('p'));
    await w.pass(1);
    expect(w.socket('out').frames).toEqual(['01', '02']);
    w.socket('in').say('02');
    await w.pass(1);
    expect(w.socket('out').frames).toEqual(['01', '02', '03']);
    for (const key of ['01', '03', '04']) {
      w.socket('in').say(key);
      await w.pass(1);
    }
    await Promise.all([...asked, posted]);
    expect(w.socket('out').frames).toEqual(['01', '02', '03', '04', 'p']);
  });

  it('end by their limits, and what comes then is counted as late and delivered to nobody', async () => {
    const w = pairWorld({ engine });
    const link = w.link({ exchange });
    await w.pass(1);
    const asked = failure(link.request(bytes('01a')));
    await w.pass(1_100);
    expect(await asked).toMatchObject({ code: 'timeout', outcome: 'unknown', link: 'bank' });
    expect(await failure(link.request(bytes('01b')))).toMatchObject({ code: 'key-refused', outcome: 'not-sent' });
    w.socket('in').say('01A');
    await w.pass(1);
    expect(link.counts).toMatchObject({ late: 1, replies: 0, messages: 0 });
    expect(w.records.find(({ event }) => event.type === 'received' && event['kind'] === 'late')).toMatchObject({
      chart: 'simplex',
      effects: ['discard'],
    });
    await w.pass(1_100);
    const again = link.request(bytes('01c'));
    await w.pass(1);
    w.socket('in').say('01C');
    await w.pass(1);
    expect(text(await again)).toBe('01C');
  });

  it('are answered once: a second reply is counted, and one that nobody asked for is a message', async () => {
    const w = pairWorld({ engine });
    const link = w.link({ exchange });
    await w.pass(1);
    const asked = link.request(bytes('01a'));
    await w.pass(1);
    for (const said of ['01A', '01A', '77x', 'y']) w.socket('in').say(said);
    await w.pass(1);
    expect(text(await asked)).toBe('01A');
    expect(link.counts).toMatchObject({ replies: 1, doubles: 1, messages: 2 });
    expect(text(await link.receive({ timeout: 0 }))).toBe('77x');
    expect(text(await link.receive({ timeout: 0 }))).toBe('y');
    expect(await link.receive({ timeout: 0 })).toBeUndefined();
  });

  it('are refused while their key is in flight or where they have none, and nothing is sent', async () => {
    const w = pairWorld({ engine });
    const link = w.link({ exchange });
    await w.pass(1);
    const first = link.request(bytes('01a'));
    expect(await failure(link.request(bytes('01b')))).toMatchObject({ code: 'key-refused', outcome: 'not-sent' });
    expect(await failure(link.request(bytes('0')))).toMatchObject({ code: 'key-refused', outcome: 'not-sent' });
    const boom = failure(link.request(bytes('02')));
    w.socket('in').say('01A');
    w.socket('in').say('02');
    await w.pass(1);
    await Promise.all([first, boom]);
    expect(w.socket('out').frames).toEqual(['01a', '02']);
  });

  it('ask the function `key` once for each frame', async () => {
    const w = pairWorld({ engine });
    const seen: string[] = [];
    const key = (frame: Uint8Array): string => {
      seen.push(text(frame));
      return text(frame.subarray(0, 2));
    };
    const link = w.link({ exchange: { ...exchange, key } });
    await w.pass(1);
    const asked = link.request(bytes('01a'));
    await w.pass(1);
    w.socket('in').say('01A');
    w.socket('in').say('02');
    await w.pass(1);
    await asked;
    expect(seen).toEqual(['01a', '01A', '02']);
  });

  it('end when their caller gives up, at once, and their place is free', async () => {
    const w = pairWorld({ engine });
    const link = w.link({ exchange: { ...exchange, window: 1 } });
    await w.pass(1);
    const control = new AbortController();
    const first = failure(link.request(bytes('01a'), { signal: control.signal }));
    const second = link.request(bytes('02b'));
    await w.pass(1);
    control.abort();
    expect(await first).toMatchObject({ code: 'aborted', outcome: 'unknown' });
    await w.pass(1);
    expect(w.socket('out').frames).toEqual(['01a', '02b']);
    w.socket('in').say('01A');
    w.socket('in').say('02B');
    await w.pass(1);
    expect(text(await second)).toBe('02B');
    expect(link.counts).toMatchObject({ late: 1, messages: 0 });
  });

  it('are refused where no key was given, and on a leg alone; posts where nothing is sent', async () => {
    const w = pairWorld({ engine });
    const link = w.link({ exchange: { mode: 'simplex', receive: 'memory://in' } });
    await w.pass(1);
    expect(await failure(link.request(bytes('01a')))).toMatchObject({ code: 'one-way', outcome: 'not-sent' });
    await link.post(bytes('a'));
    const sender = w.supervisor.link('sender', { to: 'memory://out', framing: FRAMING, simplex: 'send' });
    const receiver = w.supervisor.link('receiver', { to: 'memory://in', framing: FRAMING, simplex: 'receive' });
    await w.pass(1);
    expect(await failure(sender.request(bytes('x')))).toMatchObject({ code: 'one-way', link: 'sender' });
    expect(await failure(receiver.request(bytes('x')))).toMatchObject({ code: 'one-way', outcome: 'not-sent' });
    expect(await failure(receiver.post(bytes('x')))).toMatchObject({ code: 'one-way', outcome: 'not-sent' });
    await sender.post(bytes('b'));
    w.socket('in').say('c');
    await w.pass(1);
    expect(text(await receiver.receive({ timeout: 0 }))).toBe('c');
    expect(w.socket('out').frames).toEqual(['b']);
    expect([sender.lineState, receiver.lineState]).toEqual(['connected', 'connected']);
  });
});
