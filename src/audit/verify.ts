/** Is a log what was written, and could it have happened? The chain first, then each event through its chart. */
import { HoldfastError } from '../contract/errors.ts';
import type { Entry } from './entries.ts';
import { BATCH } from './entries.ts';
import type { Line } from './reader-lines.ts';
import { readLines } from './reader-lines.ts';
import { isBegun, parseEntry } from './reader-entry.ts';
import type { SegmentPlace } from './reader-segments.ts';
import { segmentsOf } from './reader-segments.ts';
import { charts, hashOf, notReplayable } from './replay-charts.ts';
import { Strayed } from './replay-life.ts';
import { Replay } from './replay.ts';
import { ChainReader } from './verify-chain.ts';
import { Course } from './verify-course.ts';

export interface Break {
  /** The first record that cannot be trusted, as its run's seq. */
  readonly record: number;
  /** Which run of the log, from 1. */
  readonly run: number;
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

export interface Verification {
  /**
   * `complete`: every record of its last run is there. `open`: the chain is whole and has no closing record: at most one
   * flush, 512 records or 100 ms, may be missing, and nobody can prove which. `broken`: see `broken`.
   */
  readonly answer: 'complete' | 'open' | 'broken';
  readonly broken: Break | null;
  /** Why the events could not be replayed, though the chain is whole; null: they were. */
  readonly notReplayed: string | null;
  readonly files: number;
  readonly runs: number;
  /** Records, and events that summaries count. */
  readonly records: number;
  readonly summed: number;
  /** Records that gaps say are missing. */
  readonly missing: number;
  /** Records and summaries behind a gap that could not be replayed for want of what it holds. */
  readonly skipped: number;
  /** The last hash: given as `head` to a later `verify`, it shows a cut tail. */
  readonly head: string;
  /** Whole entries behind the last checkpoint, and bytes of a torn line behind them. */
  readonly tail: { readonly entries: number; readonly bytes: number };
}

export interface VerifyOptions {
  /** A hash that must stand in the log: the last one, as an earlier `verify` has told it. */
  readonly head?: string;
  /** Told after each read. */
  readonly progress?: (read: number, of: number) => void;
}

/** A batch is as many entries; the process that recovers a log adds the turn to what the one before left. */
const MOST_ENTRIES = BATCH.entries + 1;

const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((all, one) => all + one, 0);

class Verifier {
  readonly #options: VerifyOptions;
  readonly #chain = new ChainReader();
  readonly #course = new Course();
  #replay = new Replay(charts);
  /** By run, so that a new one begins with nobody. */
  #run = 0;
  #notReplayed: string | null = null;
  #file = '';
  #segment = 0;
  #files = 0;
  /** Of the batch at hand: its first line and record, and the first thing wrong with one of its entries. */
  #batch = { line: 1, record: 1 };
  #fault: Break | null = null;
  #broken: Break | null = null;
  #headSeen = false;
  #torn = 0;
  #records = 0;
  #summed = 0;
  #missing = 0;
  #skipped = 0;

  constructor(options: VerifyOptions) {
    this.#options = options;
  }

