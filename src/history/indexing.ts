/** Reads a log once, entry after entry, into what any instant of it is rebuilt from. */
import type { Entry, RecordEntry, SegmentEntry, SummaryEntry } from '../audit/entries.ts';
import { isEnd } from '../audit/summaries.ts';
import { failed } from '../inspector/vocabulary.ts';
import { Actors } from './actors.ts';
import type { KnownActor } from './actors.ts';
import type { Position } from './chart.ts';
import { chartFor, foreign } from './charts.ts';
import { Columns, END, FAILED, KEPT, LOSS, NOBODY, START, SUMMARY, UNKNOWN } from './columns.ts';
import { Kept } from './kept.ts';
import { Names } from './names.ts';
import { Runs } from './runs.ts';

/** Entries of one actor between two kept positions: what an instant may cost to replay, for 16 bytes an entry. */
const EVERY = 32;
/** All of them are asked for at once, for the tree; a place has few entries. */
const alwaysKept: ReadonlySet<string> = new Set(['child', 'supervisor']);

const rowed: ReadonlySet<string> = new Set(['connection', 'session']);

/** An actor that lives, where the reading is. */
interface Living {
  position: Position | null;
  /** Entries since one was kept. */
  steps: number;
  state: number;
  since: number;
}

const isUp = (path: string): boolean => path.startsWith('connected.') || path.startsWith('online.');

export class Indexing {
  readonly columns = new Columns();
  readonly actors = new Actors();
  readonly runs = new Runs();
  readonly kept = new Kept();
  readonly states = new Names();
  readonly events = new Names();
  readonly causes = new Names();
  /** By link, the path of its supervisor. */
  readonly groups = new Map<string, string>();
  /** What cannot be replayed, and why, in words. */
  readonly notes = new Set<string>();
  records = 0;
  readonly #living = new Map<KnownActor, Living>();
  #foreign: ReadonlyMap<string, string> = new Map();

  /** @param from where its line begins */
  take(entry: Entry, from: number): void {
    if (entry.type === 'record') this.#record(entry, from);
    else if (entry.type === 'summary') this.#summary(entry, from);
    else if (entry.type === 'segment') this.#segment(entry, from);
    else if (entry.type === 'gap') {
      this.notes.add('records are missing in gaps, which the log tells');
      this.#nobodys(from);
    }
  }

  /** All of it was read. */
  end(): void {
    this.columns.trim();
    this.actors.sort(this.columns);
    this.#living.clear();
  }

  #segment(entry: SegmentEntry, from: number): void {
    if (this.runs.header(entry, this.columns.length)) {
      this.actors.begin();
      this.#living.clear();
      this.#foreign = foreign(entry.charts);
      for (const why of this.#foreign.values()) this.notes.add(why);
      if (entry.segment > 1 && this.runs.all.length === 1 && entry.next > 1)
        this.notes.add('the beginning of this run is not in the log');
    }
    this.#nobodys(from);
  }

  #nobodys(from: number): void {
    const t = this.runs.timeUntil(null);
    this.columns.push({ t, from, actor: NOBODY, state: 0, since: 0, event: 0, cause: 0, flags: 0 });
  }

  #record(record: RecordEntry, from: number): void {
    const { chart, connection, link, event, cause } = record;
    this.records += 1;
    const actor = this.#meet(chart, connection, link);
    const t = this.runs.timeOf(record);
    const begins = record.from === '';
    const living = this.#living.get(actor);
    const position = this.#follow(living?.position ?? null, record);
    const over = isEnd(record);
    const failure = over && this.#isFailure(record, position);
    let flags = (begins ? START : 0) | (over ? END : 0) | (failure ? FAILED : 0);
    if (isUp(record.from) && (record.to.startsWith('reconnecting') || failure)) flags |= LOSS;
    if (chart === 'link' || chart === 'listener') this.#stop(record);
    if (event.type === 'opened' && typeof event['remote'] === 'string') actor.remote = event['remote'];
    if (chart === 'child' && link !== '') this.groups.set(link, connection.slice(0, connection.lastIndexOf('/')));
    const at = { t, from, event: this.events.number(event.type), cause: this.causes.number(cause) };
    this.#push(actor, begins ? undefined : living, position, record.to, { ...at, flags });
    if (over) this.#living.delete(actor);
  }

  #summary(summary: SummaryEntry, from: number): void {
    const { chart, connection, link, counts, to, context, until } = summary;
    const actor = this.#meet(chart, connection, link);
    const t = this.runs.timeUntil(until === 0 ? null : until);
    const living = this.#living.get(actor);
    const before = living?.position ?? null;
    const replayed = this.#foreign.has(chart) ? null : chartFor(chart);
    // One that counts nothing stands behind a gap, and tells all.
    const whole = Object.keys(counts).length === 0;
    const position =
      replayed === null ? null : whole ? replayed.met(to, context) : before && replayed.adopted(before, summary);
    const flags = SUMMARY | (whole && position !== null ? KEPT : 0);
    this.#push(actor, living, position, to, { t, from, event: this.events.number('summary'), cause: 0, flags });
  }

  #follow(before: Position | null, record: RecordEntry): Position | null {
    const { chart, from, to, event } = record;
    const replayed = this.#foreign.has(chart) ? null : chartFor(chart);
    if (replayed === null) return null;
    if (from === '') {
      const begun = replayed.begun(record);
      return begun !== null && replayed.path(begun) === to ? begun : null;
    }
    if (before === null || replayed.path(before) !== from) return null;
    return event.type === 'crash' ? before : replayed.stepped(before, record);
  }

  #isFailure({ event, chart }: RecordEntry, position: Position | null): boolean {
    if (!rowed.has(chart)) return false;
    return event.type === 'crash' || (position !== null && failed(position.context));
  }

  #push(
    actor: KnownActor,
    before: Living | undefined,
    position: Position | null,
    path: string,
    row: { readonly t: number; readonly from: number; event: number; cause: number; readonly flags: number },
  ): void {
    const i = this.columns.length;
    const state = this.states.number(path);
    const since = before?.state === state ? before.since : i;
    let steps = row.flags & START ? 0 : (before?.steps ?? 0) + 1;
    let { flags } = row;
    if (position === null) flags |= UNKNOWN;
    else if (flags & KEPT || steps === EVERY || alwaysKept.has(actor.chart)) {
      steps = 0;
      flags |= KEPT;
      this.kept.put(i, position);
    }
    this.columns.push({ ...row, actor: actor.id, state, since, flags });
    this.#living.set(actor, { position, steps, state, since });
  }

  /** A link that ends, or crashed and begins anew, has stopped its connections without a word. */
  #stop({ link, from, to }: RecordEntry): void {
    if (from !== '' && to !== 'closed' && to !== 'down') return;
    for (const actor of this.actors.of(link))
      if (rowed.has(actor.chart) && this.#living.has(actor)) {
        actor.stopped.push(this.columns.length);
        this.#living.delete(actor);
      }
  }

  #meet(chart: string, connection: string, link: string): KnownActor {
    return this.actors.meet(Math.max(0, this.runs.all.length - 1), chart, connection, link);
  }
}
