import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createWheel } from '../../src/actor/wheel.ts';
import type { Timed, Wheel } from '../../src/contract/clock.ts';
import { VirtualClock } from '../../src/testkit/virtual-clock.ts';

/** Something with one deadline at a time, which says when it was fired and for what. */
class Alarm implements Timed {
  filedAt = Infinity;
  ref = true;
  readonly name: string;
  readonly fired: string[];
  deadline = Infinity;

  constructor(name: string, fired: string[] = []) {
    this.name = name;
    this.fired = fired;
  }

  nextDeadline(): number {
    return this.deadline;
  }

  due(now: number): void {
    this.fired.push(`${this.name} of ${String(this.deadline)} at ${String(now)}`);
    this.deadline = Infinity;
  }

  set(wheel: Wheel, deadline: number): this {
    this.deadline = deadline;
    if (deadline < this.filedAt) wheel.file(this);
    return this;
  }
}

describe('when', () => {
  test('a deadline is fired late by a twentieth of its delay at most, by 50 ms at most, and never early', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e7, noNaN: true }), { maxLength: 30 }), (delays) => {
        const clock = new VirtualClock({ now: 12.375 });
        const wheel = createWheel(clock);
        const began = clock.now();
        let latest = began;
        for (const delay of delays) {
          const alarm = new Alarm('one');
          alarm.due = (now) => {
            const late = now - alarm.deadline;
            expect(late).toBeGreaterThanOrEqual(0);
            expect(late).toBeLessThanOrEqual(Math.max(1, Math.min(50, delay / 20)));
            alarm.deadline = Infinity;
          };
          alarm.set(wheel, began + delay);
          latest = Math.max(latest, began + delay + 50);
        }
        clock.advance(latest - began);
        expect(clock.alarm).toBeNull();
      }),
    );
  });

  test('with resolution 0 every deadline is fired at its very time', () => {
    const clock = new VirtualClock();
    const wheel = createWheel(clock, { resolution: 0 });
    const fired: string[] = [];
    new Alarm('a', fired).set(wheel, 10.25);
    new Alarm('b', fired).set(wheel, 10.125);
    clock.advance(100);
    expect(fired).toEqual(['b of 10.125 at 10.125', 'a of 10.25 at 10.25']);
  });

  test('with resolution 1 a deadline is fired within the millisecond', () => {
    const clock = new VirtualClock();
    const wheel = createWheel(clock, { resolution: 1 });
    const fired: string[] = [];
    new Alarm('a', fired).set(wheel, 90_000.25);
    clock.advance(100_000);
    expect(fired).toEqual(['a of 90000.25 at 90001']);
  });

  test('a deadline that has passed already is fired with the next alarm', () => {
    const clock = new VirtualClock({ now: 1000 });
    const wheel = createWheel(clock);
    const fired: string[] = [];
    new Alarm('a', fired).set(wheel, 400);
    expect(fired).toEqual([]);
    clock.advance(0);
    expect(fired).toEqual(['a of 400 at 1000']);
  });

  test('a deadline beyond what a timer takes is reached in hops', () => {
    const clock = new VirtualClock();
    const wheel = createWheel(clock);
    const fired: string[] = [];
    const far = 3 * 2 ** 31;
    new Alarm('far', fired).set(wheel, far);
    const hops: number[] = [];
    while (clock.alarm !== null) {
      hops.push(clock.alarm.at - clock.now());
      clock.step();
    }
    expect(Math.max(...hops)).toBe(2 ** 31 - 1);
    expect(hops).toHaveLength(4);
    expect(fired).toEqual([`far of ${String(far)} at ${String(Math.ceil(far / 50) * 50)}`]);
  });

  test('deadlines are fired from the check phase, after what lies in the sockets has been read', () => {
    const clock = new VirtualClock();
    const wheel = createWheel(clock, { resolution: 0 });
    const fired: string[] = [];
    const alarm = new Alarm('silence', fired).set(wheel, 10);
    const polls: (() => void)[] = [];
    clock.afterPoll = (run) => void polls.push(run);
    clock.advance(10);
    expect(fired).toEqual([]);
    // The answer is read in that poll: the deadline moves.
    alarm.set(wheel, 30);
    for (const run of polls.splice(0)) run();
    expect(fired).toEqual([]);
    clock.advance(20);
    for (const run of polls.splice(0)) run();
    expect(fired).toEqual(['silence of 30 at 30']);
  });
});

