/** One actor as a receiver is told of it, and what it did. */
import { definitionOf, valueOf } from './charts.ts';
import { told } from './wire.ts';
import type { ActorMessage, EventMessage, SnapshotMessage, WireEvent, WireSnapshot } from './wire.ts';

/** What is known of an actor at a time. Cheap to make: what is sent of it is made when it is sent. */
export interface Known {
  /** The active state, as a dotted path; '' where it is not known. */
  readonly path: string;
  /** Plain JSON, never changed. */
  readonly context: object;
  readonly status: WireSnapshot['status'];
  /** What was thrown. */
  readonly error?: unknown;
}

/** One event, run to completion. */
export interface Step {
  /** Wall clock, ms since 1970. */
  readonly at: number;
  readonly event: WireEvent;
  /** Who sent it. `nobody`: XState tells of no such event, only of what comes of it. */
  readonly source: 'outside' | 'parent' | 'itself' | 'nobody';
  readonly known: Known;
}

export interface Named {
  readonly chart: string;
  /** As in records. */
  readonly connection: string;
  /** '' for the root supervisor and its groups. */
  readonly link: string;
}

export class Actor {
  readonly named: Named;
  /** `x:17`, as XState calls them. Never given again. */
  readonly sessionId: string;
  readonly parent: Actor | null;
  readonly #rootId: string;
  #known: Known | null = null;
  #first: Known | null = null;
  readonly #since: number;

  /** @param since wall clock, ms since 1970 */
  constructor(named: Named, sessionId: string, parent: Actor | null, since: number) {
    this.named = named;
    this.sessionId = sessionId;
    this.parent = parent;
    this.#rootId = parent === null ? sessionId : parent.#rootId;
    this.#since = since;
  }

  /** Now. null: it is there, and nothing is known of it yet. */
  get known(): Known | null {
    return this.#known;
  }

  /** As it was first known. */
  get first(): Known | null {
    return this.#first;
  }

  get over(): boolean {
    return this.#known !== null && this.#known.status !== 'active';
  }

  learn(known: Known): void {
    this.#first ??= known;
    this.#known = known;
  }

  announcement(known: Known | null): ActorMessage {
    const { chart, connection } = this.named;
    return {
      type: '@xstate.actor',
      name: `${chart} ${connection}`,
      definition: definitionOf(chart),
      ...told(this.sessionId, this.#rootId, this.#since),
      ...(this.parent !== null && { parentId: this.parent.sessionId }),
      snapshot: snapshotOf(known),
    };
  }

  event({ at, event, source }: Omit<Step, 'known'>): EventMessage {
    const sender = source === 'itself' ? this : source === 'parent' ? this.parent : null;
    return {
      type: '@xstate.event',
      event,
      ...(sender !== null && { sourceId: sender.sessionId }),
      ...told(this.sessionId, this.#rootId, at),
    };
  }

  snapshot({ at, event, known }: Pick<Step, 'at' | 'event' | 'known'>): SnapshotMessage {
    return { type: '@xstate.snapshot', event, snapshot: snapshotOf(known), ...told(this.sessionId, this.#rootId, at) };
  }
}

function snapshotOf(known: Known | null): WireSnapshot {
  if (known === null) return { status: 'active' };
  const { status, path, context, error } = known;
  return {
    status,
    ...(error !== undefined && { error }),
    ...(path !== '' && { value: valueOf(path) }),
    historyValue: {},
    context,
    children: {},
    tags: [],
  };
}
