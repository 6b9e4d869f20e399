/** Time as the core sees it. Nothing below this contract reads a clock or sets a timer of its own. */

export interface Clock {
  /** Monotonic milliseconds, fractions allowed, from an origin of the clock's own. May stand still within one callback. */
  now(): number;
  /** Milliseconds since 1970 as the host tells them; they may jump. */
  wall(): number;
  /**
   * Calls `run` once, no earlier than monotonic `at`, and forgets any earlier call of this function: a clock has one
   * alarm. `null` silences it. `ref`: the alarm keeps the process alive.
   */
  wakeAt(at: number | null, ref: boolean, run: () => void): void;
  /** Calls `run` after the next poll of I/O, so that what already lies in a socket is read first. */
  afterPoll(run: () => void): void;
  /** Calls `run` once the present callback has returned, before any I/O. */
  soon(run: () => void): void;
}

/** Something with deadlines: an actor, a ring of pending requests, a partial frame, a queue. */
export interface Timed {
  /** Where the wheel has filed it: the wheel's own note, `Infinity` while it is not filed, `-Infinity` while it is fired. */
  filedAt: number;
  /** Its deadlines keep the process alive. May change only while it is not filed. */
  readonly ref: boolean;
  /** The earliest of its deadlines, monotonic ms; `Infinity` for none. Cheap: it is asked often. */
  nextDeadline(): number;
  /** Fires every deadline that is due at `now`, in order of (deadline, arming). */
  due(now: number): void;
}

/** One alarm for everything that waits. It files a `Timed` anew only when its next deadline is earlier than where it is filed. */
export interface Wheel {
  /** Takes note of `timed.nextDeadline()`. To be called whenever that may have become earlier. */
  file(timed: Timed): void;
  /** Forgets it. */
  remove(timed: Timed): void;
  /**
   * `told` hears that this process slept: the alarm came over 2 s late, or wall and monotonic clock parted by over 1 s.
   * `ms` is how much later it is than it should be, 0 when only the wall clock jumped. It is called before anything due
   * at that time is fired. Returns a function that ends it.
   */
  onStall(told: (ms: number) => void): () => void;
}
