/**
 * What goes over the wire to a receiver of `@statelyai/inspect`, one JSON object a message, as version 0.7.2 of that package
 * sends it for an actor that XState runs: no greeting, no answer. Needs neither Node nor a browser.
 */

/** The version whose messages these are. */
const VERSION = '0.7.2';

export interface WireEvent {
  readonly type: string;
  readonly [fact: string]: unknown;
}

/** XState's own value of a state: a leaf's name, or the name of a state and the value of what is active below it. */
export type StateValue = string | { readonly [state: string]: StateValue };

/** As a snapshot of XState is told in JSON. An actor that is there, and of whom no more is known, has a status alone. */
export interface WireSnapshot {
  readonly status: 'active' | 'done' | 'error' | 'stopped';
  readonly value?: StateValue;
  readonly context?: object;
  readonly error?: unknown;
  readonly children?: object;
  readonly historyValue?: object;
  readonly tags?: readonly string[];
}

interface Told {
  readonly sessionId: string;
  readonly rootId: string;
  /** Wall clock, ms since 1970, as digits. */
  readonly createdAt: string;
  /** null, as in that package: it numbers nothing. */
  readonly id: null;
  readonly _version: string;
}

export interface ActorMessage extends Told {
  readonly type: '@xstate.actor';
  readonly name: string;
  readonly parentId?: string;
  /** JSON of the machine's config. */
  readonly definition: string;
  readonly snapshot: WireSnapshot;
}

export interface EventMessage extends Told {
  readonly type: '@xstate.event';
  /** Who sent it: the parent a start, the actor itself what its timers bring. */
  readonly sourceId?: string;
  readonly event: WireEvent;
}

export interface SnapshotMessage extends Told {
  readonly type: '@xstate.snapshot';
  readonly snapshot: WireSnapshot;
  readonly event: WireEvent;
}

export type WireMessage = ActorMessage | EventMessage | SnapshotMessage;

export const told = (sessionId: string, rootId: string, at: number): Told => ({
  sessionId,
  rootId,
  createdAt: String(Math.trunc(at)),
  id: null,
  _version: VERSION,
});
