/** A clock that stands still until it is told to go: the same run every time, and an hour costs nothing. */
import type { Clock } from '../contract/clock.ts';

interface Alarm {
  readonly at: number;
  readonly ref: boolean;
  readonly run: () => void;
}

/** What stands still for so many callbacks will never move on by itself. */
const ROUNDS = 100_000;

export class VirtualClock implements Clock {
  #now: number;
  #wallAhead: number;
  #alarm: Alarm | null = null;
  readonly #soon: (() => void)[] = [];
  readonly #afterPoll: (() => void)[] = [];

  /** `now`: monotonic ms at first, default 0. `wall`: ms since 1970 at first, default the first of January 2030. */
  constructor(begin: { readonly now?: number; readonly wall?: number } = {}) {
    this.#now = begin.now ?? 0;
    this.#wallAhead = (begin.wall ?? Date.UTC(2030, 0, 1)) - this.#now;
  }

  now(): number {
    return this.#now;
  }

  wall(): number {
    return this.#now + this.#wallAhead;
  }

  wakeAt(at: number | null, ref: boolean, run: () => void): void {
    this.#alarm = at === null ? null : { at, ref, run };
  }

  afterPoll(run: () => void): void {
    this.#afterPoll.push(run);
  }

  soon(run: () => void): void {
    this.#soon.push(run);
  }

  /** What the clock is set to ring at, and whether that keeps the process alive; `null` when silent. */
  get alarm(): { readonly at: number; readonly ref: boolean } | null {
    return this.#alarm;
  }

  /** Lets `ms` pass, alarm by alarm: each rings at its own time, and what it causes is done before time goes on. */
  advance(ms: number): void {
    const end = this.#now + ms;
    this.runSoon();
    this.#ringUntil(end);
    this.#now = end;
  }

  /** Goes to the next alarm and rings it, once. Returns false, and moves nothing, when there is none. */
  step(): boolean {
    this.runSoon();
    if (this.#alarm === null) return false;
    this.#ring(this.#alarm);
    return true;
  }

  /** Lets `ms` pass at once, as when something blocks the process: alarms due meanwhile ring late, at the end. */
  stall(ms: number): void {
    this.#now += ms;
    this.runSoon();
    this.#ringUntil(this.#now);
  }

  /** The host corrects its wall clock by `ms`, or has slept for so long with its monotonic clock halted. */
  jumpWall(ms: number): void {
    this.#wallAhead += ms;
  }

  /** Runs what waits for no time: all of `soon`, then what waits for the poll, and whatever these add. */
  runSoon(): void {
    this.#drain();
    for (let round = 0; this.#afterPoll.length > 0; round += 1) {
      if (round === ROUNDS) throw this.#stuck();
      for (const run of this.#afterPoll.splice(0)) {
        run();
        this.#drain();
      }
    }
  }

  #ringUntil(end: number): void {
    for (let round = 0; this.#alarm !== null && this.#alarm.at <= end; round += 1) {
      if (round === ROUNDS) throw this.#stuck();
      const before = this.#now;
      this.#ring(this.#alarm);
      if (this.#now > before) round = 0;
    }
  }

  #ring(alarm: Alarm): void {
    this.#alarm = null;
    this.#now = Math.max(this.#now, alarm.at);
    alarm.run();
    this.runSoon();
  }

  #drain(): void {
    for (let round = 0; ; round += 1) {
      const run = this.#soon.shift();
      if (run === undefined) return;
      if (round === ROUNDS) throw this.#stuck();
      run();
    }
  }

  #stuck(): Error {
    return new Error(
      `time stands still at ${String(this.#now)} ms: ${String(ROUNDS)} callbacks, each asking for another`,
    );
  }
}
