/** A session's story in plain sentences, for a terminal. */
import { printable } from '../contract/printable.ts';
import { asText, counted } from './paragraphs.ts';
import type { Paragraph } from './paragraphs.ts';
import { endReason } from './why-ends.ts';
import type { SessionStory } from './why-session-story.ts';
import { lasting, spanOf, timeOf } from './why-words.ts';

export function sessionText(story: SessionStory): string {
  const name = printable(story.session);
  if (story.seen === null) return `Nothing is known of a session '${name}'.\n`;
  return asText([
    [0, headline(story, name, story.seen)],
    ...(story.remote === null || story.remote === ''
      ? []
      : [[2, `It had called from ${printable(story.remote)}.`] as const]),
    ...end(story),
    ...work(story),
    ...(story.times > 1
      ? [[0, `The record has ${String(story.times)} sessions of this name; --at TIME tells another.`] as const]
      : []),
  ]);
}

function headline({ since, left, gone, cut }: SessionStory, name: string, seen: { from: number; to: number }): string {
  if (since === null) {
    const over = left?.at ?? gone ?? seen.to;
    const was = left === null && !cut ? 'is logging on since' : 'was never on line: it was there for';
    if (left === null && !cut) return `${name} ${was} ${spanOf(seen.from, over).split(' to ', 1)[0] ?? ''}.`;
    return `${name} ${was} ${lasting(over - seen.from)}, from ${spanOf(seen.from, over)}.`;
  }
  const until = left?.at ?? seen.to;
  const span = `${lasting(until - since)}, from ${spanOf(since, until)}`;
  if (left !== null) return `${name} was on line for ${span}.`;
  if (cut) return `${name} was on line for at least ${span}.`;
  return `${name} is on line, as far as the record tells, for ${span}.`;
}

function end({ left, gone, allowed, cut }: SessionStory): readonly Paragraph[] {
  if (cut) return [[2, 'Its process ended without a word about it, and the session with it.']];
  if (left === null) return [];
  const went: Paragraph = [2, `It ended because ${endReason(left.how, allowed)}.`];
  if (gone === null) return [went, [2, 'Its socket is not given up yet.']];
  if (gone - left.at < 1) return [went];
  return [went, [2, `Its socket was given up at ${timeOf(gone)}, ${lasting(gone - left.at)} later.`]];
}

function work({ since, left, answered, replies, lastHeard, owed, pending }: SessionStory): readonly Paragraph[] {
  if (since === null) return [];
  const paragraphs: Paragraph[] = [
    [
      2,
      `In that time ${counted(answered, 'request')} of the client’s ${answered === 1 ? 'was' : 'were'} answered, and it answered ${String(replies)} of ours.`,
    ],
  ];
  if (left === null) return paragraphs;
  if (lastHeard !== null && lastHeard < left.at)
    paragraphs.push([2, `The client was heard last at ${timeOf(lastHeard)}, ${lasting(left.at - lastHeard)} before.`]);
  if (owed > 0) paragraphs.push([2, `${counted(owed, 'request')} of the client’s went without an answer.`]);
  if (pending > 0)
    paragraphs.push([
      2,
      `${counted(pending, 'request')} of ours in flight ended 'unknown': the client may have acted on ${pending === 1 ? 'it' : 'them'}.`,
    ]);
  return paragraphs;
}
