/** Legs that the peer dials. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import type { Caller } from './kit.ts';
import { bytes, FRAMING, KEY, pairWorld, text } from './kit.ts';

const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);
const heard = ({ heard: parts }: Caller): string => parts.map((part) => text(part)).join('');

/** A key that cannot read everything. */
const key = (frame: Uint8Array): string => {
  if (text(frame) === 'boom') throw new Error('boom');
  return text(frame.subarray(0, KEY.bytes));
};

describe.each<Engine>(['compiled', 'interpreted'])('a simplex link whose legs are called, %s', (engine) => {
  it('is ready once the peer has called at both, and carries requests across them', async () => {
    const w = pairWorld({ engine, called: true });
    const link = w.link();
    await w.pass(1);
    expect(link.lineState).toBe('receive open.listening, send open.listening');
    const asked = link.request(bytes('01a'));
    const out = w.call('out');
    await w.pass(1);
    expect([heard(out), link.queued]).toEqual(['', 1]);
    const into = w.call('in');
    await w.pass(1);
    await link.ready();
    expect(heard(out)).toBe('\0\x0301a');
    into.say('01A');
    into.say('news');
    await w.pass(1);
    expect(text(await asked)).toBe('01A');
    expect(text(await link.receive({ timeout: 0 }))).toBe('news');
    expect(link.inspect().map(({ id }) => id)).toEqual(['bank>receive!1', 'bank>send!1']);
    expect(link.counts).toMatchObject({ requests: 1, replies: 1, messages: 1, bytesOut: 5, bytesIn: 11, losses: 0 });
    expect(new Set(w.records.filter(({ chart }) => chart === 'listener').map(({ link: of }) => of))).toEqual(
      new Set(['bank']),
    );
  });

  it('may have one of each: it dials to send, and is called to receive', async () => {
    const w = pairWorld({ engine, called: true });
    const link = w.link({ to: 'memory://peer-out' });
    const into = w.call('in');
    await w.pass(1);
    await link.ready();
    await link.post(bytes('a'));
    into.say('b');
    await w.pass(1);
    expect(w.socket('out').frames).toEqual(['a']);
    expect(text(await link.receive({ timeout: 0 }))).toBe('b');
  });

  it('says who has not called, waits with what is to be sent, and sends it in order once they have', async () => {
    const w = pairWorld({ engine, called: true });
    const link = w.link();
    const late = failure(link.post(bytes('x'), { timeout: '1s' }));
    const posts = ['a', 'b', 'c'].map((one) => link.post(bytes(one)));
    w.call('in');
    await w.pass(1_100);
    expect(await late).toMatchObject({ code: 'timeout', outcome: 'not-sent', reason: 'not-called' });
    expect(((await late) as Error).message).toContain('the send leg is down: the peer has not called at memory://out');
    const out = w.call('out');
    await w.pass(1);
    await Promise.all(posts);
    expect(heard(out)).toBe('\0\x01a\0\x01b\0\x01c');
  });

  it.each(['in', 'out'])('is not ready while the peer of %s is gone, and is again when it calls anew', async (name) => {
    const w = pairWorld({ engine, called: true });
    const link = w.link();
    const callers = { in: w.call('in'), out: w.call('out') };
    await w.pass(1);
    callers[name as 'in' | 'out'].end();
    await w.pass(1);
    const side = name === 'in' ? 'receive' : 'send';
    expect(link.lineState).toContain(`${side} open.listening`);
    expect(w.records.find(({ event }) => event.type === 'leg-down')?.event).toMatchObject({
      leg: side,
      reason: 'ended',
    });
    w.call(name);
    await w.pass(1);
    await link.ready();
    expect(link.counts.losses).toBe(1);
  });

  it('gives a second caller the place of the first, which may be half-open', async () => {
    const w = pairWorld({ engine, called: true });
    const link = w.link();
    const [first] = [w.call('out'), w.call('in')];
    await w.pass(1);
    const second = w.call('out');
    await w.pass(1);
    await link.ready();
    await link.post(bytes('a'));
    await w.pass(1);
    expect([heard(first), heard(second)]).toEqual(['', '\0\x01a']);
    expect(first.ended() || first.lost()).toBe(true);
    expect(link.inspect()[1]?.id).toBe('bank>send!2');
  });

  it('keeps what the socket does not take, in order, for whoever calls next; but not what was given up', async () => {
    const w = pairWorld({ engine, called: true, highWater: 8 });
    const link = w.link();
    w.call('in');
    const first = w.call('out');
    await w.pass(1);
    first.stall();
    const control = new AbortController();
    const told: string[] = [];
    const post = (said: string, signal?: AbortSignal): void =>
      void link.post(bytes(said), { timeout: '1m', signal }).then(
        () => told.push(said),
        (error: { code: string; outcome: string }) => told.push(`${said} ${error.code} ${error.outcome}`),
      );
    post('more than the wire takes');
    post('given up', control.signal);
    post('second');
    post('third');
    await w.pass(10);
    control.abort();
    await w.pass(10);
    expect([told, link.queued]).toEqual([['more than the wire takes', 'given up aborted not-sent'], 1]);
    const next = w.call('out');
    await w.pass(10);
    expect(heard(next)).toBe('\0\x06second\0\x05third');
    expect(told.slice(2)).toEqual(['second', 'third']);
    expect(link.counts.posts).toBe(3);
  });

  it('ends a caller that speaks on the send leg, or says what is no frame on the other', async () => {
    const w = pairWorld({ engine, called: true });
    const link = w.link({ framing: { ...FRAMING, maxFrame: 64 } });
    const [out, into] = [w.call('out'), w.call('in')];
    await w.pass(1);
    out.say('x');
    into.raw(new Uint8Array([255, 255, 1]));
    await w.pass(1);
    expect(w.faults).toMatchObject([{ code: 'frame-unasked' }, { code: 'frame-too-large' }]);
    expect(link.lineState).toBe('receive open.listening, send open.listening');
    w.call('out');
    w.call('in');
    await w.pass(1);
    await link.ready();
  });

  it('ends a caller on whose frame `key` throws, as often as one comes, and keeps what is in flight', async () => {
    const w = pairWorld({ engine, called: true });
    const link = w.link({ exchange: { mode: 'simplex', receive: { listen: 'memory://in' }, key, timeout: '5s' } });
    const out = w.call('out');
    let into = w.call('in');
    await w.pass(1);
    const asked = link.request(bytes('01a'));
    await w.pass(1);
    for (let i = 0; i < 20; i += 1) {
      into.say('boom');
      into.say('01A');
      await w.pass(1);
      expect([into.ended() || into.lost(), link.lineState]).toEqual([true, expect.stringContaining('receive open')]);
      into = w.call('in');
      await w.pass(1);
      await link.ready();
    }
    expect(w.faults.map((error) => (error as Error).message)).toEqual(Array.from({ length: 20 }, () => 'boom'));
    into.say('01A');
    await w.pass(1);
    expect(text(await asked)).toBe('01A');
    expect([heard(out), out.ended() || out.lost()]).toEqual(['\0\x0301a', false]);
    expect(link.counts).toMatchObject({ losses: 20, requests: 1, replies: 1, messages: 0 });
  });

  it('expects heartbeats of its caller, and says its own', async () => {
    const w = pairWorld({ engine, called: true });
    const lost: unknown[] = [];
    const link = w.link({
      heartbeat: { every: '1s', timeout: '500ms', misses: 2, send: { text: 'PING' } },
      onLost: (loss) => void lost.push(loss),
    });
    const [out, into] = [w.call('out'), w.call('in')];
    for (let i = 0; i < 200; i += 1) {
      await w.pass(1_000);
      into.say('PING');
    }
    expect(link.counts.heartbeatsSent).toBeGreaterThan(190);
    expect(link.counts.heartbeatsReceived).toBeGreaterThan(190);
    expect([into.heard.length, link.counts.messages, link.lineState]).toEqual([0, 0, 'connected']);
    expect(heard(out)).toContain('PING');
    await w.pass(2_200);
    expect(link.lineState).toContain('receive open.listening');
    expect(lost).toMatchObject([{ reason: 'heartbeat', link: 'bank', connection: 'bank>receive!1' }]);
  });

  it('ends with both its places free, and its callers told', async () => {
    const w = pairWorld({ engine, called: true });
    const link = w.link();
    const callers = [w.call('in'), w.call('out')];
    await w.pass(1);
    const posted = link.post(bytes('a'));
    const closed = link.close();
    await w.pass(1);
    for (const caller of callers) caller.end();
    await w.pass(1);
    await Promise.all([posted, closed]);
    expect(callers.map((caller) => caller.ended())).toEqual([true, true]);
    expect(w.clock.alarm).toBeNull();
    const again = w.link({ exchange: { mode: 'simplex', receive: { listen: 'memory://in' }, key: KEY } });
    w.call('in');
    w.call('out');
    await w.pass(1);
    await again.ready();
  });

  it('is refused where nothing here can be called', () => {
    const w = pairWorld({ engine, called: true });
    expect(() => w.link({ to: { listen: 'tcp://127.0.0.1:0' } })).toThrow(
      expect.objectContaining({ code: 'option-unavailable', link: 'bank' }),
    );
  });
});