  async read(places: readonly SegmentPlace[]): Promise<Verification> {
    const all = places.reduce((sum, { bytes }) => sum + bytes, 0);
    let read = 0;
    for (const { file, segment } of places) {
      if (segment !== this.#files + 1) {
        this.#file = file;
        this.#break(0, `file ${String(this.#files + 1)} of the log is missing, and number ${String(segment)} is there`);
        break;
      }
      this.#open(file, segment);
      for await (const lines of readLines(file)) {
        for (const line of lines) {
          if (this.#broken === null) this.#line(line);
          read += line.bytes.length;
        }
        this.#options.progress?.(read, all);
        if (this.#broken !== null) break;
      }
      if (this.#broken === null && segment < places.length) this.#turned();
      if (this.#broken !== null) break;
    }
    if (this.#broken === null) this.#ended();
    return this.#verification();
  }

  #open(file: string, segment: number): void {
    this.#file = file;
    this.#segment = segment;
    this.#files = segment;
    this.#batch = { line: 1, record: this.#course.highest + 1 };
  }

  #line({ number, bytes, state }: Line): void {
    if (state === 'torn') this.#tornLine(number, bytes);
    else if (state === 'long') this.#break(number, 'the line is longer than any line of a log');
    else if (bytes.toString('latin1', 0, 20) === '{"type":"checkpoint"') this.#checkpoint(number, bytes);
    else this.#entry(number, bytes);
  }

  #entry(number: number, bytes: Buffer): void {
    if (this.#chain.entries === MOST_ENTRIES) {
      this.#break(number, `more than ${String(MOST_ENTRIES)} entries stand without a checkpoint`);
      return;
    }
    const { hash } = this.#chain;
    this.#chain.take(bytes);
    if (this.#fault !== null) return;
    const parsed = parseEntry(bytes.toString('utf8', 0, bytes.length - 1));
    const record = this.#nextOf(parsed);
    const reason = 'problem' in parsed ? parsed.problem : this.#judge(parsed.entry, number, hash);
    if (reason !== null) this.#fault = this.#at(record, number, reason);
  }

  /** What an entry is about, should it not be trusted. */
  #nextOf(parsed: ReturnType<typeof parseEntry>): number {
    const next = this.#course.highest + 1;
    if ('problem' in parsed) return next;
    if (parsed.entry.type === 'record') return Math.min(next, parsed.entry.seq);
    return parsed.entry.type === 'summary' ? Math.min(next, parsed.entry.first) : next;
  }

  #judge(entry: Entry, number: number, hash: string): string | null {
    const misplaced = this.#course.take(entry, number === 1, this.#segment, hash);
    if (misplaced !== null) return misplaced;
    if (entry.type === 'segment') return this.#header(entry);
    if (entry.type !== 'record' && entry.type !== 'summary' && entry.type !== 'gap') return null;
    if (entry.type === 'record') this.#records += 1;
    else if (entry.type === 'summary') this.#summed += sumOf(entry.counts);
    else this.#missing += entry.last - entry.first + 1;
    if (this.#notReplayed !== null) return null;
    try {
      this.#replay.take(entry);
      return null;
    } catch (error) {
      if (!(error instanceof Strayed)) throw error;
      return entry.type === 'gap' ? error.message : `${impossible(entry)}: ${error.message}`;
    }
  }

  #header(header: Extract<Entry, { type: 'segment' }>): string | null {
    for (const [id, chart] of Object.entries(header.charts))
      if (hashOf(chart.definition) !== chart.hash)
        return `the archived definition of the chart '${id}' has another hash`;
    this.#notReplayed ??= notReplayable(header.charts);
    if (this.#course.runs === this.#run) return null;
    this.#run = this.#course.runs;
    this.#skipped += this.#replay.skipped;
    this.#replay = new Replay(new Map([...charts].filter(([id]) => Object.hasOwn(header.charts, id))));
    this.#batch = { ...this.#batch, record: 1 };
    return null;
  }

  #checkpoint(number: number, bytes: Buffer): void {
    if (this.#chain.entries === 0 || !bytes.equals(Buffer.from(this.#chain.checkpoint))) {
      const { line, record } = this.#batch;
      this.#broken = this.#at(record, number, `the hash of lines ${String(line)} to ${String(number - 1)} is another`);
      return;
    }
    this.#broken = this.#fault;
    this.#chain.close();
    if (this.#chain.hash === this.#options.head) this.#headSeen = true;
    this.#batch = { line: number + 1, record: this.#course.highest + 1 };
  }

  /** The rest of it was never written; unless it cannot be the beginning of anything that is. */
  #tornLine(number: number, bytes: Buffer): void {
    this.#torn = bytes.length;
    const text = bytes.toString('utf8');
    const begun = this.#end === null && isBegun(text) && !text.startsWith('{"type":"ch');
    const checkpoint = this.#chain.entries > 0 && this.#chain.checkpoint.startsWith(text);
    if (!begun && !checkpoint) this.#break(number, 'the last line is neither whole nor the beginning of one');
  }

  /** Of the file at hand, which may have no header yet. */
  get #end(): Course['end'] {
    return this.#course.segment?.segment === this.#segment ? this.#course.end : null;
  }

  /** The file at hand is followed by another. */
  #turned(): void {
    if (this.#fault !== null) this.#broken = this.#fault;
    else if (this.#torn > 0 || this.#chain.entries > 0 || this.#end === null)
      this.#break(0, 'the file is cut off: another follows, and this one has no end');
  }

  /** The file at hand is the last. */
  #ended(): void {
    const { head } = this.#options;
    if (this.#fault !== null) this.#broken = this.#fault;
    else if (head !== undefined && !this.#headSeen) this.#break(0, 'the hash given as head is not in the log');
    else if (this.#chain.entries > BATCH.entries)
      this.#break(this.#batch.line, `more than ${String(BATCH.entries)} entries stand without a checkpoint`);
  }

  #break(line: number, reason: string): void {
    this.#broken = this.#at(this.#course.highest + 1, line, reason);
  }

  #at(record: number, line: number, reason: string): Break {
    return { record, run: Math.max(1, this.#course.runs), file: this.#file, line, reason };
  }

  #verification(): Verification {
    const closed = this.#end?.type === 'close' && this.#chain.entries === 0 && this.#torn === 0;
    return {
      answer: this.#broken !== null ? 'broken' : closed ? 'complete' : 'open',
      broken: this.#broken,
      notReplayed: this.#notReplayed,
      files: this.#files,
      runs: this.#course.runs,
      records: this.#records,
      summed: this.#summed,
      missing: this.#missing,
      skipped: this.#skipped + this.#replay.skipped,
      head: this.#chain.hash,
      tail: { entries: this.#chain.entries, bytes: this.#torn },
    };
  }
}

const impossible = (entry: Extract<Entry, { type: 'record' | 'summary' }>): string => {
  const who = `${entry.connection} (${entry.chart})`;
  if (entry.type === 'summary') return `${who}: this summary cannot be`;
  return `${who}: '${entry.event.type}' from '${entry.from}' to '${entry.to}' cannot be`;
};

/**
 * Reads a log once, in bounded memory.
 * @param log its first file
 * @throws HoldfastError `audit-unreadable`, `option-invalid`
 */
export async function verify(log: string, options: VerifyOptions = {}): Promise<Verification> {
  if (options.head !== undefined && !/^[0-9a-f]{64}$/.test(options.head))
    throw new HoldfastError('option-invalid', `head: found '${options.head}', expected a hash of 64 hex digits`);
  const places = await segmentsOf(log);
  return new Verifier(options).read(places);
}
