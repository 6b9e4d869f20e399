/** The dials of an outage in words, the long list cut short. */
import { dialFailure, lasting, lossReason, timeOf } from './why-words.ts';
import type { Allowed, Attempt, Between, Outage } from './why-story.ts';

export function attemptLines({ dials, allowed, firstAttempts, lastAttempts, between }: Outage): readonly string[] {
  const numbered = (attempt: Attempt, number: number): string =>
    `${String(number)}. ${dialWords(attempt)} ${outcome(attempt, allowed)}`;
  return [
    ...firstAttempts.map((attempt, i) => numbered(attempt, i + 1)),
    ...(between === null ? [] : [betweenWords(between)]),
    ...lastAttempts.map((attempt, i) => numbered(attempt, dials - lastAttempts.length + i + 1)),
  ];
}

function betweenWords({ dials, waits }: Between): string {
  const more = `… ${String(dials)} more`;
  if (waits === null) return `${more} …`;
  const shortest = lasting(waits.shortest);
  const longest = lasting(waits.longest);
  return `${more}, waits ${shortest === longest ? `of ${shortest}` : `from ${shortest} to ${longest}`} …`;
}

const dialWords = ({ at, waited, target }: Attempt): string =>
  `${timeOf(at)}, after ${lasting(waited)}${target === 0 ? '' : `, address ${String(target + 1)}`}:`;

/** A dial that takes less is as quick as any, ms. */
const SLOW = 100;

function outcome({ at, how, took, lost }: Attempt, allowed: Allowed | null): string {
  if (how === null) return 'not settled yet';
  if (how !== 'up') return `${dialFailure(how, allowed)}${took < 1 ? '' : `, ${lasting(took)} later`}`;
  const slowly = took < SLOW ? '' : ` in ${lasting(took)}`;
  if (lost === null) return `the line was up${slowly}`;
  return `accepted${slowly}, and ${lossWords(lost, at + took, allowed)}`;
}

const silent: ReadonlySet<string> = new Set(['after:probeTimeout', 'after:silence']);

function lossWords({ at, how }: NonNullable<Attempt['lost']>, upSince: number, allowed: Allowed | null): string {
  if (silent.has(how.event)) return `the peer stayed silent until ${timeOf(at)}`;
  const after = at - upSince;
  return `${after < 1 ? 'at once' : `${lasting(after)} later`} ${lossReason(how, allowed)}`;
}
