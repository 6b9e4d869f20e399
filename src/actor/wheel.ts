/**
 * One alarm for everything that waits. Coarse: what is due at about the same time is fired together. Lazy: what moves
 * its deadline later, as traffic does to every heartbeat, stays where it is filed and is asked again there.
 */
import type { Clock, Timed, Wheel } from '../contract/clock.ts';
import { Heap } from './heap.ts';
import { createStallWatch } from './stall.ts';

/** The longest that a timer of Node or a browser takes; beyond it they fire at once. */
const LONGEST = 2 ** 31 - 1;

/** A deadline may be late by a twentieth of its delay: nobody tells 21 s of silence from 20. */
const FRACTION = 1 / 20;

const GRAINS = [50, 25, 10, 5, 2, 1] as const;

/** `filedAt` of what is being fired: no deadline is earlier, so nothing files it anew before its turn is over. */
const FIRING = -Infinity;

export interface WheelOptions {
  /** The most by which a deadline may be late, in ms; default 50. 0 files every deadline exactly. */
  readonly resolution?: number;
}

/** A deadline is never fired early. Deadlines that fall due together fire by (deadline, order of filing). */
export const createWheel = (clock: Clock, options: WheelOptions = {}): Wheel => {
  const coarsest = options.resolution ?? GRAINS[0];
  const grains = GRAINS.filter((grain) => grain <= coarsest);
  const finest = grains.at(-1);
  /** By time; those filed earlier come first. One that ran empty stays until its time is the earliest. */
  const filed = new Map<number, Set<Timed>>();
  const times = new Heap();
  const stalls = createStallWatch(clock);
  let count = 0;
  let refs = 0;
  /** What the clock's alarm is set to; `Infinity` while it is silent. */
  let alarmAt = Infinity;
  let alarmRef = false;
  /** The alarm rang, and what is due has not been fired yet. */
  let ringing = false;

  const roundUp = (deadline: number): number => {
    const slack = (deadline - clock.now()) * FRACTION;
    for (const grain of grains) if (grain <= slack) return Math.ceil(deadline / grain) * grain;
    return finest === undefined ? deadline : Math.ceil(deadline / finest) * finest;
  };

  const put = (timed: Timed, at: number): void => {
    timed.filedAt = at;
    count += 1;
    if (timed.ref) refs += 1;
    const there = filed.get(at);
    if (there !== undefined) {
      there.add(timed);
      return;
    }
    filed.set(at, new Set([timed]));
    times.push(at);
  };

  const take = (timed: Timed): void => {
    if (filed.get(timed.filedAt)?.delete(timed) === true) {
      count -= 1;
      if (timed.ref) refs -= 1;
    }
    timed.filedAt = Infinity;
  };

  const earliest = (): number => {
    if (count === 0) {
      filed.clear();
      times.clear();
    }
    while (filed.get(times.least)?.size === 0) filed.delete(times.pop());
    return times.least;
  };

  /** An alarm that has become too early is left alone: it wakes for nothing, once. */
  const setAlarm = (): void => {
    if (ringing) return;
    const at = count === 0 ? Infinity : Math.min(earliest(), clock.now() + LONGEST);
    const ref = refs > 0;
    if (at === Infinity) {
      if (alarmAt < Infinity) clock.wakeAt(null, false, ring);
      alarmAt = at;
    } else if (at < alarmAt || ref !== alarmRef) {
      alarmAt = at;
      alarmRef = ref;
      clock.wakeAt(at, ref, ring);
    }
  };

  /** @returns false where it was filed early enough */
  const refile = (timed: Timed): boolean => {
    const deadline = timed.nextDeadline();
    if (!(deadline < timed.filedAt)) return false;
    const at = roundUp(deadline);
    if (at >= timed.filedAt) return false;
    take(timed);
    put(timed, at);
    return true;
  };

  const takeUntil = (now: number): Timed[] => {
    const taken: Timed[] = [];
    for (let at = earliest(); at <= now; at = earliest()) {
      for (const timed of filed.get(at) ?? []) {
        take(timed);
        taken.push(timed);
      }
    }
    return taken;
  };

  const fire = (): void => {
    const now = clock.now();
    const expected = alarmAt;
    alarmAt = Infinity;
    const due: { readonly timed: Timed; readonly deadline: number }[] = [];
    try {
      stalls.check(expected, now);
      for (const timed of takeUntil(now)) {
        const deadline = timed.nextDeadline();
        if (deadline <= now) {
          timed.filedAt = FIRING;
          due.push({ timed, deadline });
        } else {
          refile(timed);
        }
      }
      due.sort((one, other) => one.deadline - other.deadline);
      for (const { timed } of due) {
        // Those before it may have removed it, even filed it anew, or moved its deadline.
        if (timed.filedAt === FIRING && timed.nextDeadline() <= now) timed.due(now);
      }
    } finally {
      for (const { timed } of due) {
        if (timed.filedAt !== FIRING) continue;
        timed.filedAt = Infinity;
        refile(timed);
      }
      ringing = false;
      setAlarm();
    }
  };

  const ring = (): void => {
    ringing = true;
    clock.afterPoll(fire);
  };

  return {
    file(timed) {
      if (refile(timed)) setAlarm();
    },
    remove(timed) {
      take(timed);
      setAlarm();
    },
    onStall: (told) => stalls.onStall(told),
  };
};