describe('order', () => {
  test('what falls due together is fired by deadline, equals in the order of filing', () => {
    const clock = new VirtualClock();
    const wheel = createWheel(clock);
    const fired: string[] = [];
    new Alarm('a', fired).set(wheel, 2030);
    new Alarm('b', fired).set(wheel, 2010);
    new Alarm('c', fired).set(wheel, 2030);
    new Alarm('d', fired).set(wheel, 2005);
    clock.advance(5000);
    expect(fired.map((one) => one[0])).toEqual(['d', 'b', 'a', 'c']);
    expect(new Set(fired.map((one) => one.split(' at ')[1]))).toEqual(new Set(['2050']));
  });

  test('what one firing removes, moves away or makes due is seen by those after it', () => {
    const clock = new VirtualClock();
    const wheel = createWheel(clock);
    const fired: string[] = [];
    const first = new Alarm('first', fired).set(wheel, 2001);
    const removed = new Alarm('removed', fired).set(wheel, 2002);
    const moved = new Alarm('moved', fired).set(wheel, 2003);
    const waiting = new Alarm('waiting', fired).set(wheel, 9000);
    first.due = (now) => {
      fired.push(`first of 2001 at ${String(now)}`);
      first.deadline = Infinity;
      wheel.remove(removed);
      moved.deadline = 4000;
      waiting.set(wheel, now);
    };
    clock.advance(3000);
    expect(fired).toEqual(['first of 2001 at 2050', 'waiting of 2050 at 2050']);
    clock.advance(3000);
    expect(fired.at(-1)).toBe('moved of 4000 at 4000');
  });

  test('one that throws costs the others nothing: they are fired with the next alarm', () => {
    const clock = new VirtualClock();
    const wheel = createWheel(clock);
    const fired: string[] = [];
    const bad = new Alarm('bad', fired).set(wheel, 1000);
    bad.due = () => {
      bad.deadline = Infinity;
      throw new Error('bad');
    };
    new Alarm('good', fired).set(wheel, 1000);
    expect(() => clock.advance(2000)).toThrow('bad');
    clock.advance(0);
    expect(fired).toEqual(['good of 1000 at 1000']);
  });
});

/** Several deadlines that move at random while time goes on. The first that is missed, as an error; `null` when none is. */
const firstMissed = (makeWheel: (clock: VirtualClock) => Wheel): string | null => {
  const move = fc.record({
    who: fc.nat(5),
    delay: fc.integer({ min: 1, max: 5000 }),
    wait: fc.nat(400),
    what: fc.nat(5),
  });
  const property = fc.property(fc.array(move, { minLength: 1, maxLength: 60 }), (moves) => {
    const clock = new VirtualClock();
    const wheel = makeWheel(clock);
    const alarms = Array.from({ length: 6 }, (_, index) => new Alarm(String(index)));
    const pass = (ms: number): void => {
      clock.advance(ms);
      for (const { name, deadline } of alarms) {
        if (deadline + 50 < clock.now())
          throw new Error(`${name} of ${String(deadline)} missed at ${String(clock.now())}`);
      }
    };
    for (const { who, delay, wait, what } of moves) {
      const alarm = alarms[who];
      if (alarm !== undefined && what > 0) alarm.set(wheel, clock.now() + delay);
      if (alarm !== undefined && what === 0) {
        wheel.remove(alarm);
        alarm.deadline = Infinity;
      }
      pass(wait);
    }
    pass(6000);
    if (clock.alarm !== null) throw new Error('an alarm without a deadline');
  });
  const { errorInstance } = fc.check(property, { numRuns: 300 });
  return errorInstance instanceof Error ? errorInstance.message : null;
};

/** A mutant: what is filed stays where it is, even when it becomes due earlier. */
const withoutEarlier = (clock: VirtualClock): Wheel => {
  const wheel = createWheel(clock);
  return { ...wheel, file: (timed) => (timed.filedAt === Infinity ? wheel.file(timed) : undefined) };
};

/** A mutant: when the alarm has come for something that has moved later, it takes "later" for "never". */
const withoutLater = (clock: VirtualClock): Wheel => {
  const wheel = createWheel(clock);
  const file = (timed: Timed): void => {
    const place = timed.nextDeadline();
    const next = timed.nextDeadline.bind(timed);
    timed.nextDeadline = () => (clock.now() >= place && next() > clock.now() ? Infinity : next());
    wheel.file(timed);
  };
  return { ...wheel, file };
};

describe('filing anew', () => {
  test('no deadline is ever missed, however they move', () => {
    expect(firstMissed((clock) => createWheel(clock))).toBeNull();
  });

  test('a wheel that forgets to file anew what becomes due earlier is caught', () => {
    expect(firstMissed(withoutEarlier)).toMatch(/missed at/);
  });

  test('a wheel that forgets what has moved later, once its old place is reached, is caught', () => {
    expect(firstMissed(withoutLater)).toMatch(/missed at/);
  });

  test('a deadline that only ever moves later costs the clock no call', () => {
    const clock = new VirtualClock();
    const wheel = createWheel(clock);
    const alarm = new Alarm('heartbeat').set(wheel, 20_000);
    let calls = 0;
    const wakeAt = clock.wakeAt.bind(clock);
    clock.wakeAt = (...args) => {
      calls += 1;
      wakeAt(...args);
    };
    for (let at = 0; at < 19_000; at += 10) {
      clock.advance(10);
      alarm.set(wheel, clock.now() + 20_000);
    }
    expect(calls).toBe(0);
    clock.advance(19_999);
    expect(alarm.fired).toEqual([]);
    clock.advance(51);
    expect(alarm.fired).toHaveLength(1);
  });
});

