import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/testkit/virtual-clock.ts';

/** Rings every `every` ms and writes down when. */
const metronome = (clock: VirtualClock, every: number): number[] => {
  const rung: number[] = [];
  const ring = (): void => {
    rung.push(clock.now());
    clock.wakeAt(clock.now() + every, true, ring);
  };
  clock.wakeAt(clock.now() + every, true, ring);
  return rung;
};

test('advancing rings each alarm at its own time, also those set meanwhile', () => {
  const clock = new VirtualClock({ now: 100 });
  const rung = metronome(clock, 30);
  clock.advance(100);
  expect(rung).toEqual([130, 160, 190]);
  expect(clock.now()).toBe(200);
});

test('a clock has one alarm: a later call replaces an earlier one, and null silences it', () => {
  const clock = new VirtualClock();
  const heard: string[] = [];
  clock.wakeAt(10, true, () => heard.push('first'));
  clock.wakeAt(20, false, () => heard.push('second'));
  expect(clock.alarm).toMatchObject({ at: 20, ref: false });
  clock.advance(50);
  expect(heard).toEqual(['second']);
  clock.wakeAt(60, true, () => heard.push('third'));
  clock.wakeAt(null, true, () => heard.push('third'));
  expect(clock.alarm).toBeNull();
  clock.advance(50);
  expect(heard).toEqual(['second']);
});

test('after an alarm comes what was to be soon, then what waits for the poll, each followed by what it wants soon', () => {
  const clock = new VirtualClock();
  const order: string[] = [];
  clock.wakeAt(10, true, () => {
    order.push('alarm');
    clock.afterPoll(() => {
      order.push('poll 1');
      clock.soon(() => order.push('soon after poll 1'));
      clock.afterPoll(() => order.push('next poll'));
    });
    clock.afterPoll(() => order.push('poll 2'));
    clock.soon(() => order.push('soon'));
  });
  clock.advance(10);
  expect(order).toEqual(['alarm', 'soon', 'poll 1', 'soon after poll 1', 'poll 2', 'next poll']);
});

test('a step goes to the next alarm only', () => {
  const clock = new VirtualClock();
  const rung = metronome(clock, 30);
  expect(clock.step()).toBe(true);
  expect(rung).toEqual([30]);
  expect(clock.now()).toBe(30);
  clock.wakeAt(null, false, () => {});
  expect(clock.step()).toBe(false);
  expect(clock.now()).toBe(30);
});

test('a stall makes alarms late, all at its end', () => {
  const clock = new VirtualClock();
  const rung = metronome(clock, 30);
  clock.stall(100);
  expect(rung).toEqual([100]);
  expect(clock.alarm?.at).toBe(130);
});

test('the wall clock goes with the monotonic one until it jumps', () => {
  const clock = new VirtualClock({ now: 5, wall: 1000 });
  clock.advance(10);
  expect(clock.wall()).toBe(1010);
  clock.jumpWall(-500);
  expect(clock.wall()).toBe(510);
  expect(clock.now()).toBe(15);
});

test('an alarm that is always due again at once is an error, not an endless run', () => {
  const clock = new VirtualClock();
  metronome(clock, 0);
  expect(() => clock.advance(1)).toThrow('time stands still at 0 ms');
});

test('callbacks that ask for ever more at one instant are an error, not an endless run', () => {
  const clock = new VirtualClock();
  const again = (): void => clock.soon(again);
  again();
  expect(() => clock.runSoon()).toThrow('time stands still');
  const poll = new VirtualClock();
  const pollAgain = (): void => poll.afterPoll(pollAgain);
  pollAgain();
  expect(() => poll.runSoon()).toThrow('time stands still');
});
