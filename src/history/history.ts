/** Any instant of an audit log, rebuilt from its file. Needs neither Node nor a browser. It is not verified here. */
import type { TransitionRecord } from '../contract/record.ts';
import type { TreeNode } from '../contract/tree.ts';
import { HoldfastError } from '../contract/errors.ts';
import { parseEntry } from '../audit/reader-entry.ts';
import { Bytes } from './bytes.ts';
import type { LogPart } from './bytes.ts';
import type { KnownActor } from './actors.ts';
import { LOSS, NOBODY, SUMMARY } from './columns.ts';
import { EntryReader } from './entry-reader.ts';
import { Indexing } from './indexing.ts';
import { Instant } from './instant.ts';
import { readLines } from './lines.ts';
import { knownAt } from './replaying.ts';
import type { Known } from './replaying.ts';
import { treeAt } from './tree.ts';
import { toldOf } from './telling.ts';
import type { Told } from '../story/tell.ts';

/** What can be sought. Times are `t`: ms since `origin`. */
export interface HistoryExtent {
  /** Wall clock of `t` 0, ms since 1970: the start of the first supervisor, as its records tell. */
  readonly origin: number;
  readonly from: number;
  readonly to: number;
  readonly records: number;
  /** Losses in each of as many equal parts. */
  readonly losses: readonly number[];
}

/** A state, from then until the next. */
export interface Span {
  readonly state: string;
  readonly since: number;
}

/** Compared whole; what is absent holds always. */
export interface Narrow {
  readonly link?: string | undefined;
  readonly connection?: string | undefined;
  readonly chart?: string | undefined;
  readonly event?: string | undefined;
  readonly cause?: string | undefined;
  /** Whose actors, and the state reached. */
  readonly is?: ((chart: string, path: string) => boolean) | undefined;
  /** `t`, both inclusive. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

export interface HistoryOptions {
  /** Hears which share of the log is read, 0 to 1, after each MiB of it. */
  readonly progress?: (share: number) => void;
}

/** Bars beneath a slider. */
const PARTS = 240;
const ALMOST = 0.99;

export class History {
  readonly #index = new Indexing();
  readonly #bytes: Bytes;
  readonly #reader: EntryReader;
  /** Once all is read. */
  #extent: HistoryExtent | null = null;
  /** Lines that are none of a log, with the torn end of a file that was being written. */
  broken = 0;

  constructor(parts: readonly LogPart[]) {
    this.#bytes = new Bytes(parts);
    this.#reader = new EntryReader(this.#bytes, this.#index.columns);
  }

