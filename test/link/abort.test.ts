/** A caller gives up: in each place where a call can be, it is told at once, with what is known of the outcome. */
import { describe, expect, it } from 'vitest';
import { bytes, text, world } from '../model/world.ts';

const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);
const notSent = { code: 'aborted', outcome: 'not-sent' };
const unknown = { code: 'aborted', outcome: 'unknown' };

describe('a call that is aborted', () => {
  it.each(['request', 'post'] as const)('%s: is not sent when its signal has fired before', async (kind) => {
    const w = world();
    const link = w.link();
    await w.pass(1);
    expect(await failure(link[kind](bytes('x'), { signal: AbortSignal.abort() }))).toMatchObject(notSent);
    await w.pass(1);
    expect(w.socket().frames).toEqual([]);
    expect(link.lineState).toBe('connected.listening.idle');
  });

  it.each(['request', 'post'] as const)('%s: leaves the queue while there is no line', async (kind) => {
    const w = world();
    w.listener.answer = 'hang';
    const link = w.link();
    const controller = new AbortController();
    const call = failure(link[kind](bytes('x'), { signal: controller.signal }));
    expect(link.queued).toBe(1);
    controller.abort();
    expect(await call).toMatchObject(notSent);
    expect(link.queued).toBe(0);
  });

  it('leaves the queue behind a request that is under way, and the next takes its turn', async () => {
    const w = world();
    const link = w.link();
    const controller = new AbortController();
    const first = link.request(bytes('a'));
    const second = failure(link.request(bytes('b'), { signal: controller.signal }));
    const third = link.request(bytes('c'));
    await w.pass(1);
    controller.abort();
    expect(await second).toMatchObject(notSent);
    w.socket().say('A');
    await w.pass(1);
    w.socket().say('C');
    await w.pass(1);
    expect([text(await first), text(await third)]).toEqual(['A', 'C']);
    expect(w.socket().frames).toEqual(['a', 'c']);
  });

  it('keeps its place on the wire, so that its reply answers no other', async () => {
    const w = world();
    const link = w.link({ exchange: { mode: 'pipeline' } });
    const controller = new AbortController();
    const first = failure(link.request(bytes('a'), { signal: controller.signal }));
    const second = link.request(bytes('b'));
    await w.pass(1);
    controller.abort();
    expect(await first).toMatchObject(unknown);
    w.socket().say('A');
    w.socket().say('B');
    await w.pass(1);
    expect(text(await second)).toBe('B');
    expect(link.counts.late).toBe(1);
  });

  it('still ends the line when the reply of its place never comes', async () => {
    const w = world();
    const link = w.link({ exchange: { timeout: '5s' } });
    const controller = new AbortController();
    const call = failure(link.request(bytes('a'), { signal: controller.signal }));
    await w.pass(1_000);
    controller.abort();
    await call;
    await w.pass(3_900);
    expect(link.lineState).toBe('connected.listening.awaiting-reply');
    await w.pass(200);
    expect(link.lineState).toBe('reconnecting.backing-off');
  });

  it('is told once when the line is lost first, and the other way round', async () => {
    const w = world();
    const link = w.link();
    const controller = new AbortController();
    const call = failure(link.request(bytes('a'), { signal: controller.signal }));
    await w.pass(1);
    w.socket().wire.reset();
    await w.pass(1);
    controller.abort();
    expect(await call).toMatchObject({ code: 'lost', outcome: 'unknown' });
  });

  it('is told while the link drains', async () => {
    const w = world();
    const link = w.link();
    const controller = new AbortController();
    const call = failure(link.request(bytes('a'), { signal: controller.signal }));
    await w.pass(1);
    const closed = link.close();
    controller.abort();
    expect(await call).toMatchObject(unknown);
    w.socket().say('A');
    await w.pass(1);
    await w.pass(3_000);
    await closed;
    expect(w.network.dialled).toBe(0);
  });

  it('leaves no listener on a signal that outlives it', async () => {
    const w = world({ on: (socket, frame) => socket.say(frame) });
    const link = w.link();
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<AbortSignal['addEventListener']>) => {
      listeners += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<AbortSignal['removeEventListener']>) => {
      listeners -= 1;
      remove(...args);
    };
    for (let i = 0; i < 20; i += 1) {
      const reply = link.request(bytes('x'), { signal });
      const post = link.post(bytes('y'), { signal });
      const ready = link.ready({ signal });
      const message = link.receive({ signal, timeout: 5 });
      await w.pass(20);
      await Promise.all([reply, post, ready, message]);
    }
    expect(listeners).toBe(0);
  });

  it.each(['ready', 'receive'] as const)('%s: ends its wait', async (what) => {
    const w = world();
    w.listener.answer = 'hang';
    const link = w.link();
    const controller = new AbortController();
    const wait = failure(link[what]({ signal: controller.signal }));
    controller.abort();
    expect(await wait).toMatchObject({ code: 'aborted' });
    expect(await failure(link[what]({ signal: controller.signal }))).toMatchObject({ code: 'aborted' });
  });
});

describe('a limit that is none', () => {
  it.each([Number.NaN, Infinity, -1, 'soon'])('%s is refused, and nothing is sent', async (timeout) => {
    const w = world();
    const link = w.link();
    await w.pass(1);
    for (const wait of [
      link.request(bytes('x'), { timeout }),
      link.post(bytes('x'), { timeout }),
      link.ready({ timeout }),
      link.receive({ timeout }),
    ])
      expect(await failure(wait)).toMatchObject({ code: 'option-invalid' });
    await w.pass(1);
    expect(w.socket().frames).toEqual([]);
  });
});
