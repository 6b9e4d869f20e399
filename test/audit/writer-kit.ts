/** A writer whose time, disk and processes are the test's. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Audit, AuditFacts } from '../../src/audit/audit.ts';
import { openAudit } from '../../src/audit/audit.ts';
import { NO_HASH, checkpointLine, segmentFile } from '../../src/audit/entries.ts';
import type { Entry } from '../../src/audit/entries.ts';
import type { Files } from '../../src/audit/files.ts';
import { nodeFiles } from '../../src/audit/files.ts';
import type { Parts } from '../../src/audit/parts.ts';
import type { HoldfastError } from '../../src/contract/errors.ts';
import type { AuditOptions } from '../../src/contract/options/audit.ts';
import type { RecordFacts, TransitionRecord } from '../../src/contract/record.ts';
import { chartsOf, folder } from './writing.ts';

/** Timers that fire when the test lets time pass. */
class Time {
  at = 1_000;
  readonly #timers = new Set<{ readonly due: number; readonly ref: boolean; readonly run: () => void }>();

  readonly clock = { now: () => this.at, wall: () => Date.UTC(2030, 0, 1) + this.at };
  readonly timers: Parts['timers'] = {
    after: (ms, ref, run) => {
      const timer = { due: this.at + ms, ref, run };
      this.#timers.add(timer);
      return () => this.#timers.delete(timer);
    },
  };

