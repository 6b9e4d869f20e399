/** What a session asks of its listener, and what it tells. */
import type { HoldfastError } from '../contract/errors.ts';
import type { RecordFacts } from '../contract/record.ts';
import type { Answer } from './answers.ts';

/** How a session ended. */
export interface Gone {
  /** `ended`, `idle`, `heartbeat`, `evicted`, `flooded`, `stopped`, `destroyed`, `crashed`, or how the socket went. */
  readonly reason: string;
  /** How the socket went, where that is known. */
  readonly loss: string | null;
  /** One line for people. */
  readonly detail: string | null;
  /** It had been on line: its handshake was done. */
  readonly wasOnLine: boolean;
}

/** What the last heartbeat of a client carried. */
export interface Presence {
  readonly bytes: Uint8Array;
  /** Wall clock, ms since 1970. */
  readonly at: number;
}

/** What a session asks of its listener. */
export interface AttendanceOwner<One> {
  readonly name: string;
  watched(): boolean;
  record(facts: RecordFacts, context: object): void;
  welcome(session: One): void;
  /** Bytes came or went. */
  active(session: One): void;
  asked(session: One, frame: Uint8Array): Answer | Promise<Answer>;
  message(session: One, frame: Uint8Array): void;
  /** Once, whichever way. */
  gone(session: One, why: Gone): void;
  /** Something was not sent, for its address may be forged. */
  withheld(error: HoldfastError): void;
  fault(error: unknown): void;
}
