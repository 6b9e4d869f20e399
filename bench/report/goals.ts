/** What holdfast sets out to reach, each goal beside the figure that says how far it got. None of them gates anything. */
import type { VariantId } from '../exchange/variants.ts';
import type { StormRow } from '../fleet/measure.ts';
import type { Figures } from './figures.ts';

export interface Goal {
  readonly work: string;
  readonly text: string;
  readonly bound: 'at least' | 'at most';
  readonly goal: number;
  /** `null`: not measured in this run. */
  readonly figure: (figures: Figures) => number | null;
}

export interface Verdict {
  readonly work: string;
  readonly text: string;
  readonly bound: Goal['bound'];
  readonly goal: number;
  readonly figure: number | null;
  readonly reached: boolean | null;
  /** How far from the goal, as a share of it; 0 when reached. */
  readonly shortBy: number | null;
}

type Base = 'ofRaw' | 'ofRawbatch';

const share =
  (work: string, variant: VariantId, of: Base) =>
  ({ works }: Figures): number | null =>
    works.find(({ work: id }) => id === work)?.rows.find((row) => row.variant === variant)?.[of]?.median ?? null;

const ofBestPeer =
  (work: string, variant: VariantId) =>
  (figures: Figures): number | null => {
    const own = share(work, variant, 'ofRaw')(figures);
    const peers = (['ioredis', 'ioredis autopipelining'] as const).map(
      (peer) => share(work, peer, 'ofRaw')(figures) ?? 0,
    );
    const best = Math.max(...peers);
    return own === null || best === 0 ? null : own / best;
  };

/** Twice the bytes may take twice the time, and some noise; quadratic would be 4. */
const LINEAR = 2.3;

/** Linear is 1: a line costs the same among many as among few. Quadratic would be 4. */
const STEADY = 1.2;

/** Of the storm with the most lines. */
const storm =
  (figure: (row: StormRow) => number) =>
  ({ supervisor }: Figures): number | null => {
    const row = supervisor?.storms.at(-1);
    return row === undefined ? null : figure(row);
  };

const unread = ({ stream }: Figures): number | null =>
  stream?.find(({ reader }) => reader === 'nobody')?.ofCompiledOut.median ?? null;

/** What near zero means here: less than rounds differ by. */
const NEAR_ZERO = 1.05;

export const goals: readonly Goal[] = [
  { work: 'a', text: 'promises, of raw', bound: 'at least', goal: 0.95, figure: share('a', 'holdfast promises', 'ofRaw') },
  { work: 'b', text: 'callbacks, of raw', bound: 'at least', goal: 4, figure: share('b', 'holdfast callbacks', 'ofRaw') },
  { work: 'b', text: 'callbacks, of rawbatch', bound: 'at least', goal: 0.85, figure: share('b', 'holdfast callbacks', 'ofRawbatch') },
  { work: 'b', text: 'promises, of rawbatch', bound: 'at least', goal: 0.8, figure: share('b', 'holdfast promises', 'ofRawbatch') },
  { work: 'b', text: 'callbacks, of the best peer', bound: 'at least', goal: 3.5, figure: ofBestPeer('b', 'holdfast callbacks') },
  { work: 'c', text: 'callbacks, of raw', bound: 'at least', goal: 2.3, figure: share('c', 'holdfast callbacks', 'ofRaw') },
  { work: 'c', text: 'callbacks, of rawbatch', bound: 'at least', goal: 0.9, figure: share('c', 'holdfast callbacks', 'ofRawbatch') },
  { work: 'c', text: 'promises, of rawbatch', bound: 'at least', goal: 0.8, figure: share('c', 'holdfast promises', 'ofRawbatch') },
  { work: 'd', text: 'promises, of raw', bound: 'at least', goal: 0.95, figure: share('d', 'holdfast promises', 'ofRaw') },
  { work: 'supervisor', text: 'lines up a second, of raw', bound: 'at least', goal: 0.85, figure: storm(({ ofRaw }) => ofRaw.median) },
  { work: 'supervisor', text: 'event-loop delay while they come up, p99, ms', bound: 'at most', goal: 10, figure: storm(({ up }) => up.delayP99.median) },
  { work: 'supervisor', text: 'event-loop delay while they end, p99, ms', bound: 'at most', goal: 10, figure: storm(({ down }) => down.delayP99.median) },
  { work: 'supervisor', text: 'time a line, most lines to fewest', bound: 'at most', goal: STEADY, figure: ({ supervisor }) => supervisor?.growth.median ?? null },
  { work: 'supervisor', text: 'bytes a line beyond raw', bound: 'at most', goal: 1_024, figure: storm(({ bytes, rawBytes }) => bytes.median - rawBytes.median) },
  { work: 'supervisor', text: '% of a core, 1,000 heartbeats/s', bound: 'at most', goal: 3, figure: ({ supervisor }) => (supervisor === null ? null : supervisor.pulse.share * 100) },
  { work: 'stream', text: 'an exchange that nobody reads, of one that nobody could', bound: 'at most', goal: NEAR_ZERO, figure: unread },
  { work: 'audit', text: 'µs a record, level all', bound: 'at most', goal: 1, figure: ({ audit }) => audit?.all.median ?? null },
  { work: 'audit', text: 'µs a record, level lifecycle', bound: 'at most', goal: 1, figure: ({ audit }) => audit?.lifecycle.median ?? null },
  { work: 'inspector', text: 'ns a record, nobody at the page', bound: 'at most', goal: 1_000, figure: ({ inspector }) => inspector?.alone.median ?? null },
  { work: 'inspector', text: 'ns a record, one page', bound: 'at most', goal: 1_000, figure: ({ inspector }) => inspector?.shown.median ?? null },
  { work: 'chart', text: 'ns for a request and its reply', bound: 'at most', goal: 300, figure: ({ chart }) => chart?.compiledNs.median ?? null },
  { work: 'chart', text: 'times as fast as the interpreter', bound: 'at least', goal: 60, figure: ({ chart }) => chart?.timesFaster.median ?? null },
  { work: 'chart', text: 'bytes for a compiled actor', bound: 'at most', goal: 400, figure: ({ actorBytes }) => actorBytes?.compiled ?? null },
  { work: 'framing', text: 'million frames/s, 64 B', bound: 'at least', goal: 50, figure: ({ framing }) => framing?.smallMillions.median ?? null },
  { work: 'framing', text: 'GB/s, 1 KiB', bound: 'at least', goal: 10, figure: ({ framing }) => framing?.largeGigabytes.median ?? null },
  { work: 'framing', text: 'time of 2n bytes to n, byte by byte', bound: 'at most', goal: LINEAR, figure: ({ framing }) => framing?.doubling.median ?? null },
]; // prettier-ignore

export const judge = ({ work, text, bound, goal, figure }: Goal, figures: Figures): Verdict => {
  const value = figure(figures);
  if (value === null) return { work, text, bound, goal, figure: null, reached: null, shortBy: null };
  const reached = bound === 'at least' ? value >= goal : value <= goal;
  return { work, text, bound, goal, figure: value, reached, shortBy: reached ? 0 : Math.abs(value - goal) / goal };
};