  /** Reads all of it, once. @throws HoldfastError `audit-unreadable`: nothing in it is of a log */
  async read({ progress = () => {} }: HistoryOptions = {}): Promise<void> {
    const { size } = this.#bytes;
    for await (const { lines, read } of readLines(this.#bytes)) {
      for (const { from, text, state } of lines) {
        const found = state === 'long' ? null : parseEntry(text);
        if (found !== null && 'entry' in found) this.#index.take(found.entry, from);
        else this.broken += 1;
      }
      if (this.#index.runs.all.length === 0) throw this.#notALog('its first lines are none of an audit log');
      // Not all before the index is in order.
      progress(Math.min(ALMOST, size === 0 ? 0 : read / size));
    }
    if (this.#index.runs.all.length === 0) throw this.#notALog('it is empty');
    this.#index.end();
    this.#extent = this.#measured();
    progress(1);
  }

  /** Of what is read so far. */
  get extent(): HistoryExtent {
    return this.#extent ?? this.#measured();
  }

  #measured(): HistoryExtent {
    const { columns, runs, records } = this.#index;
    const first = columns.actor.subarray(0, columns.length).findIndex((actor) => actor !== NOBODY);
    const from = columns.t[Math.max(0, first)] ?? 0;
    const to = columns.t[columns.length - 1] ?? 0;
    const losses = Array.from({ length: PARTS }, () => 0);
    for (let i = 0; i < columns.length; i += 1)
      if ((columns.flags[i] ?? 0) & LOSS) {
        const part = Math.min(PARTS - 1, Math.floor((((columns.t[i] ?? 0) - from) / Math.max(1, to - from)) * PARTS));
        losses[part] = (losses[part] ?? 0) + 1;
      }
    return { origin: runs.origin, from, to, records, losses };
  }

  /** What is not as it should be, in sentences: gaps, charts that are not known here, broken lines. */
  get notes(): readonly string[] {
    const { broken } = this;
    const lines = broken === 0 ? [] : [`${String(broken)} ${broken === 1 ? 'line is' : 'lines are'} none of a log`];
    return [...this.#index.notes, ...lines];
  }

  /** How often each instant can be rebuilt from, for who measures: positions that are kept. */
  get kept(): number {
    return this.#index.kept.size;
  }

  at(t: number): Instant {
    return new Instant(this.#index, t);
  }

  tree(instant: Instant): TreeNode | null {
    return treeAt(this.#index, instant);
  }

  /** By link, the path of its supervisor, as the log told it last. */
  groupOf(link: string): string {
    return this.#index.groups.get(link) ?? '';
  }

  /** Context and timers of an actor. null: it is not there, or the log does not tell enough. */
  async known(instant: Instant, actor: KnownActor): Promise<Known | null> {
    const standing = instant.of(actor);
    return standing && knownAt(this.#index, this.#reader, actor, standing.entry, instant.t);
  }

  /** States of an actor that reach into the time from `from` on to the instant, oldest first, at most the newest `most`. */
  spans(instant: Instant, actor: KnownActor, from: number, most: number): readonly Span[] {
    const { actors, columns, states } = this.#index;
    const found: Span[] = [];
    const first = actors.first(actor.id);
    for (let place = actors.place(actor.id, instant.entry); place >= first && found.length < most; place -= 1) {
      const i = actors.entry(place);
      const since = columns.t[i] ?? 0;
      const state = states.name(columns.state[i] ?? 0);
      // Equal neighbours are one: the older of them.
      if (found.at(-1)?.state === state) found.pop();
      found.push({ state, since });
      if (since <= from) break;
    }
    return found.toReversed();
  }

  /** The last records of an actor by then, oldest first, and how many it had before them. */
  async records(instant: Instant, actor: KnownActor, most: number): Promise<Newest> {
    const { actors, columns } = this.#index;
    const found: number[] = [];
    let skipped = 0;
    for (let place = actors.place(actor.id, instant.entry); place >= actors.first(actor.id); place -= 1) {
      const i = actors.entry(place);
      if ((columns.flags[i] ?? 0) & SUMMARY) continue;
      if (found.length < most) found.push(i);
      else skipped += 1;
    }
    return { records: await this.#records(found.toReversed()), skipped };
  }

  /**
   * The newest records by then that pass, oldest first, and how many more passed.
   * @param passing is asked of each that passes `narrow`, and so each is read: the newest `looked` alone; null: all pass
   */
  async trail(
    instant: Instant,
    narrow: Narrow,
    passing: ((record: TransitionRecord) => boolean) | null,
    { most, looked }: { readonly most: number; readonly looked: number },
  ): Promise<Newest> {
    const found: number[] = [];
    let skipped = 0;
    const limit = passing === null ? most : looked;
    for (let i = instant.entry; i >= 0; i -= 1)
      if (this.#fits(i, narrow)) {
        if (found.length < limit) found.push(i);
        else if (passing === null) skipped += 1;
        else break;
      }
    const read = await this.#records(found.toReversed());
    if (passing === null) return { records: read, skipped };
    const passed = read.filter(passing);
    return { records: passed.slice(-most), skipped: Math.max(0, passed.length - most) };
  }

  /** Why a link was down, by the storyteller of `holdfast audit why`. @param t the outage at or before it, or else the first; default: the last */
  why(link: string, t?: number): Promise<Told | null> {
    const wall = t === undefined ? undefined : this.wallAt(t);
    return toldOf(this.#index, this.#reader, link, wall);
  }

  /** As the log's records at that time tell the wall clock. */
  wallAt(t: number): number {
    return this.#index.runs.wallAt(this.#index.runs.number(this.#index.columns.at(t)), t);
  }

  /** With its time as `t`. */
  async #records(entries: readonly number[]): Promise<readonly TransitionRecord[]> {
    const found: TransitionRecord[] = [];
    for await (const { i, entry } of this.#reader.all(entries))
      if (entry.type === 'record') {
        const { type: _, ...record } = entry;
        found.push({ ...record, mono: this.#index.columns.t[i] ?? 0 });
      }
    return found;
  }

  #notALog(why: string): HoldfastError {
    const [first] = this.#bytes.parts();
    return new HoldfastError(
      'audit-unreadable',
      `${first?.part.name ?? 'nothing was given'}: this is no audit log: ${why}`,
    );
  }

  #fits(
    i: number,
    { link, connection, chart, event, cause, is, since = -Infinity, until = Infinity }: Narrow,
  ): boolean {
    const { columns, actors, states, events, causes } = this.#index;
    const id = columns.actor[i] ?? NOBODY;
    if (id === NOBODY || (columns.flags[i] ?? 0) & SUMMARY) return false;
    const t = columns.t[i] ?? 0;
    const actor = actors.all[id];
    return (
      t >= since &&
      t <= until &&
      (link === undefined || actor?.link === link) &&
      (connection === undefined || actor?.connection === connection) &&
      (chart === undefined || actor?.chart === chart) &&
      (is === undefined || is(actor?.chart ?? '', states.name(columns.state[i] ?? 0))) &&
      (event === undefined || events.name(columns.event[i] ?? 0) === event) &&
      (cause === undefined || causes.name(columns.cause[i] ?? 0) === cause)
    );
  }
}

/** Records, oldest first, and how many more there were before them. */
export interface Newest {
  readonly records: readonly TransitionRecord[];
  readonly skipped: number;
}
