/** A story in plain sentences, for a terminal. All text of others is made printable. */
import { printable } from '../contract/printable.ts';
import { verdictKinds } from '../contract/verdict.ts';
import { asText, counted } from './paragraphs.ts';
import type { Paragraph } from './paragraphs.ts';
import { attemptLines } from './why-attempts.ts';
import { dayOf, dialFailure, lasting, lossReason, timeOf, times } from './why-words.ts';
import type { Allowed, Outage, Proof, Story } from './why-story.ts';

export function storyText(story: Story): string {
  const { link, outage, outages, seen } = story;
  const name = printable(link);
  if (seen === null) return `Nothing is known of a link '${name}'.\n`;
  const paragraphs = outage === null ? untroubled(story, name) : [...told(outage, name), ...others(outage, outages)];
  return asText(paragraphs);
}

function untroubled({ seen, up, replies }: Story, name: string): readonly Paragraph[] {
  const span = seen === null ? '' : `from ${dayOf(seen.from)} ${timeOf(seen.from)} to ${timeOf(seen.to)}`;
  const exchanges =
    replies === 0
      ? 'no exchange was answered'
      : `${counted(replies, 'exchange')} ${replies === 1 ? 'was' : 'were'} answered`;
  return [
    [0, `${name} was never down against its will in what is recorded, ${span}.`],
    [2, `In that time ${exchanges}; at the end it ${up ? 'is up' : 'is not up'}.`],
  ];
}

function told(outage: Outage, name: string): readonly Paragraph[] {
  return [
    [0, headline(outage, name)],
    ...before(outage),
    ...purpose(outage),
    ...verdict(outage),
    ...after(outage),
    ...end(outage),
    ...gaps(outage),
  ];
}

function headline({ began, bareFrom, until, ended, upSince }: Outage, name: string): string {
  const day = dayOf(began);
  const last = dayOf(until) === day ? timeOf(until) : `${dayOf(until)} ${timeOf(until)}`;
  const what = bareFrom !== began ? 'lacked a connection' : upSince === null ? 'could not be had' : 'was down';
  const span = `for ${lasting(until - began)}, from ${day} ${timeOf(began)}`;
  const others =
    bareFrom === began
      ? ''
      : bareFrom === null
        ? '; another was up all the while'
        : `; from ${timeOf(bareFrom)} no other was up`;
  if (ended === null) return `${name} ${what} ${span} to the end of the record, ${last}${others}.`;
  return `${name} ${what} ${span} to ${last}${others}.`;
}

function before(outage: Outage): readonly Paragraph[] {
  const { began, upSince, lastExchange, heard, lastHeard, pending, how, allowed, connection } = outage;
  if (upSince === null)
    return [[2, `The first dial of ${printable(connection)} failed: ${dialFailure(how, allowed)}.`]];
  const paragraphs: Paragraph[] = [[2, `It went because ${lossReason(how, allowed)}.`]];
  const good =
    lastExchange === null
      ? 'and had seen no exchange answered'
      : `and its last exchange ended at ${timeOf(lastExchange)}, ${lasting(began - lastExchange)} before`;
  paragraphs.push([2, `It had been up for ${lasting(began - upSince)}, ${good}.`]);
  if (!heard) paragraphs.push([2, 'Nothing was heard from the peer in that time.']);
  else if (lastHeard !== null && lastHeard !== lastExchange)
    paragraphs.push([2, `The peer was heard last at ${timeOf(lastHeard)}, ${lasting(began - lastHeard)} before.`]);
  if (pending > 0)
    paragraphs.push([
      2,
      `${counted(pending, 'request')} in flight ended 'unknown': the peer may have acted on ${pending === 1 ? 'it' : 'them'}.`,
    ]);
  return paragraphs;
}

const purposes: Readonly<Record<string, string>> = {
  drop: 'its sockets were reset',
  'black-hole': 'nothing passed any more',
  delay: 'all that passed was late',
  refuse: 'its dials were refused',
};

function purpose({ onPurpose }: Outage): readonly Paragraph[] {
  if (onPurpose === undefined) return [];
  const { at, what } = onPurpose;
  const words = Object.hasOwn(purposes, what) ? purposes[what] : printable(what);
  return [[2, `It was disturbed on purpose, by a chaos control: from ${timeOf(at)} ${words ?? ''}.`]];
}

