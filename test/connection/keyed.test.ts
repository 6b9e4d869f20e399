/** What is owed by key, against the plainest model of it: any order, twice, late, never asked for. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Call, Probe } from '../../src/connection/call.ts';
import { Heartbeat } from '../../src/connection/heartbeat.ts';
import { Keyed } from '../../src/connection/keyed.ts';
import { keyOf } from '../../src/connection/key.ts';

const PATIENCE = 100;
const frame = (key: number, body = ''): Uint8Array => Uint8Array.from([key, ...new TextEncoder().encode(body)]);
const call = (key: number): Call => new Call('request', frame(key), 1, 0, Infinity, () => {});
const keyed = (): Keyed => new Keyed(keyOf({ offset: 0, bytes: 1 }), PATIENCE);
const classify = (owed: Keyed, bytes: Uint8Array, now = 0, beat: Heartbeat | null = null): string =>
  owed.classify(beat, bytes, 0, bytes.length, now);

const add = (owed: Keyed, key: number, now = 0): Call => {
  const one = call(key);
  expect(owed.refusal(one, now)).toBeNull();
  owed.add(one);
  return one;
};

const step = fc.record({
  do: fc.oneof(
    { weight: 16, arbitrary: fc.constantFrom('ask', 'hear') },
    { weight: 12, arbitrary: fc.constantFrom('give up', 'wait') },
    { weight: 1, arbitrary: fc.constant('lose') },
  ),
  key: fc.nat(1),
  ms: fc.constantFrom(1, PATIENCE - 1, PATIENCE),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** The same asked of the real one and of the plainest model. */
class Run {
  /** What the model says to the last step. */
  wanted: unknown = null;
  readonly #owed = keyed();
  readonly #flying = new Map<number, Call>();
  readonly #until = new Map<number, number>();
  readonly #answered = new Set<number>();
  #now = 0;

  /** @returns what the real one says, and how many calls it holds */
  take({ do: what, key, ms }: Step): unknown {
    const said = this.#step(what, key, ms);
    const held: Call[] = [];
    this.#owed.each((one) => held.push(one));
    this.wanted = [this.wanted, this.#flying.size];
    return [said, held.length];
  }

  #step(what: string, key: number, ms: number): unknown {
    switch (what) {
      case 'ask':
        return this.#ask(key);
      case 'hear':
        return this.#hear(key);
      case 'give up':
        return this.#giveUp(key);
      case 'lose':
        return this.#lose();
      default:
        this.#now += ms;
        this.wanted = null;
        return null;
    }
  }

  #ask(key: number): boolean {
    const one = call(key);
    this.wanted = !this.#flying.has(key) && (this.#until.get(key) ?? 0) <= this.#now;
    const free = this.#owed.refusal(one, this.#now) === null;
    if (!free) return false;
    this.#owed.add(one);
    this.#flying.set(key, one);
    this.#until.delete(key);
    this.#answered.delete(key);
    return true;
  }

  #hear(key: number): unknown {
    const kind = classify(this.#owed, frame(key), this.#now);
    const flying = this.#flying.get(key);
    if (flying === undefined) {
      const late = (this.#until.get(key) ?? 0) > this.#now;
      this.wanted = late ? 'late' : this.#answered.has(key) ? 'double' : 'message';
      return kind;
    }
    this.wanted = ['reply', flying];
    this.#flying.delete(key);
    this.#answered.add(key);
    return [kind, this.#owed.answered()];
  }

  #giveUp(key: number): null {
    this.wanted = null;
    const one = this.#flying.get(key);
    if (one === undefined) return null;
    this.#owed.release(one, this.#now);
    this.#flying.delete(key);
    this.#until.set(key, this.#now + PATIENCE);
    return null;
  }

  #lose(): unknown {
    const left = new Set<Call>();
    this.#owed.take((one) => left.add(one));
    this.wanted = new Set(this.#flying.values());
    this.#flying.clear();
    this.#until.clear();
    this.#answered.clear();
    return left;
  }
}

