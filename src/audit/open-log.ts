/** A log taken over: locked, recovered, and with its next segment begun. */
import { randomUUID } from 'node:crypto';
import type { AuditOptions } from '../contract/options/audit.ts';
import { cannotOpen } from './failures.ts';
import { archive, configHash } from './header.ts';
import type { AuditedChart, RunFacts } from './header.ts';
import { Lock } from './lock.ts';
import type { Parts } from './parts.ts';
import { recover } from './recovery.ts';
import type { SegmentFile } from './segment-file.ts';
import { Segments, numbersOf } from './segments.ts';

export interface LogFacts {
  readonly charts: Readonly<Record<string, AuditedChart>>;
  readonly config: unknown;
  readonly holdfast: string;
  readonly origin: number;
  readonly clock: { readonly wall: () => number };
}

export interface Log {
  readonly first: SegmentFile;
  /** @throws HoldfastError `audit-locked`; what the file system says */
  next(seq: number): SegmentFile;
  release(): void;
}

/** @throws HoldfastError `audit-locked`, `audit-failed` */
export function openLog(options: AuditOptions, facts: LogFacts, { files, processes }: Parts): Log {
  const { file: log, level, fsync } = options;
  const { origin, holdfast, clock } = facts;
  const wall = (): number => clock.wall();
  const lock = new Lock(log, files, processes);
  try {
    lock.take();
  } catch (error) {
    throw cannotOpen(log, error);
  }
  try {
    const run: RunFacts = {
      run: randomUUID(),
      origin,
      level,
      config: configHash(facts.config),
      holdfast,
      charts: archive(facts.charts),
    };
    const ending = recover(log, numbersOf(log, files), files, wall);
    const segments = new Segments(log, files, run, wall, fsync, ending);
    return {
      first: segments.begin(1),
      next: (seq) => {
        lock.keep();
        return segments.begin(seq);
      },
      release: () => lock.release(),
    };
  } catch (error) {
    lock.release();
    throw cannotOpen(log, error);
  }
}
