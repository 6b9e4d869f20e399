/** Reads the stream of records into numbers: what counters of links do not hold. For a record it does a few look-ups. */
import type { RecordFacts, RecordSink, TransitionRecord } from '../contract/record.ts';

/** Of one label a peer or a user could make many: what is over is counted as `other`. */
const MOST_LABELS = 64;

/** Numbers by two labels, the second from a bounded set. */
export class Table {
  readonly #rows = new Map<string, Map<string, number>>();

  add(row: string, column: string): void {
    let columns = this.#rows.get(row);
    if (columns === undefined) this.#rows.set(row, (columns = new Map()));
    const known = columns.has(column) || columns.size < MOST_LABELS ? column : 'other';
    columns.set(known, (columns.get(known) ?? 0) + 1);
  }

  /** A link that is gone has no series any more. */
  forget(row: string): void {
    this.#rows.delete(row);
  }

  *entries(): Generator<readonly [row: string, column: string, value: number]> {
    for (const [row, columns] of this.#rows) for (const [column, value] of columns) yield [row, column, value];
  }
}

/** Their context may still tell of an earlier loss. */
const asked: ReadonlySet<string> = new Set(['close', 'destroy', 'redial']);

export class Tally implements RecordSink {
  /** Quiet transitions come to `pass`, for which no record is made. */
  readonly level = 'lifecycle';
  /** By chart and event. */
  readonly transitions = new Table();
  /** By link and reason. */
  readonly losses = new Table();
  /** By link and verdict. */
  readonly verdicts = new Table();
  /** By link, and `probe`. */
  readonly misses = new Table();
  /** By the path of the child, and how it ended. */
  readonly restarts = new Table();
  /** Links whose breaker is not closed. */
  readonly open = new Set<string>();
  readonly #dialled: (link: string, seconds: number) => void;
  /** When the present dial of a connection began, `mono`. */
  readonly #dials = new Map<string, number>();

  /** @param dialled hears how long each successful dial took, its handshake included */
  constructor(dialled: (link: string, seconds: number) => void) {
    this.#dialled = dialled;
  }

  pass(_seq: number, link: string, { chart, event }: RecordFacts): void {
    this.#count(chart, event.type, link);
  }

  take(record: TransitionRecord, context: object): void {
    const { chart, event, link } = record;
    this.#count(chart, event.type, link);
    if (record.verdict !== undefined) this.verdicts.add(link, record.verdict.kind);
    if (chart === 'connection') this.#step(record, context);
    else if (chart === 'breaker') this.#switch(link, record.to);
    else if (chart === 'child') this.#restart(record);
    else if (chart === 'link' && record.to === 'closed') this.#forget(link);
  }

  #count(chart: string, event: string, link: string): void {
    this.transitions.add(chart, event);
    if (event === 'after:probeTimeout') this.misses.add(link, 'probe');
  }

  #step({ connection, event, from, to, link, mono }: TransitionRecord, context: object): void {
    if (to.startsWith('connecting.attempting.dialing')) this.#dials.set(connection, mono);
    else if (!to.startsWith('connecting')) {
      const began = this.#dials.get(connection);
      this.#dials.delete(connection);
      if (began !== undefined && to.startsWith('connected')) this.#dialled(link, (mono - began) / 1_000);
    }
    const isLost = from.startsWith('connect') && (to.startsWith('reconnecting') || to === 'dead');
    if (!isLost || asked.has(event.type)) return;
    const loss = 'loss' in context ? context.loss : null;
    if (typeof loss === 'string') this.losses.add(link, loss);
  }

  #switch(link: string, to: string): void {
    if (to === 'closed') this.open.delete(link);
    else this.open.add(link);
  }

  /** A child that was running runs anew. */
  #restart({ connection, from, to, event }: TransitionRecord): void {
    const how = event['how'];
    if (from === 'running' && to === 'running' && typeof how === 'string') this.restarts.add(connection, how);
    if (to === 'ended') this.restarts.forget(connection);
  }

  #forget(link: string): void {
    for (const table of [this.losses, this.verdicts, this.misses]) table.forget(link);
    this.open.delete(link);
  }
}
