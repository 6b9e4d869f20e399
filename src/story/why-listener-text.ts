/** A listener's story in plain sentences, for a terminal. */
import { printable } from '../contract/printable.ts';
import { asText, counted } from './paragraphs.ts';
import type { Paragraph } from './paragraphs.ts';
import { endReason } from './why-ends.ts';
import type { Absence, Binding, ListenerStory } from './why-session-story.ts';
import type { How } from './why-story.ts';
import { dayOf, lasting, lossWords, spanOf, timeOf, times } from './why-words.ts';

export function listenerText(story: ListenerStory): string {
  const { listener, absence } = story;
  const name = printable(listener);
  return asText([
    ...(absence === null ? untroubled(story, name) : troubled(absence, name)),
    ...state(story),
    ...sessions(story),
    ...(story.absences > 1
      ? [[0, `The record has ${String(story.absences)} such times; --at TIME tells another.`] as const]
      : []),
  ]);
}

const untroubled = ({ seen }: ListenerStory, name: string): readonly Paragraph[] => [
  [0, `${name} never failed to listen in what is recorded, from ${seen === null ? '' : spanOf(seen.from, seen.to)}.`],
];

function troubled(absence: Absence, name: string): readonly Paragraph[] {
  const { began, until, upSince, how, ended, attempts, rebind } = absence;
  const span = `for ${lasting(until - began)}, from ${spanOf(began, until)}`;
  const what = upSince === null ? 'could not listen' : 'was not listening';
  const paragraphs: Paragraph[] = [
    [0, `${name} ${what} ${span}${ended === null ? ', the end of the record' : ''}.`],
    [2, `It ${upSince === null ? 'failed' : 'lost its place'} because ${bindReason(how)}.`],
  ];
  if (upSince !== null) paragraphs.push([2, `It had listened for ${lasting(began - upSince)}.`]);
  if (rebind !== null)
    paragraphs.push([
      2,
      `The policy: bind again without end; wait ${lasting(rebind.first)} first, then ${String(rebind.factor)} times as long each time, ${lasting(rebind.max)} at most.`,
    ]);
  paragraphs.push([2, attempts === 0 ? 'It was not bound again.' : `It was bound again ${times(attempts)}:`]);
  for (const line of attemptLines(absence)) paragraphs.push([4, line]);
  paragraphs.push([2, ending(absence)]);
  return paragraphs;
}

const isSame = (how: How, first: How): boolean =>
  how.event === first.event && how.reason === first.reason && how.detail === first.detail;

function bindingWords(how: Binding['how'], first: How): string {
  if (how === null) return 'not settled yet';
  if (how === 'listening') return 'it listens';
  return isSame(how, first) ? 'the same' : bindReason(how);
}

const attemptLine = ({ at, waited, how }: Binding, number: number, first: How): string =>
  `${String(number)}. ${timeOf(at)}, after ${lasting(waited)}: ${bindingWords(how, first)}`;

function attemptLines({ how, attempts, firstAttempts, lastAttempts }: Absence): readonly string[] {
  const between = attempts - firstAttempts.length - lastAttempts.length;
  return [
    ...firstAttempts.map((attempt, i) => attemptLine(attempt, i + 1, how)),
    ...(between > 0 ? [`… ${String(between)} more …`] : []),
    ...lastAttempts.map((attempt, i) => attemptLine(attempt, attempts - lastAttempts.length + i + 1, how)),
  ];
}

function bindReason(how: How): string {
  switch (how.event) {
    case 'unbound':
      return lossWords(how);
    case 'after:bindTimeout':
      return 'binding took too long';
    case 'crash':
      return `its own actor crashed${how.detail === null ? '' : `: ${printable(how.detail)}`}`;
    default:
      return printable(how.event);
  }
}

const byRequest: ReadonlyMap<string, string> = new Map([
  ['close', 'it was asked to stop'],
  ['halt', 'it was asked to stop'],
  ['stopped', 'it was asked to stop'],
  ['destroy', 'it was destroyed'],
  ['destroyed', 'it was destroyed'],
]);

function ending({ ended, until, began }: Absence): string {
  if (ended === null) return 'It was still so when the record ends.';
  if (ended === 'listening') return `It listened at ${timeOf(until)}, ${lasting(until - began)} after it failed.`;
  return `It did not listen again: at ${timeOf(until)} ${byRequest.get(ended) ?? `it ended: ${printable(ended)}`}.`;
}

function state({ listening, seen }: ListenerStory): readonly Paragraph[] {
  if (listening === null) return [[2, 'At the end it does not listen.']];
  const { address, since } = listening;
  const day = seen !== null && dayOf(since) === dayOf(seen.to) ? '' : `${dayOf(since)} `;
  return [[2, `It listens at ${printable(address)} since ${day}${timeOf(since)}.`]];
}

function sessions(story: ListenerStory): readonly Paragraph[] {
  const { came, most, present, cut, refused, missed, ends, allowed, missing } = story;
  const paragraphs: Paragraph[] = [
    [
      2,
      `${counted(came, 'session')} came, ${String(most)} at once at most; ${String(present)} ${present === 1 ? 'is' : 'are'} there at the end.`,
    ],
  ];
  const over = ends.reduce((sum, { times: n }) => sum + n, 0);
  if (over > 0) paragraphs.push([2, `${String(over)} ended:`]);
  for (const { how, times: n, last } of ends)
    paragraphs.push([
      4,
      `- ${String(n)} because ${endReason(how, allowed)}; ${n === 1 ? '' : 'last '}${printable(last.session)} at ${timeOf(last.at)}`,
    ]);
  if (cut > 0) paragraphs.push([2, `${counted(cut, 'session')} ended with the process, without a word.`]);
  if (refused > 0)
    paragraphs.push([
      2,
      `${counted(refused, 'caller')} ${refused === 1 ? 'was' : 'were'} turned away for want of a place.`,
    ]);
  if (missed > 0) paragraphs.push([2, `${counted(missed, 'caller')} could not be taken in by the system.`]);
  if (missing > 0) paragraphs.push([2, `${counted(missing, 'record')} are missing: what they held is not told here.`]);
  return paragraphs;
}
