/**
 * What the inspector's server and its page say to each other, over one WebSocket, or without any where the page reads a
 * log by itself. Needs neither Node nor a browser.
 *
 * The page opens `ws://<host>/feed` with the subprotocols `[SUBPROTOCOL, TOKEN_PREFIX + token]`. The server sends `hello`
 * first; then the page says what it shows (`watch`), and only that is sent. Text messages are JSON of the types below;
 * binary messages are frames (`Frame`). All times called `t` are ms since `hello.origin`, and never go back.
 *
 * A page that reads too slowly is told nothing but answers until it has caught up; then `lag` says what it missed, and each
 * view begins anew: rows with `reset`, a frame of kind `all`, records with `reset`.
 */
import type { TransitionRecord } from '../contract/record.ts';
import type { TreeNode } from '../contract/tree.ts';
import type { WireFacts } from '../contract/transport.ts';
import type { Verdict } from '../contract/verdict.ts';
import type { Action } from './questions.ts';
import type { Story } from '../story/why-story.ts';

export { actions } from './questions.ts';
export { Frame, FrameWriter, frameKinds, MOST_ENTRIES, MOST_ROWS } from './frames.ts';
export type { Act, Action, AskChart, AskExport, AskWhy, Filter, PageMessage, Seek, Watched } from './questions.ts';

/** Of this file; a page that finds another number in `hello` must be loaded anew. */
export const PROTOCOL = 1;
export const SUBPROTOCOL = `holdfast.inspector.${String(PROTOCOL)}`;
/** Before the token, as a second subprotocol: in a header it is in no log and in no history. */
export const TOKEN_PREFIX = 'token.';
export const FEED_PATH = '/feed';

/**
 * What a state means at a glance. `up`: it serves. `doubt`: it serves, and its peer is asked whether it lives. `coming`: on its
 * way up. `down`: lost, and waiting to be redialled. `ending`: closing in order. `ended`: over, as it was asked to or as its limits
 * say. `failed`: over against everyone's will, and nobody dials any more.
 */
export type Tone = 'up' | 'doubt' | 'coming' | 'down' | 'ending' | 'ended' | 'failed';

/** One word of the vocabulary: frames name states by its index in it. A final state has two words: `ended` and `failed`. */
export interface StateName {
  readonly chart: string;
  /** As a dotted path, as in records; `data-id` of the state in the drawn chart. */
  readonly path: string;
  /** For people: `connected`, `probing`, `backing-off`. Several states share a label. */
  readonly label: string;
  readonly tone: Tone;
}

/** `[row, connection, link, chart, host, group]`. Row: its number in frames, used again once it is gone. Host: of its first target; '' for none. Group: its supervisor's path, `supervisor/settlement`. */
export type Row = readonly [row: number, connection: string, link: string, chart: string, host: string, group: string];

/** The columns of a rates sample, each of them how many in the time since the sample before; the first is `t`. */
export const rateNames = [
  't',
  'exchanges',
  'reconnects',
  'losses',
  'dials',
  'heartbeats',
  'heartbeatBytes',
  'bytesIn',
  'bytesOut',
  'transitions',
] as const;
export type RateSample = readonly number[];

// What the server sends.

/** First of all, once. */
export interface Hello {
  readonly type: 'hello';
  readonly protocol: number;
  /** The version of holdfast. */
  readonly holdfast: string;
  readonly mode: 'live' | 'log';
  /** `holdfast run links.yaml`, or the log's name. */
  readonly title: string;
  /** Wall clock, ms since 1970, of `t` 0. */
  readonly origin: number;
  /** `t` when it was sent: the page's own clock gives the rest. */
  readonly now: number;
  readonly vocabulary: readonly StateName[];
  /** Names that `ask chart` takes. */
  readonly charts: readonly string[];
  /** What `act` takes; empty: nothing may be done from here. */
  readonly actions: readonly Action[];
  /** What is kept, for honest words beside what is shown. */
  readonly keeps: {
    /** Since when there are records, `t`; before that nothing is known. */
    readonly since: number;
    /** Records that the trail reaches back, at most. */
    readonly trail: number;
    /** Changes of state that a timeline has of one connection, at most. */
    readonly spans: number;
  };
}