function verdict({ verdict: fallen, verdicts, verdictsBetween }: Outage): readonly Paragraph[] {
  if (fallen === null) return [];
  const { kind, evidence, unsure } = fallen;
  const words = Object.hasOwn(verdictKinds, kind) ? verdictKinds[kind] : 'not one that this version knows';
  const paragraphs: Paragraph[] = [[2, `Verdict: ${printable(kind)}: ${words}.`]];
  for (const one of evidence) paragraphs.push([4, `- ${printable(one)}`]);
  if (unsure !== undefined) paragraphs.push([4, `Not to be told apart: ${printable(unsure)}.`]);
  if (verdicts.length > 1) paragraphs.push([4, changes(verdicts, verdictsBetween)]);
  return paragraphs;
}

function changes(verdicts: Outage['verdicts'], between: number): string {
  const kinds = verdicts.map(({ at, kind }, i) => `${i === 0 ? 'First' : `from ${timeOf(at)}`} ${printable(kind)}`);
  if (between > 0) kinds.splice(kinds.length / 2, 0, `… ${counted(between, 'change')} more …`);
  return `${kinds.join(', ')}.`;
}

function after(outage: Outage): readonly Paragraph[] {
  const { dials, allowed, attemptsBefore } = outage;
  const paragraphs: Paragraph[] = allowed === null ? [] : [[2, policyWords(allowed)]];
  if (attemptsBefore > 0 && dials > 0)
    paragraphs.push([2, `The waits go on from attempt ${String(attemptsBefore)}: the line had not been good since.`]);
  paragraphs.push([2, dials === 0 ? 'It was not dialled again.' : `It was dialled ${times(dials)}:`]);
  for (const line of attemptLines(outage)) paragraphs.push([4, line]);
  return paragraphs;
}

function policyWords({ first, factor, max, jitter, attempts }: Allowed): string {
  if (attempts === 0) return 'The policy: it is not dialled again by itself.';
  const most = attempts === null ? 'without end' : `${times(attempts)} at most`;
  const spread = jitter === 0 ? '' : `, each ± ${String(Math.round(jitter * 100))} %`;
  return `The policy: redial ${most}; wait ${lasting(first)} first, then ${String(factor)} times as long each time, ${lasting(max)} at most${spread}.`;
}

const ends: Readonly<Record<string, string>> = {
  'gave-up': 'its attempts were used up, and nobody dials any more',
  rejected: 'the peer turned it away, and nobody dials any more',
  crashed: 'a function given to it threw more often than its budget allows',
  destroyed: 'it was destroyed',
  destroy: 'it was destroyed',
  stopped: 'it was asked to stop',
  close: 'it was asked to stop',
  drained: 'it was asked to stop',
};

/** Why nobody will dial any more, as the rest of a sentence that begins with a time. */
export const endWords = (ended: string): string =>
  (Object.hasOwn(ends, ended) ? ends[ended] : null) ?? printable(ended);

function end({ ended, until, began, proof, silentUntil }: Outage): readonly Paragraph[] {
  if (ended === null) return [[2, 'It was still down when the record ends.']];
  if (ended === 'back') {
    const how = proofWords(proof, silentUntil);
    return [[2, `It came back at ${timeOf(until)}, ${lasting(until - began)} after it went${how}.`]];
  }
  return [[2, `It did not come back: at ${timeOf(until)} ${endWords(ended)}.`]];
}

function proofWords(proof: Proof | null, silentUntil: number | null): string {
  switch (proof) {
    case 'heard':
      return silentUntil === null
        ? ''
        : `; the peer was still silent at ${timeOf(silentUntil)}, and answered after that`;
    case 'held':
      return ', and held; nothing had come from the peer by then';
    case 'closed':
      return ', and was closed in order before anything came from the peer';
    case null:
      return ', as far as the log tells: it ends before anything came from the peer';
  }
}

const gaps = ({ gaps: missing }: Outage): readonly Paragraph[] =>
  missing.map(({ first, last, reason }) => [
    2,
    `Records ${String(first)} to ${String(last)} of that time are missing (${printable(reason)}): what they held is not told here.`,
  ]);

const others = (_: Outage, outages: number): readonly Paragraph[] =>
  outages === 1 ? [] : [[0, `The record has ${String(outages)} such times; --at TIME tells another.`]];