  pass(ms: number): void {
    const end = this.at + ms;
    for (;;) {
      const [next] = [...this.#timers].filter(({ due }) => due <= end).toSorted((a, b) => a.due - b.due);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.at = next.due;
      next.run();
    }
    this.at = end;
  }

  get armed(): readonly { readonly due: number; readonly ref: boolean }[] {
    return [...this.#timers].map(({ due, ref }) => ({ due: due - this.at, ref }));
  }
}

const refused = (code: string): Error => Object.assign(new Error(`${code}: told by the test`), { code });

/** A disk that is full, gone or broken when the test says so. */
class Disk {
  /** Bytes that may still be written; a write that has room for a part writes that part. */
  room = Infinity;
  /** What fails, and as what. */
  readonly failing = new Map<keyof Files, string>();
  writes = 0;
  syncs = 0;
  readonly files: Files;

  constructor() {
    const guarded = Object.entries(nodeFiles).map(([name, run]) => [
      name,
      (...args: readonly unknown[]): unknown => {
        const code = this.failing.get(name as keyof Files);
        if (code !== undefined) throw refused(code);
        if (name === 'sync') this.syncs += 1;
        return (run as (...args: readonly unknown[]) => unknown)(...args);
      },
    ]);
    this.files = {
      ...(Object.fromEntries(guarded) as Files),
      write: (file, bytes, position) => {
        const code = this.failing.get('write');
        if (code !== undefined) throw refused(code);
        this.writes += 1;
        if (this.room <= 0) throw refused('ENOSPC');
        const part = bytes.subarray(0, Math.min(bytes.length, this.room));
        this.room -= part.length;
        return nodeFiles.write(file, part, position);
      },
    };
  }
}

export const defaults = {
  level: 'lifecycle',
  rotate: { size: 64 * 2 ** 20, age: 86_400_000 },
  redact: [],
  fsync: false,
  whenFull: 'drop-with-gap',
  buffer: 16 * 2 ** 20,
  blockFor: 5_000,
} as const satisfies Omit<AuditOptions, 'file'>;

const charts = chartsOf();

export class Desk {
  readonly time = new Time();
  readonly disk = new Disk();
  readonly faults: HoldfastError[] = [];
  readonly stopped: string[] = [];
  /** How long `block` has held the process, ms. */
  held = 0;
  /** Done in each pause of `block`. */
  whilePausing = (): void => {};
  readonly log: string;

  constructor(log = join(folder(), 'audit.ndjson')) {
    this.log = log;
  }

  get parts(): Parts {
    return {
      files: this.disk.files,
      timers: this.time.timers,
      processes: { own: 1, born: (pid) => (pid === 1 ? 'first' : null) },
      pause: (ms) => {
        this.held += ms;
        this.whilePausing();
      },
    };
  }

  get facts(): AuditFacts {
    return {
      charts,
      config: {},
      holdfast: '0.0.0',
      origin: 0,
      clock: this.time.clock,
      fault: (error) => this.faults.push(error),
      stopLink: (name) => this.stopped.push(name),
    };
  }

  open(options: Partial<AuditOptions> = {}, facts: Partial<AuditFacts> = {}): Audit {
    return openAudit({ ...defaults, file: this.log, ...options }, { ...this.facts, ...facts }, this.parts);
  }

  get texts(): readonly string[] {
    const texts: string[] = [];
    for (let segment = 1; existsSync(segmentFile(this.log, segment)); segment += 1)
      texts.push(readFileSync(segmentFile(this.log, segment), 'utf8'));
    return texts;
  }

  /** All entries but checkpoints; the chain is proven on the way. */
  get entries(): readonly Entry[] {
    return chain(this.texts).entries;
  }

  /** As short as they can be told: `record 1`, `summary 2-5`, `close 5`. */
  get told(): readonly string[] {
    return this.entries.map(inShort);
  }
}

export function inShort(entry: Entry): string {
  if (entry.type === 'record') return `record ${String(entry.seq)}`;
  if (entry.type === 'summary' || entry.type === 'gap')
    return `${entry.type} ${String(entry.first)}-${String(entry.last)}`;
  if (entry.type === 'turn') return `turn ${entry.why}`;
  if (entry.type === 'segment') return `segment ${String(entry.segment)} from ${String(entry.next)}`;
  return entry.type === 'close' ? `close ${String(entry.seq)}` : entry.type;
}

/** Proves the chain of these files by its description alone; `open`: lines behind the last checkpoint. */
export function chain(texts: readonly string[]): { entries: Entry[]; hash: string; batches: number[]; open: number } {
  const entries: Entry[] = [];
  const batches: number[] = [];
  let hash: string = NO_HASH;
  let batch = '';
  let lines = 0;
  for (const text of texts) {
    if (!text.endsWith('\n')) throw new Error('a line is torn');
    if (lines > 0) throw new Error('a file ends without a checkpoint');
    for (const line of text.slice(0, -1).split('\n')) {
      const entry = JSON.parse(line) as Entry;
      if (entry.type === 'checkpoint') {
        hash = createHash('sha256').update(Buffer.from(hash, 'hex')).update(batch).digest('hex');
        if (`${line}\n` !== checkpointLine(lines, hash)) throw new Error(`the chain is broken at ${line}`);
        batches.push(lines);
        batch = '';
        lines = 0;
        continue;
      }
      if (entry.type === 'segment' && entry.previous !== hash) throw new Error('a file does not follow');
      batch += `${line}\n`;
      lines += 1;
      entries.push(entry);
    }
  }
  return { entries, hash, batches, open: lines };
}

const IDLE = 'connected.listening.idle';

/** One that is kept at each level. */
export const record = (seq: number, facts: Partial<TransitionRecord> = {}): TransitionRecord => ({
  seq,
  at: Date.UTC(2030, 0, 1) + seq,
  mono: seq,
  link: 'bank',
  connection: 'bank#1',
  epoch: 1,
  chart: 'connection',
  from: 'connecting.attempting.dialing',
  event: { type: 'opened', at: seq },
  to: IDLE,
  effects: [],
  cause: 'io',
  ...facts,
});

/** One that level lifecycle leaves out. */
export const quiet = (at: number, facts: Partial<RecordFacts> = {}): RecordFacts => ({
  connection: 'bank#1',
  epoch: 1,
  chart: 'connection',
  from: IDLE,
  event: { type: 'received', at },
  to: IDLE,
  effects: ['accept'],
  cause: 'io',
  ...facts,
});

export const IN_USE = { pending: 0, exchanges: 0, policy: { ordered: true } };
