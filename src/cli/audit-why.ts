/** `holdfast audit why`. */
import { readLog } from '../audit/reader.ts';
import { jsonOf } from '../audit/json.ts';
import type { ListenerStory, SessionStory } from '../story/why-session-story.ts';
import { ListenerTeller } from '../story/why-listener.ts';
import { listenerText } from '../story/why-listener-text.ts';
import { SessionTeller } from '../story/why-session.ts';
import { sessionText } from '../story/why-session-text.ts';
import type { SimplexStory } from '../story/why-simplex-story.ts';
import type { Story } from '../story/why-story.ts';
import { SimplexTeller } from '../story/why-simplex.ts';
import { simplexText } from '../story/why-simplex-text.ts';
import { Storyteller } from '../story/why.ts';
import { storyText } from '../story/why-text.ts';
import { readArguments } from './arguments.ts';
import { endOf } from './audit-show.ts';
import { before, isTimeOfDay, readTime } from './audit-time.ts';
import { oneLine } from './cells.ts';
import { UsageError } from './command.ts';
import type { ExitStatus } from './command.ts';
import type { World } from './world.ts';

/** Names of links told when the one that was asked for is not in the log. */
const MOST_NAMES = 20;

export async function auditWhy(args: readonly string[], world: World): Promise<ExitStatus> {
  const given = readArguments(args, { at: 'text', json: 'switch' }, 2);
  const [log, link] = given.rest;
  if (log === undefined || link === undefined) throw new UsageError('expected audit why <log> <name>');
  const text = given.text('at');
  const end = isTimeOfDay(text) ? await endOf(log) : 0;
  const at = text === undefined ? undefined : readTime('at', text, before(end), end);

  const teller = new Storyteller(link, at === undefined ? {} : { at });
  const ofSession = new SessionTeller(link, at);
  const ofListener = new ListenerTeller(link, at);
  const ofPair = new SimplexTeller(link, at);
  const tellers = [teller, ofSession, ofListener, ofPair];
  const others = new Set<string>();
  let broken = 0;
  for await (const some of readLog(log))
    for (const { entry } of some) {
      if (entry === null) broken += 1;
      else if (entry.type === 'segment') for (const one of tellers) one.run(entry.run);
      else if (entry.type === 'record' || entry.type === 'summary' || entry.type === 'gap') {
        for (const one of tellers) one.take(entry);
        if (entry.type === 'record' && entry.link !== '' && others.size < MOST_NAMES) others.add(entry.link);
      }
    }
  const listener = ofListener.story();
  const session = ofSession.story();
  const story = teller.story();
  if (broken > 0)
    world.stderr.write(`audit-unreadable: ${String(broken)} lines are none of a log; see holdfast audit verify\n`);
  if (story.seen === null && session.seen === null) {
    const names = others.size === 0 ? 'it tells of none' : `it tells of ${Array.from(others, oneLine).join(', ')}`;
    world.stderr.write(`none: the log knows no link, listener or session '${oneLine(link)}'; ${names}\n`);
    return 1;
  }
  const [told, words] = chosen(ofPair.story(), listener, session, story);
  world.stdout.write(given.has('json') ? `${jsonOf(told) ?? 'null'}\n` : words);
  return 0;
}

/** A simplex line's legs may listen, and have sessions: what is asked for is the line. */
function chosen(
  pair: SimplexStory | null,
  listener: ListenerStory | null,
  session: SessionStory,
  story: Story,
): readonly [told: object, words: string] {
  if (pair !== null) return [pair, simplexText(pair)];
  if (listener !== null) return [listener, listenerText(listener)];
  return session.seen === null ? [story, storyText(story)] : [session, sessionText(session)];
}
