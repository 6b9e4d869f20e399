/** The audit log's writer: a sink of the stream that keeps every record, or says which it could not keep. */
import type { Clock } from '../contract/clock.ts';
import type { HoldfastError } from '../contract/errors.ts';
import type { AuditOptions } from '../contract/options/audit.ts';
import type { RecordFacts, RecordSink, Summary, TransitionRecord } from '../contract/record.ts';
import type { CloseEntry } from './entries.ts';
import * as failures from './failures.ts';
import type { AuditedChart } from './header.ts';
import { Journal } from './journal.ts';
import type { JournalOwner } from './journal.ts';
import { Lines, entryLine } from './lines.ts';
import { Losses } from './losses.ts';
import type { Parts } from './parts.ts';
import { nodeParts } from './parts.ts';
import { Redaction } from './redaction.ts';
import type { SegmentFile } from './segment-file.ts';
import { Summaries, isEnd } from './summaries.ts';
import type { Transition } from './summaries.ts';
import { openLog } from './open-log.ts';
import type { Log } from './open-log.ts';

export interface AuditFacts {
  /** By id: every chart whose records may come. */
  readonly charts: Readonly<Record<string, AuditedChart>>;
  /** What the supervisor was configured with: it is hashed, and no part of it is written. */
  readonly config: unknown;
  /** This library's version. */
  readonly holdfast: string;
  /** The monotonic clock at the supervisor's start. */
  readonly origin: number;
  readonly clock: Pick<Clock, 'now' | 'wall'>;
  /** Hears each beginning and each end of trouble, once. Must not throw. */
  readonly fault: (error: HoldfastError) => void;
  /** Ends a link whose records cannot be kept. Called outside of any actor's step. */
  readonly stopLink: (name: string) => void;
}

/** Between two tries while the policy `block` holds the process. */
const PAUSE_MS = 50;

/**
 * Takes over the log, recovers what a dead process left of it, and begins its next segment.
 * @throws HoldfastError `audit-locked`: another process writes it; `audit-failed`: it cannot be opened, or is no audit log
 */
export function openAudit(options: AuditOptions, facts: AuditFacts, parts: Parts = nodeParts): Audit {
  return new Audit(options, facts, parts);
}

export class Audit implements RecordSink, JournalOwner {
  readonly level: 'lifecycle' | 'all';
  readonly #options: AuditOptions;
  readonly #facts: AuditFacts;
  readonly #pause: (ms: number) => void;
  readonly #log: Log;
  readonly #journal: Journal;
  readonly #lines = new Lines();
  readonly #redaction: Redaction;
  readonly #summaries: Summaries;
  readonly #losses: Losses;
  /** The last that came. */
  #seq = 0;
  #closed = false;

  constructor(options: AuditOptions, facts: AuditFacts, parts: Parts) {
    this.level = options.level;
    this.#options = options;
    this.#facts = facts;
    this.#pause = parts.pause;
    this.#log = openLog(options, facts, parts);
    this.#journal = new Journal(this, this.#log.first, options, parts.timers, facts.clock);
    this.#redaction = new Redaction(options.redact);
    this.#summaries = new Summaries(
      (summary) => this.#summarise(summary),
      (link) => this.#redaction.forget(link),
    );
    this.#losses = new Losses(facts.clock, (name, seq) => this.#stop(name, seq));
  }

  take(record: TransitionRecord, context: object): void {
    if (this.#closed) return;
    const { seq, link } = record;
    this.#seq = seq;
    if (!this.#hasRoom(seq)) {
      this.#lose(seq, link, record, context);
      return;
    }
    let line: string;
    try {
      line = this.#lines.record(this.#redaction.record(record));
    } catch (error) {
      this.#facts.fault(failures.notJson(this.#options, seq, error));
      this.#losses.begin('not JSON', false);
      this.#lose(seq, link, record, context);
      this.#settle();
      return;
    }
    if (this.level === 'all') {
      this.#journal.add(line, seq);
      if ((record.chart === 'link' || record.chart === 'listener') && isEnd(record)) this.#redaction.forget(link);
      return;
    }
    this.#summaries.before(record);
    this.#journal.add(line, seq);
    this.#summaries.after(record, context);
  }

  pass(seq: number, link: string, facts: RecordFacts, context: object): void {
    if (this.#closed) return;
    this.#seq = seq;
    if (this.#losses.open) {
      this.#lose(seq, link, facts, context);
      return;
    }
    this.#redaction.note(link, facts.event);
    this.#summaries.add(seq, link, facts, context);
  }

  /**
   * Writes what waits, the summaries and a closing entry, and gives the log free.
   * @throws HoldfastError `audit-failed`: it could not be written to its end
   */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const written = this.#end();
    this.#log.release();
    if (!written) throw failures.leftOpen(this.#options);
  }

  // For the journal.

  open(next: number): SegmentFile {
    return this.#log.next(next);
  }

  turning(): void {
    this.#summaries.tell();
  }

  failed(error: unknown): void {
    this.#facts.fault(failures.cannotWrite(this.#options, error));
  }

  mended(): void {
    const lost = this.#losses.told;
    this.#settle();
    this.#facts.fault(failures.writtenAgain(this.#options, lost));
  }

  /** @returns whether all is written */
  #end(): boolean {
    // A file that was deleted is found out by the first try, and begun anew by the second.
    if (!this.#journal.flush() && !this.#journal.flush()) {
      this.#journal.leave();
      return false;
    }
    this.#summaries.tell();
    const close: CloseEntry = { type: 'close', at: this.#facts.clock.wall(), seq: this.#seq };
    return this.#journal.close(entryLine(close));
  }

  #hasRoom(seq: number): boolean {
    if (this.#losses.open) return false;
    if (!this.#journal.full) return true;
    const { whenFull } = this.#options;
    if (whenFull === 'block' && this.#waitForRoom()) return true;
    this.#facts.fault(failures.isFull(this.#options, seq));
    this.#losses.begin('the log could not be written, and the buffer was full', whenFull !== 'drop-with-gap');
    return false;
  }

  /** Holds the whole process: nothing happens that is not recorded. */
  #waitForRoom(): boolean {
    for (let waited = 0; waited < this.#options.blockFor; waited += PAUSE_MS) {
      if (this.#journal.flush()) return true;
      this.#pause(PAUSE_MS);
    }
    return this.#journal.flush();
  }

  #lose(seq: number, link: string, facts: Transition, context: object): void {
    this.#losses.add(seq, link);
    this.#summaries.lose(link, facts, context);
  }

  /** Says what is missing, and where each actor stands that it is missing of. */
  #settle(): void {
    const gap = this.#losses.end();
    if (gap === null) return;
    this.#journal.hold(() => {
      this.#journal.add(entryLine(gap), gap.last);
      this.#summaries.restore(gap.first, gap.last);
    });
    if (this.level === 'all') this.#summaries.forget();
  }

  #summarise(summary: Summary): void {
    this.#journal.add(this.#lines.summary(this.#redaction.summary(summary)), summary.last);
  }

  #stop(link: string, seq: number): void {
    this.#facts.fault(failures.linkStopped(this.#options, link, seq));
    queueMicrotask(() => this.#facts.stopLink(link));
  }
}
