/** `holdfast audit why`. */
import { readLog } from '../audit/reader.ts';
import { jsonOf } from '../audit/json.ts';
import { Teller } from '../story/tell.ts';
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

  const teller = new Teller(link, at);
  const others = new Set<string>();
  let broken = 0;
  for await (const some of readLog(log))
    for (const { entry } of some) {
      if (entry === null) broken += 1;
      else if (entry.type === 'segment') teller.run(entry.run);
      else if (entry.type === 'record' || entry.type === 'summary' || entry.type === 'gap') {
        teller.take(entry);
        if (entry.type === 'record' && entry.link !== '' && others.size < MOST_NAMES) others.add(entry.link);
      }
    }
  const told = teller.told();
  if (broken > 0)
    world.stderr.write(`audit-unreadable: ${String(broken)} lines are none of a log; see holdfast audit verify\n`);
  if (told === null) {
    const names = others.size === 0 ? 'it tells of none' : `it tells of ${Array.from(others, oneLine).join(', ')}`;
    world.stderr.write(`none: the log knows no link, listener or session '${oneLine(link)}'; ${names}\n`);
    return 1;
  }
  world.stdout.write(given.has('json') ? `${jsonOf(told.story) ?? 'null'}\n` : told.text);
  return 0;
}
