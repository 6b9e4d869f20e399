/**
 * The lines of an audit log: NDJSON, one of these a line. Lines come in batches; each batch ends in a checkpoint.
 *
 * A checkpoint's hash is SHA-256 over the hash before it (32 bytes; zeros in the first segment of a log) and the bytes of
 * the batch's lines, line ends included, the checkpoint's own line left out. That line holds nothing that the verifier
 * does not compute, and must stand byte for byte as `checkpointLine` writes it. The first batch of a segment holds its
 * header, so that a header is covered like any other line; the hash before it is the last one of the segment before.
 */
import type { Gap, Summary, TransitionRecord } from '../contract/record.ts';

/** Most entries in a batch, and the longest that one waits: what the death of the process can cost. */
export const BATCH = { entries: 512, ms: 100 } as const;

export const FORMAT = 1;

/** The hash before a log's first line, as hex. */
export const NO_HASH = '0'.repeat(64);

export interface ArchivedChart {
  readonly version: string;
  /** SHA-256 of the definition's JSON, as hex. */
  readonly hash: string;
  /** The chart's configuration, as JSON: states, transitions, names of guards, actions and delays. */
  readonly definition: object;
}

/** The first line of each file. */
export interface SegmentEntry {
  readonly type: 'segment';
  readonly format: typeof FORMAT;
  /** Counts the segments of a log, from 1. */
  readonly segment: number;
  /** One process's run: a new one begins with each start, and numbers its records from 1. */
  readonly run: string;
  /** The seq that comes next in this run. */
  readonly next: number;
  readonly at: number;
  /** `event.at` less this is `mono`: the host's monotonic clock at the supervisor's start. */
  readonly origin: number;
  readonly level: 'lifecycle' | 'all';
  /** The last hash of the segment before; NO_HASH in the first. */
  readonly previous: string;
  /** SHA-256 of the configuration's JSON, functions told by name alone. */
  readonly config: string;
  readonly holdfast: string;
  readonly charts: Readonly<Record<string, ArchivedChart>>;
}

export type RecordEntry = { readonly type: 'record' } & TransitionRecord;
export type SummaryEntry = { readonly type: 'summary' } & Summary;
/**
 * Behind it, for each actor that it took something from and that goes on: a summary that counts nothing, with the gap's
 * `first` and `last` and the whole context.
 */
export type GapEntry = { readonly type: 'gap' } & Gap;

export interface CheckpointEntry {
  readonly type: 'checkpoint';
  /** Entries in this batch. */
  readonly entries: number;
  readonly hash: string;
}

/** The last entry of a file that was followed by another: by its size or age, or because the process before had died. */
export interface TurnEntry {
  readonly type: 'turn';
  readonly at: number;
  readonly why: 'size' | 'age' | 'recovered';
  /** Bytes of a torn last line that recovery cut off; 0 for none. */
  readonly cut: number;
}

/** A clean stop: everything up to `seq` is in the log. */
export interface CloseEntry {
  readonly type: 'close';
  readonly at: number;
  readonly seq: number;
}

export type Entry = SegmentEntry | RecordEntry | SummaryEntry | GapEntry | CheckpointEntry | TurnEntry | CloseEntry;

export const checkpointLine = (entries: number, hash: string): string =>
  `{"type":"checkpoint","entries":${String(entries)},"hash":"${hash}"}\n`;

/** `audit.ndjson`, `audit.2.ndjson`, `audit.3.ndjson`, …: the file of each segment, beside each other. */
export function segmentFile(log: string, segment: number): string {
  if (segment === 1) return log;
  const dot = log.lastIndexOf('.');
  const cut = dot > log.lastIndexOf('/') + 1 ? dot : log.length;
  return `${log.slice(0, cut)}.${String(segment)}${log.slice(cut)}`;
}
