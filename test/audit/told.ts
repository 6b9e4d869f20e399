/** Two logs of one outage of a real link, and what is made of them. */
import type { Verification } from '../../src/audit/verify.ts';
import { verify } from '../../src/audit/verify.ts';
import { outage } from './happened.ts';
import type { Draft } from './writing.ts';
import { Keeps, save } from './writing.ts';

/** At both levels. */
export const told = { all: new Keeps('all'), lifecycle: new Keeps('lifecycle') };
await outage(told.all);
await outage(told.lifecycle);

export type RecordDraft = Extract<Draft, { type: 'record' }>;
export type SummaryDraft = Extract<Draft, { type: 'summary' }>;

/** A link begins: a short log that has everything. */
export const few = (): readonly Draft[] => told.all.entries.slice(0, 6);
export const closed = (entries: readonly Draft[], seq = entries.length): readonly Draft[] => [
  ...entries,
  { type: 'close', at: 1, seq },
];
export const turn: Draft = { type: 'turn', at: 0, why: 'size', cut: 0 };

export const seqOf = (entry: Draft | undefined): number => (entry?.type === 'record' ? entry.seq : 0);

export const linesOf = (text: string): string[] => text.match(/.*\n/g) ?? [];

export const verified = (texts: readonly (string | Uint8Array)[], head?: string): Promise<Verification> =>
  verify(save(texts), head === undefined ? {} : { head });
