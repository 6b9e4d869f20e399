/** What is told of a simplex line that was not whole. Plain JSON. */
import type { Verdict } from '../contract/verdict.ts';
import type { ClientAllowed } from './why-session-story.ts';
import type { Allowed, How } from './why-story.ts';

export type LegName = 'send' | 'receive';

/** One time that a leg was down. */
export interface LegDown {
  readonly leg: LegName;
  /** The peer dials it. */
  readonly called: boolean;
  /** Wall clock, ms since 1970, as all times of a story. */
  readonly at: number;
  /** It had been up. */
  readonly wasUp: boolean;
  /** How it went, or why its first dial failed; null: nothing is known, or nobody has called. */
  readonly how: How | null;
  /** Of a leg that we dial. */
  readonly allowed: Allowed | null;
  /** Of a leg that is called. */
  readonly clientAllowed: ClientAllowed | null;
  readonly verdict: Verdict | null;
  /** Dials since, of a leg that we dial. */
  readonly dials: number;
  /** When it was up again; null: it was not, by the end of this time. */
  readonly until: number | null;
}

/** From the moment that a leg of it went until all were up. */
export interface Broken {
  readonly began: number;
  /** Since when it had been whole; null: it had never been. */
  readonly wholeSince: number | null;
  /** The first and the last of them. */
  readonly first: readonly LegDown[];
  readonly last: readonly LegDown[];
  /** Those between, which are only counted. */
  readonly between: number;
  /** `whole`: it was again. Else why it never will be; null: it was not yet. */
  readonly ended: string | null;
  readonly until: number;
  /** Records that are missing from that time. */
  readonly missing: number;
}

export interface SimplexStory {
  readonly link: string;
  /** Which legs it has. */
  readonly legs: 'both' | LegName;
  readonly seen: { readonly from: number; readonly to: number };
  /** The one that was asked for; null: none. */
  readonly broken: Broken | null;
  readonly times: number;
  /** At the end. */
  readonly whole: boolean;
}
