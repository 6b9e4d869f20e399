/** What a user gives a listener to do, and what a listener counts. */
import type { Answer } from './answers.ts';
import type { Gone } from './owner.ts';
import type { Session } from './session.ts';

/** What the user gave, typed. */
export interface Hooks {
  readonly onRequest: ((frame: Uint8Array, session: Session) => Answer | Promise<Answer>) | undefined;
  readonly onGone: ((session: Session, why: Gone) => void | Promise<void>) | undefined;
}

/** What a listener has done, from its start. */
export interface ListenerCounts {
  /** Sessions that were taken in. */
  accepted: number;
  /** Callers who were turned away, for want of a place. */
  refused: number;
  /** Sessions that were ended to make room. */
  evicted: number;
  /** Callers whom the system could not take in. */
  missed: number;
  /** Sessions that are over. */
  gone: number;
  /** How they ended: of each `why.reason` so many. */
  readonly ends: Record<string, number>;
  /** Over datagrams: those of strangers that were thrown away unread, for there was no place a moment ago. */
  ignored: number;
  /** Over datagrams: answers and others that were longer than what had come, and so were not sent. */
  withheld: number;
}

export const newListenerCounts = (): ListenerCounts => ({
  accepted: 0,
  refused: 0,
  evicted: 0,
  missed: 0,
  gone: 0,
  ends: {},
  ignored: 0,
  withheld: 0,
});
