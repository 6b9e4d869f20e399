/** What the page sends: what it shows, what it asks, what it wants done. */
import type { Cause } from '../contract/record.ts';

/** What can be done to a link from the page, where it is allowed. */
export const actions = ['probe', 'redial', 'drop', 'black-hole', 'delay', 'refuse', 'heal'] as const;
export type Action = (typeof actions)[number];

/** All must hold; what is absent holds always. Texts are compared whole, but for `text`, which may stand anywhere in the record's JSON, in whatever case. */
export interface Filter {
  readonly link?: string;
  readonly connection?: string;
  readonly chart?: string;
  /** The label or the path of the state reached. */
  readonly state?: string;
  /** The event's type. */
  readonly event?: string;
  readonly cause?: Cause;
  /** `t`, both inclusive. */
  readonly since?: number;
  readonly until?: number;
  readonly text?: string;
}

export type Watched =
  | { readonly view: 'fleet' }
  | {
      readonly view: 'timeline';
      /** ms back from now. */
      readonly window: number;
      /** Rows, at most 500. */
      readonly most: number;
      readonly order: 'worst' | 'name';
      readonly link?: string;
    }
  | { readonly view: 'connection'; readonly connection: string }
  /** `limit`: records, at most 1,000. */
  | { readonly view: 'trail'; readonly filter: Filter; readonly limit: number }
  | { readonly view: 'tree' }
  | { readonly view: 'rates' };

/** What is shown from now on, in place of what was; at most one of each view. What stays the same goes on; what is new begins with all there is. */
export interface Watch {
  readonly type: 'watch';
  readonly views: readonly Watched[];
}

/** Each question has an `id` of the page's choice, which its one answer bears. */
export interface AskWhy {
  readonly type: 'why';
  readonly id: number;
  readonly link: string;
  /** The outage at or before this `t`, or else the first; absent: the last. */
  readonly t?: number;
}

export interface AskChart {
  readonly type: 'chart';
  readonly id: number;
  readonly chart: string;
}

export interface AskExport {
  readonly type: 'export';
  readonly id: number;
  readonly filter: Filter;
}

export interface Act {
  readonly type: 'act';
  readonly id: number;
  readonly action: Action;
  readonly link: string;
  /** For `delay`: ms added both ways, at most 60,000. */
  readonly ms?: number;
}

/** Mode `log`: show everything as of `t`. The answer is `moment`, or `refused`; a later one overtakes it. */
export interface Seek {
  readonly type: 'seek';
  readonly id: number;
  readonly t: number;
}

export type PageMessage = Watch | AskWhy | AskChart | AskExport | Act | Seek;