describe('a key', () => {
  it.each([1, 2, 4, 6, 7, 8, 36])('of %i bytes is read at its offset, and a frame without them has none', (bytes) => {
    const read = keyOf({ offset: 2, bytes });
    const whole = Uint8Array.from({ length: 60 }, (_, i) => (i * 37 + 129) % 256);
    const other = whole.slice();
    other[7 + bytes] = (other[7 + bytes] ?? 0) ^ 1;
    expect(read(whole, 5, 60)).toBe(read(other, 5, 60));
    for (let i = 0; i < bytes; i += 1) {
      const changed = whole.slice();
      changed[5 + 2 + i] = (changed[5 + 2 + i] ?? 0) ^ 128;
      expect(read(changed, 5, 60)).not.toBe(read(whole, 5, 60));
    }
    expect(read(whole, 5, 5 + 2 + bytes)).toBeDefined();
    expect(read(whole, 5, 5 + 2 + bytes - 1)).toBeUndefined();
  });

  it('may be what a function makes of the frame; null is none', () => {
    const read = keyOf((bytes) => (bytes.length > 1 ? `k${String(bytes[0])}` : null));
    expect(read(frame(7, 'x'), 0, 2)).toBe('k7');
    expect(read(frame(7), 0, 1)).toBeUndefined();
  });
});

describe('calls that are owed a reply by key', () => {
  it('are answered in any order, each by its own', () => {
    const owed = keyed();
    const calls = [3, 1, 2].map((key) => add(owed, key));
    for (const key of [2, 3, 1]) {
      expect(classify(owed, frame(key))).toBe('reply');
      expect(owed.answered()).toBe(calls.find(({ bytes }) => bytes[0] === key));
    }
  });

  it('refuse a key that is in flight, and a frame without one', () => {
    const owed = keyed();
    add(owed, 1);
    expect(owed.refusal(call(1), 0)).toMatch(/in flight/);
    expect(owed.refusal(new Call('request', new Uint8Array(0), 0, 0, 0, () => {}), 0)).toMatch(/no key/);
  });

  it('know a late reply, and keep its key out of use until none can come', () => {
    const owed = keyed();
    owed.release(add(owed, 1), 10);
    expect(classify(owed, frame(1), 50)).toBe('late');
    expect(owed.refusal(call(1), 10 + PATIENCE - 1)).toMatch(/timed out/);
    add(owed, 1, 10 + PATIENCE);
    expect(classify(owed, frame(1), 10 + PATIENCE)).toBe('reply');
  });

  it('know a second reply, until the key is used anew', () => {
    const owed = keyed();
    add(owed, 1);
    classify(owed, frame(1));
    owed.answered();
    expect(classify(owed, frame(1))).toBe('double');
    const again = add(owed, 1);
    expect(classify(owed, frame(1))).toBe('reply');
    expect(owed.answered()).toBe(again);
  });

  it('forget the keys answered longest ago, so that what is remembered has a bound', () => {
    const wide = keyOf((bytes) => new DataView(bytes.buffer, bytes.byteOffset).getUint16(0));
    const many = new Keyed(wide, PATIENCE);
    for (let key = 0; key < 3_000; key += 1) {
      const bytes = Uint8Array.from([key >> 8, key & 255]);
      const one = new Call('request', bytes, 2, 0, 0, () => {});
      expect(many.refusal(one, 0)).toBeNull();
      many.add(one);
      many.classify(null, bytes, 0, 2, 0);
      many.answered();
    }
    expect(many.classify(null, Uint8Array.from([0, 1]), 0, 2, 0)).toBe('message');
    expect(many.classify(null, Uint8Array.from([2999 >> 8, 2999 & 255]), 0, 2, 0)).toBe('double');
  });

  it('are never taken for an answer to a probe, nor the reverse', () => {
    const owed = keyed();
    const beat = new Heartbeat({
      every: 1,
      timeout: 1,
      misses: 1,
      send: { kind: 'bytes', bytes: frame(9, 'PING') },
      expect: { kind: 'bytes', bytes: frame(9, 'PONG') },
      role: 'initiator',
      keepSending: false,
    });
    const one = add(owed, 9);
    owed.probe(new Probe(frame(9, 'PING')));
    expect(classify(owed, frame(9, 'PONG'), 0, beat)).toBe('heartbeat');
    expect(owed.probes).toBe(0);
    expect(classify(owed, frame(9, 'yes'), 0, beat)).toBe('reply');
    expect(owed.answered()).toBe(one);
  });

  it('agree with the plainest model, whatever comes in whatever order', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const run = new Run();
        for (const one of steps) expect(run.take(one)).toEqual(run.wanted);
      }),
      { numRuns: 500 },
    );
  });
});