/** Words that were not in `hello`, from index `first` on. */
export interface Vocabulary {
  readonly type: 'vocabulary';
  readonly first: number;
  readonly names: readonly StateName[];
}

/** Once a second, whatever is shown. */
export interface Pulse {
  readonly type: 'pulse';
  readonly t: number;
  /** Rows by state: `[index, how many]`, those that are not 0. */
  readonly states: readonly (readonly [state: number, rows: number])[];
  readonly links: number;
  /** Transitions in the last second, quiet ones too. */
  readonly transitions: number;
  /** Connections that have no row because there are `MOST_ROWS` already. */
  readonly rowless: number;
}

/**
 * With `fleet` and `timeline`. In pieces of 2,000 rows; `reset` on the first piece: forget all before it. What ended in order
 * leaves a second later; what failed stays until its link has another connection.
 */
export interface Rows {
  readonly type: 'rows';
  readonly reset: boolean;
  readonly add: readonly Row[];
  /** By number. Told before the number is used again. */
  readonly remove: readonly number[];
}

/** Whose spans follow in the next frame of kind `spans`, the worst first or by name. Sent anew as the order changes. */
export interface Timeline {
  readonly type: 'timeline';
  readonly rows: readonly number[];
  /** Rows that it was chosen from. */
  readonly of: number;
  /** ms back from now. */
  readonly window: number;
}

/** A timer that runs. */
export interface Armed {
  /** The delay's name, as in the chart: `silence`, `backoff`. */
  readonly delay: string;
  /** The state on which it stands, as a dotted path. */
  readonly state: string;
  /** When it fires, `t`; null: not known. */
  readonly due: number | null;
}

/** How often a transition of the chart was taken, while this connection was followed. */
export interface EdgeCount {
  /** The transition's id, `<source path>|<event>|<n>` as of `src/diagram/ids.ts`: `data-id` in the drawn chart. */
  readonly edge: string;
  readonly times: number;
  /** When last, `t`. */
  readonly last: number;
}

export interface ConnectionFacts {
  readonly connection: string;
  readonly link: string;
  readonly chart: string;
  readonly host: string;
  readonly group: string;
  readonly row: number | null;
  readonly state: string;
  /** `t`. */
  readonly since: number;
  /** `active`, `done`, `crashed`, `stopped`. */
  readonly status: string;
  /** The chart's context without its policy. */
  readonly context: Readonly<Record<string, unknown>>;
  /** What it was told once: durations in ms. */
  readonly policy: Readonly<Record<string, unknown>>;
  /** Soonest first; null: not known here. */
  readonly armed: readonly Armed[] | null;
  readonly epoch: number;
  /** Of the socket; null while there is none, or where it is not known. */
  readonly socket: WireFacts | null;
  /** The last loss in a sentence. */
  readonly detail: string | null;
  readonly verdict: Verdict | null;
  /** What its link has counted since its start; null: not known. */
  readonly counts: Readonly<Record<string, number>> | null;
}

/** The connection that is followed, as it is now: at once, and again after changes, at most 5 times a second. */
export interface ConnectionNow {
  readonly type: 'connection';
  readonly t: number;
  readonly connection: string;
  /** null: there is no such connection, or no longer. */
  readonly facts: ConnectionFacts | null;
  readonly edges: readonly EdgeCount[];
  /** Since when edges are counted, `t`. */
  readonly edgesSince: number;
}

/** A record and the edges of the drawn chart that it took, in order, by id as in `EdgeCount`. */
export interface Followed {
  readonly record: TransitionRecord;
  readonly edges: readonly string[];
}

