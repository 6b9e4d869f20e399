/** A simplex line's story in plain sentences, for a terminal. */
import { printable } from '../contract/printable.ts';
import { verdictKinds } from '../contract/verdict.ts';
import { asText, counted } from './paragraphs.ts';
import type { Paragraph } from './paragraphs.ts';
import { endReason } from './why-ends.ts';
import type { Broken, LegDown, SimplexStory } from './why-simplex-story.ts';
import { endWords } from './why-text.ts';
import { dayOf, dialFailure, lasting, lossReason, spanOf, timeOf, times } from './why-words.ts';

export function simplexText(story: SimplexStory): string {
  const { link, legs, seen, broken, times: all, whole } = story;
  const name = printable(link);
  if (broken === null)
    return asText([
      [
        0,
        `${name} was never other than whole against its will in what is recorded, from ${spanOf(seen.from, seen.to)}.`,
      ],
      [2, `At the end ${whole ? 'it is whole' : 'it is not whole'}.`],
    ]);
  const { first, last, between } = broken;
  return asText([
    [0, headline(broken, name, legs)],
    ...first.flatMap(leg),
    ...(between === 0
      ? []
      : [[2, `… ${counted(between, 'more loss')}${between === 1 ? '' : 'es'} of a leg …`] as const]),
    ...last.flatMap(leg),
    ...end(broken, legs),
    ...(all === 1 ? [] : [[0, `The record has ${String(all)} such times; --at TIME tells another.`] as const]),
  ]);
}

function headline(
  { began, until, ended, wholeSince, first }: Broken,
  name: string,
  legs: SimplexStory['legs'],
): string {
  const day = dayOf(began);
  const last = dayOf(until) === day ? timeOf(until) : `${dayOf(until)} ${timeOf(until)}`;
  const never = wholeSince === null && !first.some(({ wasUp }) => wasUp);
  const what = never ? 'could not be had' : legs === 'both' ? 'was not whole' : 'was down';
  const to = ended === null ? `the end of the record, ${last}` : last;
  const sent = legs === 'receive' ? '' : '; nothing was sent meanwhile';
  return `${name} ${what} for ${lasting(until - began)}, from ${day} ${timeOf(began)} to ${to}${sent}.`;
}

function leg(down: LegDown): readonly Paragraph[] {
  const { leg: which, called, at, wasUp, verdict, dials, until } = down;
  const name = `The ${which} leg`;
  const paragraphs: Paragraph[] = [
    [2, wasUp ? `${name} went at ${timeOf(at)} because ${went(down)}.` : notYet(down, name)],
  ];
  if (verdict !== null) {
    const words = Object.hasOwn(verdictKinds, verdict.kind)
      ? verdictKinds[verdict.kind]
      : 'not one that this version knows';
    paragraphs.push([4, `Verdict: ${printable(verdict.kind)}: ${words}.`]);
    for (const one of verdict.evidence) paragraphs.push([6, `- ${printable(one)}`]);
    if (verdict.unsure !== undefined) paragraphs.push([6, `Not to be told apart: ${printable(verdict.unsure)}.`]);
  }
  const dialled = dials === 0 ? 'It was not dialled' : `It was dialled ${times(dials)}`;
  if (until === null)
    paragraphs.push([
      4,
      called ? `Nobody ${wasUp ? 'called there any more' : 'has called there'}.` : `${dialled}, and not up again.`,
    ]);
  else if (called) paragraphs.push([4, `The peer called there at ${timeOf(until)}, ${lasting(until - at)} later.`]);
  else paragraphs.push([4, `${dialled}, and up at ${timeOf(until)}, ${lasting(until - at)} later.`]);
  return paragraphs;
}

function went({ how, called, allowed, clientAllowed }: LegDown): string {
  if (how === null) return 'of something that is not on record';
  return called ? endReason(how, clientAllowed) : lossReason(how, allowed);
}

function notYet({ called, how, allowed, clientAllowed }: LegDown, name: string): string {
  if (how === null) return called ? `${name} is called by the peer.` : `${name} was being dialled.`;
  return called
    ? `A caller at the ${name.slice(4)} was not let in because ${endReason(how, clientAllowed)}.`
    : `The first dial of the ${name.slice(4)} failed: ${dialFailure(how, allowed)}.`;
}

function end({ ended, until, began }: Broken, legs: SimplexStory['legs']): readonly Paragraph[] {
  const whole = legs === 'both' ? 'whole' : 'up';
  if (ended === null) return [[2, `It was still not ${whole} when the record ends.`]];
  if (ended === 'whole')
    return [[2, `It was ${whole} at ${timeOf(until)}, ${lasting(until - began)} after that began.`]];
  return [[2, `It was not ${whole} again: at ${timeOf(until)} ${endWords(ended)}.`]];
}
