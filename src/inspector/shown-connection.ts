/** The connection that a page follows: what it is now, and each of its records. */
import type { ConnectionView } from '../connection/view.ts';
import type { Member } from './fleet.ts';
import type { Following } from './following.ts';
import type { Armed, ConnectionFacts, Followed } from './protocol.ts';
import type { Shown } from './shown.ts';
import type { Viewer } from './source.ts';
import type { Stage } from './stage.ts';
import { newest } from './trail.ts';

/** Of what was before it was followed. */
const RECORDS_BEFORE = 50;
const MOST_AT_ONCE = 50;
/** Beats between two tellings of what it is now: 200 ms. */
const PAUSE = 4;

export class ConnectionShown implements Shown {
  readonly #connection: string;
  readonly #stage: Stage;
  readonly #viewer: Viewer;
  #member: Member | null = null;
  #following: Following | null = null;
  /** How many of its records were told. */
  #told = 0;
  /** It has changed since it was told. */
  #stale = false;

  constructor(connection: string, stage: Stage, viewer: Viewer) {
    this.#connection = connection;
    this.#stage = stage;
    this.#viewer = viewer;
  }

  begin(t: number): void {
    this.end();
    this.#attach();
    this.#before();
    this.#tellNow(t);
  }

  tick(t: number, beat: number): void {
    const present = this.#stage.observer.fleet.members.get(this.#connection) ?? null;
    // A link of the same name may come again, with a connection of the same name.
    if (present !== this.#member && present !== null) {
      this.begin(t);
      return;
    }
    this.#tellRecords();
    if (!this.#stale || beat % PAUSE !== 0) return;
    this.#tellNow(t);
  }

  /** Counts and deadlines move without a record. */
  second(): void {
    this.#stale = true;
  }

  end(): void {
    if (this.#member !== null) this.#stage.unfollow(this.#member);
    this.#member = null;
    this.#following = null;
  }

  #attach(): void {
    this.#member = this.#stage.observer.fleet.members.get(this.#connection) ?? null;
    if (this.#member === null) return;
    this.#following = this.#stage.follow(this.#member);
    this.#told = this.#following.records.total;
  }

  #before(): void {
    const passing = ({ connection, chart }: { connection: string; chart: string }): boolean =>
      connection === this.#connection && chart !== 'writer';
    const { records, skipped } = newest(this.#stage.observer.trail.backwards(), passing, RECORDS_BEFORE);
    const followed = records.map((record): Followed => ({ record, edges: this.#following?.edgesOf(record) ?? [] }));
    this.#viewer.message({ type: 'records', connection: this.#connection, reset: true, records: followed, skipped });
  }

  #tellRecords(): void {
    const following = this.#following;
    if (following === null || following.records.total === this.#told) return;
    const { total } = following.records;
    const records = [...following.records.since(Math.max(this.#told, total - MOST_AT_ONCE))];
    const skipped = total - this.#told - records.length;
    this.#told = total;
    this.#stale = true;
    this.#viewer.message({ type: 'records', connection: this.#connection, reset: false, records, skipped });
  }

  #tellNow(t: number): void {
    this.#stale = false;
    const following = this.#following;
    this.#viewer.message({
      type: 'connection',
      t,
      connection: this.#connection,
      facts: this.#member === null ? null : this.#facts(this.#member),
      edges: following?.counts() ?? [],
      edgesSince: following?.since ?? t,
    });
  }

  #facts(member: Member): ConnectionFacts {
    const { connection, link, chart, host, group, row, path, since } = member;
    const { policy = {}, ...context } = member.context as Readonly<Record<string, unknown>>;
    const held = this.#stage.supervisor.links.get(link);
    const view = held?.inspect().find(({ id }) => id === connection) ?? null;
    const over = path === 'dead';
    return {
      connection,
      link,
      chart,
      host,
      group,
      row: row < 0 ? null : row,
      state: view?.state ?? path,
      since,
      status: view?.status ?? (over ? 'done' : 'active'),
      context,
      policy: policy as Readonly<Record<string, unknown>>,
      armed: view === null ? (over ? [] : null) : armed(view, this.#stage.observer.origin, this.#stage.now),
      epoch: view?.epoch ?? member.epoch,
      socket: view?.facts ?? null,
      detail: view?.detail ?? null,
      verdict: view?.verdict ?? null,
      counts: held === undefined ? null : { ...held.counts },
    };
  }
}

/** A delay that is off is armed all the same, at 24 days or more (`NEVER` of the charts). */
const OFF = 12 * 86_400_000;

const armed = ({ armed: names, due }: ConnectionView, origin: number, t: number): readonly Armed[] =>
  names.flatMap((name, i) => {
    const at = name.lastIndexOf(':');
    const when = (due[i] ?? Infinity) - origin;
    return when - t > OFF ? [] : [{ state: name.slice(0, at), delay: name.slice(at + 1), due: when }];
  });
