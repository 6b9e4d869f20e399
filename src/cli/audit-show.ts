/** `holdfast audit show`. */
import { jsonOf } from '../audit/json.ts';
import { readLog } from '../audit/reader.ts';
import type { Shown } from '../audit/show.ts';
import { Selection } from '../audit/show.ts';
import type { Arguments } from './arguments.ts';
import { readArguments } from './arguments.ts';
import { AuditLines } from './audit-lines.ts';
import { after, before, isTimeOfDay, readTime } from './audit-time.ts';
import { oneLine } from './cells.ts';
import { UsageError } from './command.ts';
import type { ExitStatus } from './command.ts';
import { painted, paintFor } from './paint.ts';
import type { World } from './world.ts';

const flags = {
  link: 'text',
  connection: 'text',
  chart: 'text',
  from: 'text',
  to: 'text',
  state: 'text',
  event: 'text',
  cause: 'text',
  last: 'text',
  json: 'switch',
} as const;

const MOST_LAST = 100_000;

/** When a log was written last, as far as its lines tell; 0 for one that tells nothing. */
export async function endOf(log: string): Promise<number> {
  let end = 0;
  for await (const some of readLog(log))
    for (const { entry } of some) if (entry !== null && 'at' in entry && entry.at > end) end = entry.at;
  return end;
}

export async function auditShow(args: readonly string[], world: World): Promise<ExitStatus> {
  const given = readArguments(args, flags, 1);
  const [log] = given.rest;
  if (log === undefined) throw new UsageError('a log is missing: expected audit show <log>');
  const last = lastOf(given);
  const { from, to } = await timesOf(given, log);
  const [link, connection, chart] = [given.text('link'), given.text('connection'), given.text('chart')];
  const [state, event, cause] = [given.text('state'), given.text('event'), given.text('cause')];
  const selection = new Selection({ link, connection, chart, from, to, state, event, cause });
  const text = given.has('json') ? asJson : asLines(world);

  const held: Shown[] = [];
  let shown = 0;
  let problems = 0;
  let ended = false;
  const forget = world.onEnd(() => (ended = true));
  for await (const some of readLog(log)) {
    let out = '';
    for (const { entry, file, line, problem } of some) {
      if (entry === null) {
        problems += 1;
        world.stderr.write(`audit-unreadable: ${oneLine(file)}, line ${String(line)}: ${oneLine(problem)}\n`);
        continue;
      }
      const one = selection.take(entry);
      if (one === null) continue;
      shown += 1;
      if (last === null) out += text(one);
      else if (held.push(one) > 2 * last) held.splice(0, held.length - last);
    }
    if (out !== '') world.stdout.write(out);
    if (ended || problems > MOST_PROBLEMS) break;
  }
  forget();
  if (last !== null) world.stdout.write(held.slice(-last).map(text).join(''));
  if (shown === 0 && !ended) world.stderr.write(`none: nothing in ${oneLine(log)} fits; ask for less\n`);
  return shown === 0 ? 1 : 0;
}

/** A file with more broken lines than that is no log. */
const MOST_PROBLEMS = 100;

const asJson = ({ entry }: Shown): string => `${jsonOf(entry) ?? 'null'}\n`;

function asLines(world: World): (shown: Shown) => string {
  const printer = new AuditLines();
  const paint = paintFor(world.stdout, world.env);
  return (shown) =>
    printer
      .lines(shown)
      .map((spans) => `${painted(spans, paint).trimEnd()}\n`)
      .join('');
}

function lastOf(given: Arguments): number | null {
  const text = given.text('last');
  if (text === undefined) return null;
  const last = Number(text);
  if (!/^\d+$/.test(text) || last < 1 || last > MOST_LAST)
    throw new UsageError(`--last: found '${text}', expected a number from 1 to ${String(MOST_LAST)}`);
  return last;
}

async function timesOf(given: Arguments, log: string): Promise<{ from?: number; to?: number }> {
  const [begin, stop] = [given.text('from'), given.text('to')];
  const end = isTimeOfDay(begin) || isTimeOfDay(stop) ? await endOf(log) : 0;
  const from = begin === undefined ? undefined : readTime('from', begin, before(end), end);
  const close = from === undefined ? before(end) : after(from);
  const to = stop === undefined ? undefined : readTime('to', stop, close, from ?? end);
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}
