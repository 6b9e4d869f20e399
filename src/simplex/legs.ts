/** What a leg tells the pair that it belongs to, and what the pair asks of it. */
import type { Call } from '../connection/call.ts';
import type { Counts } from '../connection/counts.ts';
import type { Trouble } from '../connection/failures.ts';
import type { ConnectionView } from '../connection/view.ts';
import type { Leg as Side } from '../contract/options/simplex.ts';
import type { RecordFacts } from '../contract/record.ts';
import type { Child } from '../supervision/child.ts';

export type { Side };

/** A leg, dialled or called. */
export interface Leg extends Child {
  readonly side: Side;
  /** As a dotted path. */
  readonly state: string;
  /** Why it is down; null while it is up. */
  trouble(): Trouble | null;
  views(): readonly ConnectionView[];
  /** There may be something to send. */
  wake(): void;
  /** Whether it is read. */
  flow(on: boolean): void;
  redial(): void;
  ref(on: boolean): void;
  /** A function of the user's own threw over what came: this life of the leg ends. */
  crash(error: unknown): void;
}

export interface LegOwner {
  /** The link's. */
  readonly name: string;
  readonly counts: Counts;
  watched(): boolean;
  record(facts: RecordFacts, context: object): void;
  up(leg: Leg): void;
  down(leg: Leg): void;
  /** What goes out next, left where it is. */
  next(): Call | undefined;
  /** It goes out: what `next` gave last. */
  take(): Call | undefined;
  /** It did not go out after all: it waits again. */
  giveBack(call: Call): void;
  /** Nothing waits that could go out. */
  idle(): void;
  /** A frame came. Valid until it returns. @throws what the user's `key` throws */
  heard(bytes: Uint8Array, start: number, end: number): void;
  /** The leg was lost on a called line; runs the user's clean-up. */
  lost(loss: { readonly reason: string; readonly connection: string; readonly detail: string }): void;
  fault(error: unknown): void;
}

/** Of the wire; what a frame means is counted by the pair. */
const shared = [
  'heartbeatsSent',
  'heartbeatsReceived',
  'heartbeatBytes',
  'bytesIn',
  'bytesOut',
  'dials',
  'losses',
  'stale',
] as const satisfies readonly (keyof Counts)[];

/** Makes a leg's counts those of the link, as far as both mean the same. @returns `own` */
export const share = (own: Counts, link: Counts): Counts => {
  for (const name of shared)
    Object.defineProperty(own, name, {
      get: () => link[name],
      set: (count: number) => {
        link[name] = count;
      },
    });
  return own;
};
