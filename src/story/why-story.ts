/** What is told of a link that was down. Plain JSON. */
import type { Gap, Summary, TransitionRecord } from '../contract/record.ts';
import type { Verdict, VerdictKind } from '../contract/verdict.ts';

/** What a story is made of, in the order of a log. */
export type StoryEntry =
  | ({ readonly type: 'record' } & TransitionRecord)
  | ({ readonly type: 'summary' } & Summary)
  | ({ readonly type: 'gap' } & Gap);

/** What the policy allows, from the connection's start. Durations in ms. */
export interface Allowed {
  readonly first: number;
  readonly factor: number;
  readonly max: number;
  readonly jitter: number;
  /** null: without end. */
  readonly attempts: number | null;
  readonly connectTimeout: number | null;
  /** null: none is sent or expected. */
  readonly heartbeat: Readonly<{ every: number; timeout: number; misses: number; listenOnly: boolean }> | null;
}

/** How something went, in a code and in the system's own words. */
export interface How {
  /** The event: `lost`, `ended`, `after:probeTimeout`, … */
  readonly event: string;
  /** From a closed list where it came from the socket: `refused`, `reset`, …; null where the event says it all. */
  readonly reason: string | null;
  readonly detail: string | null;
}

/** A chaos control, by its event: `drop`, `black-hole`, `delay`, `refuse`. */
export interface OnPurpose {
  readonly at: number;
  readonly what: string;
}

export interface Attempt {
  /** Wall clock, ms since 1970, as all `at` of a story. */
  readonly at: number;
  /** Since the line went, or the attempt before failed, ms. */
  readonly waited: number;
  /** Which address of the list, from 0. */
  readonly target: number;
  /** How it failed; `up`: it did not; null: the records end before that. */
  readonly how: How | 'up' | null;
  /** What it took, ms. */
  readonly took: number;
  /** How its line went before the peer had proved itself on it; null where it did not. */
  readonly lost: Readonly<{ at: number; how: How }> | null;
}

/**
 * What showed that the peer is back, and not a kernel that takes dials in its place: something came from it, the line held
 * for as long as its policy asks, or it was up until it was closed in order.
 */
export type Proof = 'heard' | 'held' | 'closed';

/** Dials that are only counted. */
export interface Between {
  readonly dials: number;
  /** Of the waits before them, ms; null: none was any, for from one address of a list to the next is none. */
  readonly waits: Readonly<{ shortest: number; longest: number }> | null;
}

/** From a loss to the peer's proven return: what came back only to be lost again is an attempt. */
export interface Outage {
  readonly connection: string;
  readonly began: number;
  /** Since when no other connection of the link was up in its stead; null: one was, all the while. */
  readonly bareFrom: number | null;
  /** null: it had never been up. */
  readonly upSince: number | null;
  /** The end of the last exchange on the line that went; null: not known, or never. */
  readonly lastExchange: number | null;
  /** Whether anything came from the peer on that line. */
  readonly heard: boolean;
  /** When the last of it came; null: not known, or never. */
  readonly lastHeard: number | null;
  /** Requests without a reply when it went, or was lost again: the peer may have acted on them. */
  readonly pending: number;
  readonly how: How;
  /** What was done to the link on purpose as it went, or while it was down: the first of it. */
  readonly onPurpose?: OnPurpose;
  readonly allowed: Allowed | null;
  /** Redials that the policy counts from before: the line had not been good since. Its waits go on from there. */
  readonly attemptsBefore: number;
  /** The last that was told while it was down; one that tells nothing takes none back. */
  readonly verdict: Verdict | null;
  /** How its kind changed, from the first: of many changes the first and the last two. */
  readonly verdicts: readonly Readonly<{ at: number; kind: VerdictKind }>[];
  /** The changes between those. */
  readonly verdictsBetween: number;
  /** How often it was dialled. */
  readonly dials: number;
  /** The first and the last few of the dials. */
  readonly firstAttempts: readonly Attempt[];
  readonly lastAttempts: readonly Attempt[];
  /** Those between them; null where there are none. */
  readonly between: Between | null;
  /** `back`: the line came up for good. Else why nobody dials any more: `gave-up`, `rejected`, `stopped`, … null: it was still down. */
  readonly ended: string | null;
  /** When it ended: for `back`, when the line came up. When it was still down, the time of the last record. */
  readonly until: number;
  /** For `back`; null: nothing had shown it when the records end. Null for any other end. */
  readonly proof: Proof | null;
  /** Of the line that came back, the last heartbeat that went unanswered before anything came; null: none did, or it is not back. */
  readonly silentUntil: number | null;
  /** Records that are missing from that time: first and last seq. */
  readonly gaps: readonly { readonly first: number; readonly last: number; readonly reason: string }[];
}

export interface Story {
  readonly link: string;
  /** The one that was asked for. */
  readonly outage: Outage | null;
  /** How many there were. */
  readonly outages: number;
  /** The first and the last time that is known of this link; null: the records do not know it. */
  readonly seen: { readonly from: number; readonly to: number } | null;
  /** Whether its line is up at the end. */
  readonly up: boolean;
  /** Exchanges that were answered. */
  readonly replies: number;
}

/** Of these, what is still being told. */
export type Growing<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? Growing<E>[] : T[K] };
