/** The small contract behind which a chart runs, compiled or interpreted. */
import type { Clock, Wheel } from '../contract/clock.ts';

/** `idle` before start; `done` in a final state; `crashed` when a guard, action or effect threw; `stopped` by its owner. */
export type Status = 'idle' | 'active' | 'done' | 'crashed' | 'stopped';

export interface Snapshot<C> {
  /** The active state as a dotted path, such as `connected.listening.idle`. */
  readonly value: string;
  readonly context: C;
  readonly status: Status;
  /** What is armed, as `<path of the state>:<delay>`, in order of (deadline, arming). */
  readonly armed: readonly string[];
  /** What was thrown, when crashed. */
  readonly error: unknown;
}

/** One event, run to completion: what it was, what it did. */
export interface Step<E, C> {
  readonly from: string;
  /** The event as sent. For a timer `{ type: 'after:<delay>', at }`, for the start `{ type: 'start', at, input }`. */
  readonly event: E | { readonly type: string; readonly at: number; readonly input?: unknown };
  readonly timer: boolean;
  readonly to: string;
  /** The context after the event. */
  readonly context: C;
  /** Guards that let it pass, in order; empty when nobody asked. */
  readonly guards: readonly string[];
  /** Effects performed, in order. */
  readonly effects: readonly string[];
}

/**
 * Named effects, performed for the owner. One table serves all actors of a chart. The context is valid until the effect
 * returns: where nobody looks on, the next assignment writes into it.
 */
export type Effects<O, C, E> = Readonly<Record<string, (owner: O, context: C, event: E, params: unknown) => void>>;

/** How a chart's actors talk to their owners. One value serves all actors of a chart. */
export interface Wiring<O, E, C> {
  /** Actions of the chart that are not assign or raise; one that is not named here runs as the chart has it. */
  readonly effects: Effects<O, C, E>;
  /** Asked before each event: does anyone want its step? Gathering one costs. */
  watched(owner: O): boolean;
  /** Only when watched, once the event has run to completion. Must not throw. */
  stepped(owner: O, step: Step<E, C>): void;
  /** After each event and its step: the owner settles promises and runs callbacks that the event decided. Must not throw. */
  settled(owner: O): void;
  /** Once, after the last `settled`: a final state was reached, or something threw. Not called for `stop`. Must not throw. */
  ended(owner: O, status: 'done' | 'crashed', error: unknown): void;
}

export interface Actor<E, C> {
  /** Enters the initial state. */
  start(): void;
  /**
   * Runs the event to completion. From inside an effect, `stepped`, `settled` it is queued and runs when the present
   * one is through. Dropped unless the actor is active. Never throws.
   */
  send(event: E): void;
  /** Would this event, sent now, perform this effect? Only reads. */
  would(event: E, effect: string): boolean;
  /** Disarms everything; nothing fires afterwards. Performs no effect. */
  stop(): void;
  snapshot(): Snapshot<C>;
  /** When each timer of `snapshot().armed` fires, on the clock's monotonic time. */
  deadlines(): readonly number[];
  /** Without making a snapshot. */
  readonly context: C;
  readonly value: string;
  readonly status: Status;
  /** Whether its deadlines keep the process alive; they do at first. */
  ref(on: boolean): void;
}

export interface Runtime {
  readonly clock: Clock;
  readonly wheel: Wheel;
}

/** A chart made ready to run. Made once, spawned from many times. */
export interface Program<O, E, C, I> {
  /** The chart's id and version. */
  readonly id: string;
  readonly version: string;
  spawn(owner: O, input: I, runtime: Runtime): Actor<E, C>;
}
