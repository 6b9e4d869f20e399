/**
 * What the run before has left. It may have died at any byte: whole lines are kept and sealed, a torn one is cut off,
 * and a file that ends as it should is not touched.
 */
import { HoldfastError } from '../contract/errors.ts';
import { chained } from './chain.ts';
import { BATCH, FORMAT, NO_HASH, checkpointLine, segmentFile } from './entries.ts';
import type { Entry, SegmentEntry, TurnEntry } from './entries.ts';
import type { Files } from './files.ts';
import { entryLine } from './lines.ts';
import { writeAll } from './segment-file.ts';

/** The newest segment; 0: there is none. */
export interface Ending {
  readonly segment: number;
  /** What the next one goes on from. */
  readonly hash: string;
}

const NEWLINE = 10;
/** Read at once from the end of a file, and four times as much where that holds no checkpoint. */
const FIRST_LOOK = 256 * 1024;
/** No header is longer: it holds the definitions of all charts, some 30 KiB. */
const LONGEST_HEADER = 2 ** 20;

const checkpoint = /^\{"type":"checkpoint","entries":\d+,"hash":"([\da-f]{64})"\}\n$/;
const headerBegins = '{"type":"segment","format":';

/** @throws HoldfastError `audit-failed`: what stands there is no audit log; what the file system says */
export function recover(log: string, segments: readonly number[], files: Files, wall: () => number): Ending {
  for (const segment of segments.toReversed()) {
    const path = segmentFile(log, segment);
    const file = files.open(path);
    try {
      const header = headerOf(files, file, path);
      if (header !== null) {
        if (header.segment !== segment)
          throw notALog(path, `it says that it is segment ${String(header.segment)}, not ${String(segment)}`);
        return { segment, hash: end(files, file, header, wall) };
      }
    } finally {
      files.close(file);
    }
    // Its process died before the first line was whole: nothing has been recorded in it.
    files.remove(path);
  }
  return { segment: 0, hash: NO_HASH };
}

const notALog = (path: string, why: string): HoldfastError =>
  new HoldfastError(
    'audit-failed',
    `${path}: ${why}; nothing was changed in it: move it away, or give the log another name`,
  );

/** `null`: it was never finished. */
function headerOf(files: Files, file: number, path: string): SegmentEntry | null {
  const begin = bytesAt(files, file, 0, Math.min(files.size(file), LONGEST_HEADER));
  const lineEnd = begin.indexOf(NEWLINE);
  const text = begin.toString('utf8', 0, lineEnd === -1 ? begin.length : lineEnd);
  if (lineEnd === -1) {
    if (text.length < LONGEST_HEADER && text.slice(0, headerBegins.length) === headerBegins.slice(0, text.length))
      return null;
    throw notALog(path, 'it is no audit log');
  }
  const entry = entryOf(text);
  if (entry?.type !== 'segment') throw notALog(path, 'it is no audit log');
  if (entry.format !== FORMAT) throw notALog(path, `its format is ${String(entry.format)}, and ours ${String(FORMAT)}`);
  return entry;
}

function end(files: Files, file: number, header: SegmentEntry, wall: () => number): string {
  const size = files.size(file);
  const { from, hash, closed } = lastCheckpoint(files, file, size, header);
  if (closed) return hash;
  const { bytes, lines, last } = wholeLines(bytesAt(files, file, from, size - from));
  const kept = from + bytes.length;
  const sealing: Buffer[] = [];
  let chain = hash;
  let open = bytes;
  let entries = lines;
  const seal = (): void => {
    chain = chained(chain, open);
    sealing.push(Buffer.from(checkpointLine(entries, chain)));
    open = Buffer.alloc(0);
    entries = 0;
  };
  const isTurned = last === 'turn' || last === 'close';
  if (isTurned || entries >= BATCH.entries) seal();
  if (!isTurned) {
    const turn: TurnEntry = { type: 'turn', at: wall(), why: 'recovered', cut: size - kept };
    const line = Buffer.from(entryLine(turn));
    sealing.push(line);
    open = Buffer.concat([open, line]);
    entries += 1;
    seal();
  }
  append(files, file, Buffer.concat(sealing), kept);
  return chain;
}

interface Sealed {
  /** Where the lines begin that no checkpoint covers. */
  readonly from: number;
  readonly hash: string;
  /** The file ends as it should: whatever follows was not written by us. */
  readonly closed: boolean;
}

function lastCheckpoint(files: Files, file: number, size: number, header: SegmentEntry): Sealed {
  for (let look = FIRST_LOOK; ; look *= 4) {
    const begin = Math.max(0, size - look);
    const tail = bytesAt(files, file, begin, size - begin);
    const first = begin === 0 ? 0 : tail.indexOf(NEWLINE) + 1;
    let before = tail.lastIndexOf(NEWLINE);
    while (before >= first) {
      const start = Math.max(first, before === 0 ? 0 : tail.lastIndexOf(NEWLINE, before - 1) + 1);
      const hash = checkpoint.exec(tail.toString('latin1', start, before + 1))?.[1];
      // What it covers has to be there to tell whether the file was closed, unless the look reaches no further.
      if (hash !== undefined && start > first) {
        const entryStart = Math.max(first, tail.lastIndexOf(NEWLINE, start - 2) + 1);
        const type = entryOf(tail.toString('utf8', entryStart, start - 1))?.type;
        return { from: begin + before + 1, hash, closed: type === 'turn' || type === 'close' };
      }
      before = start - 1;
    }
    if (begin === 0) return { from: 0, hash: header.previous, closed: false };
  }
}

/** Those that are entries, up to the first that is not: after a loss of power a line may be whole and hold anything. */
function wholeLines(tail: Buffer): { bytes: Buffer; lines: number; last: Entry['type'] | null } {
  let kept = 0;
  let lines = 0;
  let last: Entry['type'] | null = null;
  for (let lineEnd = tail.indexOf(NEWLINE); lineEnd !== -1; lineEnd = tail.indexOf(NEWLINE, kept)) {
    const entry = entryOf(tail.toString('utf8', kept, lineEnd));
    if (entry === null) break;
    kept = lineEnd + 1;
    lines += 1;
    last = entry.type;
  }
  return { bytes: tail.subarray(0, kept), lines, last };
}

function entryOf(line: string): Entry | null {
  try {
    const value = JSON.parse(line) as Entry | null;
    return typeof value === 'object' && typeof value?.type === 'string' ? value : null;
  } catch {
    return null;
  }
}

/** Cuts off what is torn and writes this instead; what was whole is not touched, even if there is no room for more. */
function append(files: Files, file: number, bytes: Buffer, at: number): void {
  files.truncate(file, at);
  try {
    writeAll(files, file, bytes, at);
  } catch (error) {
    files.truncate(file, at);
    throw error;
  }
}

function bytesAt(files: Files, file: number, position: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  let done = 0;
  while (done < size) {
    const read = files.read(file, bytes.subarray(done), position + done);
    if (read === 0) break;
    done += read;
  }
  return bytes.subarray(0, done);
}
