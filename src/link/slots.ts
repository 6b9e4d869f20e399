/** A link's connections: those that are held, or one for each exchange. */
import type { Trouble } from '../connection/failures.ts';
import type { Call } from '../connection/call.ts';
import type { End } from '../connection/owner.ts';
import type { ConnectionView } from '../connection/view.ts';

export interface Slots {
  /** The state of what is held, as a dotted path, for people. */
  readonly state: string;
  /** What keeps the line down; null while it is up, and before it was ever lost. */
  trouble(): Trouble | null;
  /** What is held, as it is now. */
  views(): readonly ConnectionView[];
  /** A call made now would not wait for a line. */
  readonly ready: boolean;
  /** There is nothing left to end, and nothing left to send. */
  readonly drained: boolean;
  start(): void;
  /** Takes the call if a connection can write it now. */
  offer(call: Call, now: number): boolean;
  /** The queue has grown. */
  wanted(): void;
  /** A call that had been taken is in the queue again: whoever has room may have it. */
  again(): void;
  /** This connection has taken a call from the queue. */
  took(id: string): void;
  /** The line takes calls, and none waits. */
  idle(id: string): void;
  /** By a limit of its own this connection takes no more calls. */
  retiring(id: string): void;
  /** A connection is over. @returns how the link ends with it; null: it does not. */
  gone(id: string, end: End): End | null;
  /** No more calls come: end what is at rest, and the rest once it is. @returns `drained`. */
  drain(within: number): boolean;
  /** As `drain`, but what waits in the queue is left to a next life. */
  halt(within: number): boolean;
  pause(): void;
  resume(): void;
  redial(): void;
  ref(on: boolean): void;
  /** Ends all at once. */
  destroy(): void;
}
