/** `holdfast inspect`: the live page, on a log. */
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { segmentsOf } from '../audit/reader-segments.ts';
import type { LogPart } from '../history/index.ts';
import { LogSource } from '../history/index.ts';
import { takeAddress } from './address.ts';
import { durationOf, readArguments } from './arguments.ts';
import { oneLine } from './cells.ts';
import { UsageError } from './command.ts';
import type { Command, ExitStatus } from './command.ts';
import { failureLine } from './failure.ts';
import type { World } from './world.ts';

const ANY = { host: '127.0.0.1', port: 0 } as const;
/** Characters of the bar. */
const BAR = 30;
/** The longest that a plain timer takes, ms. */
const LONGEST = 2 ** 31 - 1;

export const inspectLog: Command = {
  name: 'inspect',
  summary: 'show any instant of an audit log in the live page, with no process behind it',
  usage: `holdfast inspect <log> [--at HOST:PORT] [--for 10s]

<log> is the first file; those that follow it (audit.2.ndjson, ...) are found beside it.
  --at HOST:PORT  serve the page there; default: any free port of 127.0.0.1
  --for TIME      end after this time; default: when interrupted

The log is read once, and shown while it is read. It is not verified: that is holdfast audit verify.
A page that is open takes a log as well: drop its files on it.
`,
  run: async (args, world) => {
    const { rest, at } = takeAddress(args, '--at', ANY);
    const given = readArguments(rest, { for: 'text' }, 1);
    const [log] = given.rest;
    if (log === undefined) throw new UsageError('a log is missing: expected inspect <log>');
    const within = durationOf(given, 'for');
    const files = await opened(log);
    try {
      return await shown(log, files.map(partOf), at ?? ANY, within, world);
    } finally {
      await Promise.all(files.map(({ handle }) => handle.close()));
    }
  },
};

interface OpenFile {
  readonly file: string;
  readonly bytes: number;
  readonly handle: FileHandle;
}

/** @throws HoldfastError `audit-unreadable` */
async function opened(log: string): Promise<readonly OpenFile[]> {
  const files: OpenFile[] = [];
  for (const { file, bytes } of await segmentsOf(log)) files.push({ file, bytes, handle: await open(file, 'r') });
  return files;
}

const partOf = ({ file, bytes, handle }: OpenFile): LogPart => ({
  name: file,
  size: bytes,
  read: async (from, to) => {
    const buffer = Buffer.allocUnsafe(to - from);
    const { bytesRead } = await handle.read(buffer, 0, to - from, from);
    return buffer.subarray(0, bytesRead);
  },
});

async function shown(
  log: string,
  parts: readonly LogPart[],
  at: { readonly host: string; readonly port: number },
  within: number | undefined,
  world: World,
): Promise<ExitStatus> {
  // Only who asks for a page waits for what serves it.
  const [{ serveSource }, { shownCharts }] = await Promise.all([
    import('../inspector/log.ts'),
    import('../inspector/charts.ts'),
  ]);
  const bar = new Bar(world);
  const began = world.now();
  const source = await LogSource.open(parts, {
    title: `${basename(log)}, not verified here`,
    holdfast: world.version,
    charts: shownCharts(),
    progress: (share) => bar.show(share),
  });
  const served = await serveSource(source, at);
  try {
    world.stdout.write(`inspect: ${served.url}\n`);
    const over = lasting(world, within);
    void told(source, bar, began, world);
    await over;
    return 0;
  } finally {
    await served.close();
  }
}

/** Once all of it is read: how much it was, and what of it is not as it should be. */
async function told(source: LogSource, bar: Bar, began: number, world: World): Promise<void> {
  try {
    await source.read;
  } catch (error) {
    bar.clear();
    world.stderr.write(failureLine(error));
    return;
  }
  bar.clear();
  const { records } = source.history.extent;
  const seconds = ((world.now() - began) / 1_000).toFixed(1);
  world.stderr.write(`${records.toLocaleString('en-GB')} records, read in ${seconds} s\n`);
  for (const note of source.history.notes) world.stderr.write(`note: ${oneLine(note)}\n`);
}

const nothing = (): void => {};

/** Until time is up, somebody interrupts, or nobody reads any more. */
function lasting(world: World, within: number | undefined): Promise<void> {
  return new Promise((resolve) => {
    let forgetTimer = nothing;
    const forget = world.onEnd(() => end());
    const end = (): void => {
      forget();
      forgetTimer();
      resolve();
    };
    // What is served keeps no process alive: the timer does.
    const wait = (): void => {
      forgetTimer = world.after(within ?? LONGEST, within === undefined ? wait : end);
    };
    wait();
  });
}

/** How far the reading is, on a terminal. */
class Bar {
  readonly #world: World;
  #shown = '';

  constructor(world: World) {
    this.#world = world;
  }

  show(share: number): void {
    if (this.#world.stderr.isTTY !== true) return;
    const full = Math.floor(share * BAR);
    const bar = `${'█'.repeat(full)}${'░'.repeat(BAR - full)}`;
    const text = `\rreading: ${bar} ${String(Math.floor(share * 100))} %`;
    if (text !== this.#shown) this.#world.stderr.write(text);
    this.#shown = text;
  }

  clear(): void {
    if (this.#shown !== '') this.#world.stderr.write('\r\u001B[K');
  }
}
