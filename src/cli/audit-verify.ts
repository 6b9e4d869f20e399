/** `holdfast audit verify`. */
import type { Verification } from '../audit/verify.ts';
import { verify } from '../audit/verify.ts';
import { printable } from '../contract/printable.ts';
import { HoldfastError } from '../contract/errors.ts';
import { readArguments } from './arguments.ts';
import { UsageError } from './command.ts';
import type { ExitStatus } from './command.ts';
import type { World } from './world.ts';

/** From so many bytes on a terminal is told how far it is. */
const LONG = 32 * 1024 * 1024;

const counted = (n: number, what: string): string => `${n.toLocaleString('en-GB')} ${what}${n === 1 ? '' : 's'}`;

const LEFT_OPEN = 'no closing record: at most one flush (512 records or 100 ms) may be missing, nobody can prove which';

/** What was found, in a line: its answer first. */
export function verificationLine(found: Verification): string {
  const { answer, broken, notReplayed, records, summed, missing, skipped, runs, files, tail } = found;
  if (broken !== null) {
    const where = broken.line === 0 ? broken.file : `${broken.file}, line ${String(broken.line)}`;
    const run = runs > 1 ? ` of run ${String(broken.run)}` : '';
    return printable(`broken at record ${String(broken.record)}${run}: ${where}: ${broken.reason}`);
  }
  const events = summed === 0 ? '' : ` and ${counted(summed, 'event')} summed up`;
  const what = `${counted(records, 'record')}${events}, ${counted(runs, 'run')}, ${counted(files, 'file')}`;
  if (notReplayed !== null)
    return printable(`not-replayed: the chain is whole (${what}), replay not possible: ${notReplayed}`);
  const gaps = missing === 0 ? '' : `; ${counted(missing, 'record')} missing in gaps that the log tells of`;
  const blind =
    skipped === 0 ? '' : `; ${counted(skipped, 'entry')} behind them not replayed`.replace('entrys', 'entries');
  const told = `${what}, replayed to the same states${gaps}${blind}`;
  if (answer === 'complete') return `complete: ${told}`;
  const torn = tail.bytes === 0 ? '' : `, ${counted(tail.bytes, 'byte')} of a torn line`;
  const loose = tail.entries === 0 ? torn : `, ${counted(tail.entries, 'line')} behind the last checkpoint${torn}`;
  return `open: ${told}${loose}`;
}

/** Whether a log with this answer is as it should be. */
export const isWhole = ({ broken, notReplayed }: Verification): boolean => broken === null && notReplayed === null;

export async function auditVerify(args: readonly string[], world: World): Promise<ExitStatus> {
  const given = readArguments(args, { head: 'text', json: 'switch' }, 1);
  const [log] = given.rest;
  if (log === undefined) throw new UsageError('a log is missing: expected audit verify <log>');
  const head = given.text('head');
  const found = await verified(log, head, world);
  if (given.has('json')) world.stdout.write(`${JSON.stringify(found)}\n`);
  else if (isWhole(found)) world.stdout.write(answerText(found));
  else world.stderr.write(`${verificationLine(found)}; ${advice(found)}\n`);
  return isWhole(found) ? 0 : 1;
}

const answerText = (found: Verification): string =>
  `${verificationLine(found)}\n${found.answer === 'open' ? `      ${LEFT_OPEN}\n` : ''}head ${found.head}\n`;

const advice = ({ broken }: Verification): string =>
  broken === null
    ? 'replay it with the version of holdfast that wrote it'
    : 'keep the log as it is, and compare it with another copy of it';

async function verified(log: string, head: string | undefined, world: World): Promise<Verification> {
  let shown = '';
  const progress = (read: number, of: number): void => {
    if (world.stderr.isTTY !== true || of < LONG) return;
    const text = `\rverifying: ${String(Math.floor((100 * read) / of))} %`;
    if (text !== shown) world.stderr.write(text);
    shown = text;
  };
  try {
    return await verify(log, { progress, ...(head === undefined ? {} : { head }) });
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'option-invalid') throw new UsageError(`--${error.message}`);
    throw error;
  } finally {
    if (shown !== '') world.stderr.write('\r\u001B[K');
  }
}
