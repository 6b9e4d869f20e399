/** One outage as it grows, in bounded memory however long it is. */
import type { TransitionRecord } from '../contract/record.ts';
import type { Verdict } from '../contract/verdict.ts';
import { howOf } from './why-facts.ts';
import type { KnownLine } from './why-line.ts';
import type { Attempt, Between, Growing, Outage } from './why-story.ts';

/** What a person reads of a long list; those between are only counted. */
const ATTEMPTS_KEPT = 3;
const VERDICTS_KEPT = 2;

/** @param record with which the line is lost, and which it has not yet read */
export function beginning(line: KnownLine, record: TransitionRecord): Growing<Outage> {
  const { upSince, lastExchange, heard, lastHeard, allowed, attempts } = line;
  const { connection, at } = record;
  return {
    connection,
    began: at,
    bareFrom: null,
    upSince,
    lastExchange,
    heard,
    lastHeard,
    pending: 0,
    how: howOf(record),
    allowed,
    attemptsBefore: attempts,
    verdict: null,
    verdicts: [],
    verdictsBetween: 0,
    dials: 0,
    firstAttempts: [],
    lastAttempts: [],
    between: null,
    ended: null,
    until: at,
    proof: null,
    silentUntil: null,
    gaps: [],
  };
}

/** @returns the dial, whose outcome is not yet known */
export function dialled(outage: Growing<Outage>, at: number, waited: number, target: number): Growing<Attempt> {
  const dial: Growing<Attempt> = { at, waited, target, how: null, took: 0, lost: null };
  const { firstAttempts, lastAttempts } = outage;
  outage.dials += 1;
  if (firstAttempts.length < ATTEMPTS_KEPT) firstAttempts.push(dial);
  else if (lastAttempts.push(dial) > ATTEMPTS_KEPT) {
    const shifted = lastAttempts.shift();
    if (shifted !== undefined) outage.between = counted(outage.between, shifted);
  }
  return dial;
}

function counted(between: Between | null, { waited, target }: Attempt): Between {
  const { dials, waits } = between ?? { dials: 0, waits: null };
  if (target > 0) return { dials: dials + 1, waits };
  const { shortest, longest } = waits ?? { shortest: waited, longest: waited };
  return { dials: dials + 1, waits: { shortest: Math.min(shortest, waited), longest: Math.max(longest, waited) } };
}

export function judged(outage: Growing<Outage>, at: number, verdict: Verdict): void {
  const { kind } = verdict;
  const { verdict: before, verdicts } = outage;
  if (before !== null && kind === 'not-known') return;
  outage.verdict = verdict;
  if (before?.kind === kind) return;
  if (before?.kind === 'not-known') verdicts.length = 0;
  if (verdicts.push({ at, kind }) <= 2 * VERDICTS_KEPT) return;
  verdicts.splice(VERDICTS_KEPT, 1);
  outage.verdictsBetween += 1;
}
