/** What is told of a session, and of the sessions of a listener. Plain JSON. */
import type { Allowed, How } from './why-story.ts';

/** What the listener allows its clients, from a session's start. Durations in ms; null: no such limit, or not told. */
export interface ClientAllowed {
  readonly heartbeat: Allowed['heartbeat'];
  readonly handshake: number | null;
  readonly idle: number | null;
  /** Heartbeats within one second. */
  readonly heartbeats: number | null;
}

export interface SessionStory {
  /** `front!3`. */
  readonly session: string;
  readonly listener: string;
  /** The first and the last time that is known of it: wall clock, ms since 1970, as all times; null: the records do not know it. */
  readonly seen: { readonly from: number; readonly to: number } | null;
  /** Whence it called; null: not told. */
  readonly remote: string | null;
  /** When its handshake was done; null: never. */
  readonly since: number | null;
  /** When it began to end, and by what; null: it did not. */
  readonly left: Readonly<{ at: number; how: How }> | null;
  /** When its socket was given up; null: not yet. */
  readonly gone: number | null;
  /** The process ended before it did. */
  readonly cut: boolean;
  readonly allowed: ClientAllowed | null;
  /** Requests of the client's that were answered. */
  readonly answered: number;
  /** Its replies to requests of ours. */
  readonly replies: number;
  /** When it was heard last while on line; null: not known, or never. */
  readonly lastHeard: number | null;
  /** As it left: what it had asked and was not answered, and what it had been asked. */
  readonly owed: number;
  readonly pending: number;
  /** Sessions of this name in these records: each run of a process counts anew. */
  readonly times: number;
}

/** Sessions that ended in one way. */
export interface Ends {
  readonly how: How;
  readonly times: number;
  readonly last: Readonly<{ session: string; at: number }>;
}

/** How binding anew is waited for, ms. */
export interface Rebind {
  readonly first: number;
  readonly factor: number;
  readonly max: number;
}

/** One attempt to listen again. */
export interface Binding {
  readonly at: number;
  /** Since it failed, or the attempt before did, ms. */
  readonly waited: number;
  /** How it failed; `listening`: it did not; null: the records end before that. */
  readonly how: How | 'listening' | null;
}

/** From the loss of its place, or the first attempt that failed, until it listens. */
export interface Absence {
  readonly began: number;
  /** Since when it had listened; null: it never had. */
  readonly upSince: number | null;
  readonly how: How;
  readonly rebind: Rebind | null;
  readonly attempts: number;
  /** The first and the last few of them. */
  readonly firstAttempts: readonly Binding[];
  readonly lastAttempts: readonly Binding[];
  /** `listening`; or why nobody tries any more: `stopped`, `destroyed`, `denied`, … null: it was still so. */
  readonly ended: string | null;
  /** When it ended, or the time of the last record. */
  readonly until: number;
}

export interface ListenerStory {
  readonly listener: string;
  readonly seen: { readonly from: number; readonly to: number } | null;
  /** The one that was asked for. */
  readonly absence: Absence | null;
  readonly absences: number;
  /** Where it listens, and since when; null: it does not. */
  readonly listening: Readonly<{ address: string; since: number }> | null;
  /** Sessions that came, the most at once, those that are there at the end, and those whose process ended before them. */
  readonly came: number;
  readonly most: number;
  readonly present: number;
  readonly cut: number;
  /** Callers that were turned away for want of a place, and that the system could not take in. */
  readonly refused: number;
  readonly missed: number;
  /** The commonest first. */
  readonly ends: readonly Ends[];
  readonly allowed: ClientAllowed | null;
  /** Records that are missing. */
  readonly missing: number;
}
