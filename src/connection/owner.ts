/** What a connection asks of the link that owns it, and what it borrows from its surroundings. */
import type { ConnectionPolicy } from '../../machines/connection.ts';
import type { Runtime } from '../actor/actor.ts';
import type { Engine } from '../actor/engines.ts';
import type { Codec } from '../contract/codec.ts';
import type { Wheel } from '../contract/clock.ts';
import type { Host } from '../contract/host.ts';
import type { DialledTalk, Loss } from '../contract/options/hooks.ts';
import type { RecordFacts, TransitionRecord } from '../contract/record.ts';
import type { Target, Transport } from '../contract/transport.ts';
import type { Turnstile } from '../policy/dials.ts';
import type { Call } from './call.ts';
import type { CallWatcher } from './call-watcher.ts';
import type { Counts } from './counts.ts';
import type { Heartbeat } from './heartbeat.ts';
import type { KeyOf } from './key.ts';

/** One for each supervisor. */
export interface Surroundings {
  readonly host: Host;
  readonly wheel: Wheel;
  /** The same clock and wheel, for actors: one value, by which they know what they share. */
  readonly runtime: Runtime;
  readonly turns: Turnstile;
  readonly engine: Engine;
  readonly recorder: Recorder;
  /** Who wants to hear of each call of a link. */
  readonly watchers: ReadonlySet<CallWatcher>;
}

/** The supervisor's one stream of records. */
export interface Recorder {
  /** Does anyone read it? If not, nothing is gathered. */
  watched(): boolean;
  /**
   * @param context of the actor after the transition
   * @param whole somebody reads the record itself, whatever it is; else what no sink wants whole is not made, and null
   */
  take(link: string, facts: RecordFacts, context: object, whole: boolean): TransitionRecord | null;
}

/** A link's options, made ready for its connections. */
export interface ConnectionPlan {
  readonly targets: readonly Target[];
  /** A transport of the user's own, instead of the host's. */
  readonly transport: Transport | null;
  readonly codec: Codec;
  readonly policy: ConnectionPolicy;
  readonly heartbeat: Heartbeat | null;
  /** ms; `null`: not asked for. */
  readonly keepSending: number | null;
  /** What ties a reply to its request; null: order alone. */
  readonly keyOf: KeyOf | null;
  /** ms that a reply may take, from the write. */
  readonly replyTimeout: number;
  /** A limit of its own ends a connection that serves: its owner is told when it takes no more calls. */
  readonly rotates: boolean;
  /** Who ends a connection after its one exchange. */
  readonly closeBy: 'us' | 'peer' | 'reset';
  readonly handshake: ((talk: DialledTalk) => Promise<void>) | null;
  readonly onLost: ((loss: Loss) => void | Promise<void>) | null;
}

/** How a connection ended. */
export interface End {
  /** From the chart's closed list: `done`, `stopped`, `gave-up`, …, or the loss where there is no reconnecting. */
  readonly reason: string;
  /** How the last socket went. */
  readonly loss: string | null;
  /** The last loss in a sentence for people, with the system's own code. */
  readonly detail: string | null;
  /** What was thrown, for `crashed`. */
  readonly error: unknown;
}

export interface ConnectionOwner {
  readonly name: string;
  readonly counts: Counts;
  watched(): boolean;
  /** @param context of the actor after the transition */
  record(facts: RecordFacts, context: object): void;
  /** The head of what waits for the line, left where it is. */
  peek(): Call | undefined;
  /** That connection takes it. */
  take(id: string): Call | undefined;
  /** There was no room after all: keep it, in its place. */
  defer(call: Call): void;
  /** Nobody asked for this frame. Valid until it returns. */
  message(bytes: Uint8Array, start: number, end: number): void;
  /** The line takes calls; told each time that it might. */
  up(id: string): void;
  /** The line takes calls, and none waits. */
  idle(id: string): void;
  /** By a limit of its own it takes no more calls; what is in flight is still answered. Told once, where the plan `rotates`. */
  retiring(id: string): void;
  /** For good. */
  gone(id: string, end: End): void;
  /** Something that crashes nothing: a throwing listener or callback, a malformed frame. */
  fault(error: unknown): void;
}