/** What the followed connection did, oldest first. Quiet transitions (exchanges, healthy heartbeats) too. */
export interface Records {
  readonly type: 'records';
  readonly connection: string;
  /** The first message for it: what was known before; forget all else. */
  readonly reset: boolean;
  readonly records: readonly Followed[];
  /** Records left out before these, because too many came in too short a time. */
  readonly skipped: number;
}

/** Records that pass the filter, oldest first: what there is, and then what comes. */
export interface Trail {
  readonly type: 'trail';
  readonly reset: boolean;
  readonly records: readonly TransitionRecord[];
  /** Of those that passed the filter, left out before these: over `limit`, or too many in too short a time. */
  readonly skipped: number;
  /** With `reset`: how many are kept in all, and the `t` from which on. */
  readonly kept?: { readonly records: number; readonly since: number };
}

/** Once a second. */
export interface Tree {
  readonly type: 'tree';
  readonly t: number;
  readonly tree: TreeNode;
}

/** What there is of the last 5 minutes at once, and a sample each second. */
export interface Rates {
  readonly type: 'rates';
  readonly reset: boolean;
  readonly samples: readonly RateSample[];
  /** Waits before redials since the start: below each bound (ms) and over the last. One count more than bounds. */
  readonly backoff: { readonly bounds: readonly number[]; readonly counts: readonly number[] };
}

/** Frames were left out because this page reads too slowly. Every view begins anew. */
export interface Lag {
  readonly type: 'lag';
  /** Since the last such message. */
  readonly dropped: number;
  /** In all. */
  readonly total: number;
}

/** Mode `log`: what can be sought, while the index grows and when it is whole. */
export interface Extent {
  readonly type: 'extent';
  readonly from: number;
  readonly to: number;
  readonly records: number;
  /** Share of the log that is read, 0 to 1. */
  readonly indexed: number;
  /** Losses in each of as many equal parts of the extent, for the slider. */
  readonly losses: readonly number[];
}

/** Mode `log`: what is shown from here on is as of `t`. Rows, frames and the watched views follow, each with `reset`. */
export interface Moment {
  readonly type: 'moment';
  readonly t: number;
  /** What finding it took, ms. */
  readonly took: number;
}

/** Why a link was down: the same words as `holdfast audit why`. */
export interface WhyAnswer {
  readonly type: 'why';
  readonly id: number;
  /** null: it is no link's, but a listener's, a session's or a simplex line's, and stands in `text` alone. */
  readonly story: Story | null;
  readonly text: string;
  /** The wall clock, ms since 1970, from which on its records are known; null: none is. */
  readonly since: number | null;
  /** The last records that changed its fate, oldest first, at most 40. */
  readonly records: readonly TransitionRecord[];
}

export interface ChartAnswer {
  readonly type: 'chart';
  readonly id: number;
  readonly chart: string;
  /** Of its definition: the same drawing for the same hash. */
  readonly hash: string;
  /** As `holdfast diagram --format svg` has it: a `data-id` on each state and transition. */
  readonly svg: string;
}

/** A file to be saved. */
export interface ExportAnswer {
  readonly type: 'export';
  readonly id: number;
  readonly name: string;
  /** NDJSON; its first line says what it is an excerpt of. */
  readonly text: string;
}

export interface Done {
  readonly type: 'done';
  readonly id: number;
  /** What was done, in a sentence. */
  readonly words: string;
}

/** The answer to a question that has none. */
export interface Refused {
  readonly type: 'refused';
  readonly id: number;
  readonly code: 'unknown' | 'not-here' | 'not-allowed' | 'failed';
  readonly message: string;
}

/** Nothing more comes: the supervisor has stopped, or the inspector was closed. */
export interface Bye {
  readonly type: 'bye';
  readonly reason: string;
}

export type Answer = WhyAnswer | ChartAnswer | ExportAnswer | Done | Refused;

export type ServerMessage =
  | Hello
  | Vocabulary
  | Pulse
  | Rows
  | Timeline
  | ConnectionNow
  | Records
  | Trail
  | Tree
  | Rates
  | Lag
  | Extent
  | Moment
  | Answer
  | Bye;