describe('the one alarm', () => {
  test('is silent when nothing is filed, and when all has been removed', () => {
    const clock = new VirtualClock();
    const wheel = createWheel(clock);
    expect(clock.alarm).toBeNull();
    const alarms = Array.from({ length: 20 }, (_, index) => new Alarm(String(index)).set(wheel, 1000 + index * 37));
    expect(clock.alarm?.at).toBe(1000);
    for (const alarm of alarms) wheel.remove(alarm);
    expect(clock.alarm).toBeNull();
    expect(alarms.every(({ filedAt }) => filedAt === Infinity)).toBe(true);
    wheel.remove(new Alarm('never filed'));
    expect(clock.alarm).toBeNull();
  });

  test('keeps the process alive just as long as something filed does', () => {
    const clock = new VirtualClock();
    const wheel = createWheel(clock);
    const quiet = new Alarm('quiet');
    quiet.ref = false;
    quiet.set(wheel, 500);
    expect(clock.alarm).toMatchObject({ at: 500, ref: false });
    const holding = new Alarm('holding').set(wheel, 1000);
    expect(clock.alarm).toMatchObject({ at: 500, ref: true });
    wheel.remove(holding);
    expect(clock.alarm).toMatchObject({ at: 500, ref: false });
  });

  test('serves ten thousand, each at its time', () => {
    const clock = new VirtualClock();
    const wheel = createWheel(clock);
    const fired: string[] = [];
    for (let index = 0; index < 10_000; index += 1) {
      new Alarm(String(index), fired).set(wheel, 1000 + ((index * 7919) % 60_000));
    }
    let alarms = 0;
    while (clock.step()) alarms += 1;
    expect(fired).toHaveLength(10_000);
    const deadlines = fired.map((one) => Number(one.split(' ')[2]));
    expect(deadlines).toEqual(deadlines.toSorted((one, other) => one - other));
    // 60 s at 50 ms each.
    expect(alarms).toBeLessThanOrEqual(1201);
  });
});

const watched = (): { clock: VirtualClock; wheel: Wheel; told: string[] } => {
  const clock = new VirtualClock();
  const wheel = createWheel(clock);
  const told: string[] = [];
  wheel.onStall((ms) => told.push(`slept ${String(ms)}`));
  return { clock, wheel, told };
};

describe('a stall', () => {
  test('is told, with how late it is, before anything due is fired', () => {
    const { clock, wheel, told } = watched();
    new Alarm('silence', told).set(wheel, 1000);
    clock.stall(9000);
    expect(told).toEqual(['slept 8000', 'silence of 1000 at 9000']);
  });

  test('may move deadlines before they are judged', () => {
    const { clock, wheel, told } = watched();
    new Alarm('tick', told).set(wheel, 1000);
    const silence = new Alarm('silence', told).set(wheel, 5000);
    wheel.onStall((ms) => void silence.set(wheel, silence.deadline + ms));
    clock.stall(9000);
    expect(told).toEqual(['slept 8000', 'tick of 1000 at 9000']);
    clock.advance(4000);
    expect(told.at(-1)).toBe('silence of 13000 at 13000');
  });

  test('of the host shows in its wall clock alone', () => {
    const { clock, wheel, told } = watched();
    new Alarm('silence', told).set(wheel, 1000);
    clock.jumpWall(3_600_000);
    clock.advance(1000);
    expect(told).toEqual(['slept 0', 'silence of 1000 at 1000']);
    new Alarm('silence', told).set(wheel, 2000);
    clock.jumpWall(-1001);
    clock.advance(1000);
    expect(told.slice(2)).toEqual(['slept 0', 'silence of 2000 at 2000']);
  });

  test('is no busy turn of the event loop, and no wall clock that is being slewed', () => {
    const { clock, wheel, told } = watched();
    new Alarm('silence', told).set(wheel, 1000);
    clock.jumpWall(1000);
    clock.stall(3000);
    expect(told).toEqual(['silence of 1000 at 3000']);
  });

  test('is told to nobody who has stopped listening', () => {
    const { clock, wheel, told } = watched();
    const end = wheel.onStall((ms) => told.push(`also ${String(ms)}`));
    end();
    new Alarm('silence', told).set(wheel, 1000);
    clock.stall(9000);
    expect(told).toEqual(['slept 8000', 'silence of 1000 at 9000']);
  });
});
