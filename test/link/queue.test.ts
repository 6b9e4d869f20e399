import { describe, expect, it, vi } from 'vitest';
import { Call } from '../../src/connection/call.ts';
import { HoldfastError } from '../../src/contract/errors.ts';
import { CallQueue } from '../../src/link/queue.ts';
import { createWheel } from '../../src/actor/wheel.ts';
import { VirtualClock } from '../../src/testkit/virtual-clock.ts';
import { bytes as utf8, world } from '../model/world.ts';

const setUp = (limits = { max: 3, maxBytes: 100 }) => {
  const clock = new VirtualClock();
  let emptied = 0;
  const queue = new CallQueue(
    'line',
    limits,
    createWheel(clock),
    () => void (emptied += 1),
    () => null,
  );
  const told: string[] = [];
  let ordinal = 0;
  const call = (bytes = 1, limit = Infinity): Call => {
    ordinal += 1;
    const mine = ordinal;
    return new Call('request', new Uint8Array(bytes), bytes, mine, limit, (error) => {
      told.push(`${String(mine)} ${error === null ? 'answered' : `${error.code} ${String(error.outcome)}`}`);
    });
  };
  return { clock, queue, told, call, emptied: () => emptied };
};
const order = (queue: CallQueue): number[] => {
  const ordinals: number[] = [];
  for (let call = queue.take(); call !== undefined; call = queue.take()) ordinals.push(call.ordinal);
  return ordinals;
};

describe('the queue of calls', () => {
  it('gives them out in the order of the calls', () => {
    const { queue, call } = setUp();
    for (let i = 0; i < 3; i += 1) expect(queue.push(call())).toBe(true);
    expect(order(queue)).toEqual([1, 2, 3]);
    expect([queue.size, queue.bytes]).toEqual([0, 0]);
  });

  it('refuses the one that is too many, and the byte that is too many', () => {
    const { queue, call } = setUp();
    expect(queue.push(call(60))).toBe(true);
    expect(queue.push(call(41))).toBe(false);
    expect(queue.push(call(40))).toBe(true);
    expect(queue.push(call(0))).toBe(true);
    expect(queue.push(call(0))).toBe(false);
    expect([queue.size, queue.bytes]).toEqual([3, 100]);
  });

  it('puts a call that was taken back into its place', () => {
    const { queue, call } = setUp();
    for (let i = 0; i < 3; i += 1) queue.push(call());
    const first = queue.take();
    const second = queue.take();
    if (first !== undefined && second !== undefined) {
      queue.restore(second);
      queue.push(call());
      queue.restore(first);
    }
    expect(order(queue)).toEqual([1, 2, 3, 4]);
  });

  it('tells a call whose limit passes, once, and lets the others keep their order', () => {
    const { clock, queue, told, call } = setUp({ max: 10, maxBytes: 100 });
    for (const limit of [1_000, 500, 2_000, 500]) queue.push(call(10, limit));
    clock.advance(600);
    expect(told).toEqual(['2 timeout not-sent', '4 timeout not-sent']);
    expect([queue.size, queue.bytes]).toEqual([2, 20]);
    expect(order(queue)).toEqual([1, 3]);
    clock.advance(10_000);
    expect(told).toHaveLength(2);
    expect(clock.alarm).toBeNull();
  });

  it('gives out none whose limit has passed, even where nobody has come to see it yet', () => {
    const { clock, queue, told, call } = setUp();
    queue.push(call(1, 500));
    queue.push(call(1, 9_000));
    expect(queue.peek(5_000)?.ordinal).toBe(2);
    expect(told).toEqual(['1 timeout not-sent']);
    expect(clock.now()).toBe(0);
  });

  it('says when the last that waited was given up, and not when it was taken', () => {
    const { queue, call, emptied } = setUp();
    queue.push(call());
    queue.take();
    expect(emptied()).toBe(0);
    const [one, two] = [call(), call()];
    queue.push(one);
    queue.push(two);
    queue.abandon(one, 'aborted');
    expect(emptied()).toBe(0);
    queue.abandon(two, 'aborted');
    expect(emptied()).toBe(1);
  });

  it('is not outgrown by the gaps of calls that were given up behind one that stays', () => {
    const { queue, call, told } = setUp({ max: 1_000, maxBytes: 1e6 });
    const search = vi.spyOn(Array.prototype, 'indexOf');
    queue.push(call());
    for (let i = 0; i < 5_000; i += 1) {
      const one = call();
      queue.push(one);
      queue.abandon(one, 'aborted');
    }
    // What it had to walk over to find the last of them.
    const places = (search.mock.contexts as readonly (readonly unknown[])[]).map(({ length }) => length);
    search.mockRestore();
    expect(told).toHaveLength(5_000);
    expect(Math.max(...places)).toBeLessThan(200);
    expect(order(queue)).toEqual([1]);
  });

  it('fails all of them, oldest first, and forgets their limits', () => {
    const { clock, queue, told, call } = setUp();
    for (let i = 0; i < 3; i += 1) queue.push(call(1, 1_000));
    queue.fail(() => new HoldfastError('destroyed', 'over', { outcome: 'not-sent' }));
    expect(told).toEqual(['1 destroyed not-sent', '2 destroyed not-sent', '3 destroyed not-sent']);
    expect(clock.alarm).toBeNull();
  });

  it('does not keep the process alive once it is told so', () => {
    const { clock, queue, call } = setUp();
    queue.push(call(1, 1_000));
    expect(clock.alarm?.ref).toBe(true);
    queue.ref(false);
    expect(clock.alarm?.ref).toBe(false);
  });
});

it('a call whose time runs out while it waits is told what keeps the line down', async () => {
  for (const lifecycle of ['long', 'short'] as const) {
    const w = world();
    w.listener.answer = 'refused';
    const link = w.link({ lifecycle, exchange: { timeout: '3s' } });
    const call = link.request(utf8('x')).catch((error: unknown) => error);
    await w.pass(3_500);
    const detail = expect.stringContaining('while the line was down (dial of memory://peer: refused)') as string;
    expect(await call).toMatchObject({ code: 'timeout', outcome: 'not-sent', reason: 'refused', message: detail });
  }
});
