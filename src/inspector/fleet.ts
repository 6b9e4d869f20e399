/**
 * Every connection and session that lives, a row each, and what has changed since anyone looked. A transition costs it a look
 * into a map and a few stores.
 */
import type { FrameWriter } from './frames.ts';
import { MOST_ROWS } from './frames.ts';
import type { Storyteller } from '../story/why.ts';
import type { Following } from './following.ts';
import type { Row } from './protocol.ts';
import { Spans } from './spans.ts';

/** What is over in order is shown that long, ms: a page draws 20 frames in it. */
const LINGER = 1_000;
/** Failed connections that are shown though nothing follows them; the oldest makes room. */
const MOST_FAILED = 1_000;

/** One connection or session. */
export class Member {
  /** −1: it has none. */
  row = -1;
  readonly connection: string;
  readonly link: string;
  readonly chart: string;
  host: string;
  readonly group: string;
  /** −1: none yet. */
  state = -1;
  path = '';
  /** What of it a timeline shows: exchanges come and go within one span. */
  span = -1;
  since = 0;
  epoch = 0;
  /** After the last transition. */
  context: object = {};
  /** Transitions since the last frame, while somebody looks. */
  changes = 0;
  /** Somebody wants each of its records. */
  following: Following | null = null;
  // What it did that its link's story has not been told yet; 0 as the first: nothing. All in one object, which is in the
  // processor's cache when it is needed.
  first = 0;
  last = 0;
  heard = 0;
  replies = 0;
  held = 0;
  others = 0;
  until = 0;
  story: Storyteller | null = null;

  constructor(connection: string, link: string, chart: string, host: string, group: string) {
    this.connection = connection;
    this.link = link;
    this.chart = chart;
    this.host = host;
    this.group = group;
  }
}

export const rowOf = ({ row, connection, link, chart, host, group }: Member): Row => [
  row,
  connection,
  link,
  chart,
  host,
  group,
];

export class Fleet {
  readonly spans = new Spans();
  /** By connection. */
  readonly members = new Map<string, Member>();
  readonly #byLink = new Map<string, Set<Member>>();
  /** By row. */
  readonly #rows: (Member | null)[] = [];
  readonly #free: number[] = [];
  /** Those with `changes`. */
  readonly #changed: Member[] = [];
  readonly #fresh = new Set<Member>();
  readonly #gone = new Set<number>();
  /** What is over, in the order of its end, with the `t` of that; and whether it failed. */
  readonly #over = new Map<Member, { readonly at: number; readonly failed: boolean }>();
  /** Somebody takes what has changed. */
  watched = false;
  rowless = 0;

  enter(member: Member, state: number, span: number, path: string, t: number): void {
    const { connection, link } = member;
    const before = this.members.get(connection);
    if (before !== undefined) this.leave(before);
    this.#relieve(link);
    this.members.set(connection, member);
    const siblings = this.#byLink.get(link);
    if (siblings === undefined) this.#byLink.set(link, new Set([member]));
    else siblings.add(member);
    this.#seat(member);
    this.move(member, state, span, path, t);
  }

  move(member: Member, state: number, span: number, path: string, t: number): void {
    member.path = path;
    if (this.watched && member.row >= 0) {
      if (member.changes === 0) this.#changed.push(member);
      member.changes += 1;
    }
    if (member.state === state) return;
    member.state = state;
    member.since = t;
    if (member.span === span) return;
    member.span = span;
    if (member.row >= 0) this.spans.put(member.row, span, t);
  }

  /** Its host became known. */
  rename(member: Member, host: string): void {
    member.host = host;
    if (this.watched && member.row >= 0) this.#fresh.add(member);
  }

  /** It is over; its row lingers. */
  end(member: Member, failed: boolean, t: number): void {
    this.#over.set(member, { at: t, failed });
  }

  leave(member: Member): void {
    this.#over.delete(member);
    if (this.members.get(member.connection) === member) this.members.delete(member.connection);
    const siblings = this.#byLink.get(member.link);
    siblings?.delete(member);
    if (siblings?.size === 0) this.#byLink.delete(member.link);
    if (member.row < 0) {
      this.rowless -= 1;
      return;
    }
    this.#rows[member.row] = null;
    this.#free.push(member.row);
    this.#fresh.delete(member);
    if (this.watched) this.#gone.add(member.row);
    member.row = -1;
  }

  /** Those of a link, in the order in which they came. */
  of(link: string): Iterable<Member> {
    return this.#byLink.get(link) ?? [];
  }

  at(row: number): Member | null {
    return this.#rows[row] ?? null;
  }

  *seated(): Generator<Member, void> {
    for (const member of this.#rows) if (member !== null) yield member;
  }

  /** Rows of what is over are given back once they were seen. */
  sweep(t: number): void {
    let failures = 0;
    for (const { failed } of this.#over.values()) if (failed) failures += 1;
    for (const [member, { at, failed }] of this.#over) {
      if (failed ? failures > MOST_FAILED : t - at >= LINGER) this.leave(member);
      if (failed) failures -= 1;
    }
  }

  /** What has come and gone since this was last asked. */
  news(): { readonly add: readonly Row[]; readonly remove: readonly number[] } {
    const news = { add: Array.from(this.#fresh, rowOf), remove: [...this.#gone] };
    this.#fresh.clear();
    this.#gone.clear();
    return news;
  }

  /** What has changed since this was last asked. @returns false where the frame is full: the rest is left out */
  changes(to: FrameWriter): boolean {
    let whole = true;
    for (const member of this.#changed) {
      if (member.row >= 0) whole &&= to.put(member.row, member.state, member.changes, member.since);
      member.changes = 0;
    }
    this.#changed.length = 0;
    return whole;
  }

  all(to: FrameWriter): void {
    for (const { row, state, since } of this.seated()) to.put(row, state, 0, since);
  }

  /** From here on what changes is noted, and nothing of before. */
  watch(on: boolean): void {
    this.watched = on;
    this.#fresh.clear();
    this.#gone.clear();
    for (const member of this.#changed) member.changes = 0;
    this.#changed.length = 0;
  }

  /** A link that has a new connection shows no longer how the one before failed. */
  #relieve(link: string): void {
    for (const sibling of this.of(link)) if (this.#over.get(sibling)?.failed === true) this.leave(sibling);
  }

  #seat(member: Member): void {
    const row = this.#free.pop() ?? this.#rows.length;
    if (row >= MOST_ROWS) {
      this.rowless += 1;
      return;
    }
    this.#rows[row] = member;
    member.row = row;
    this.spans.clear(row);
    if (this.watched) this.#fresh.add(member);
  }
}
