/** A log written after the description of its lines alone, and told by real links over a memory network. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import * as machines from '../../machines/index.ts';
import type { RecordSink, Summary, TransitionRecord } from '../../src/contract/record.ts';
import type { Entry, SegmentEntry } from '../../src/audit/entries.ts';
import { NO_HASH, segmentFile } from '../../src/audit/entries.ts';

const sha = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');

export const chartsOf = (): SegmentEntry['charts'] =>
  Object.fromEntries(
    Object.values<unknown>(machines)
      .filter((one): one is AnyStateMachine => typeof one === 'object')
      .map((machine) => {
        const json = JSON.stringify(machine.config);
        return [
          machine.id,
          { version: machine.version ?? '', hash: sha(json), definition: JSON.parse(json) as object },
        ];
      }),
  );

export type Draft = Exclude<Entry, { type: 'checkpoint' | 'segment' }>;

export interface File {
  readonly header?: Partial<SegmentEntry>;
  readonly entries: readonly Draft[];
  /** Entries in each batch; default: 4. */
  readonly batch?: number;
  /** The last batch has its checkpoint; default: true. */
  readonly sealed?: boolean;
}

/** The text of each file, and the last hash. */
export function written(files: readonly File[], level: 'all' | 'lifecycle' = 'all'): { texts: string[]; hash: string } {
  let hash: string = NO_HASH;
  const texts = files.map(({ header, entries, batch = 4, sealed = true }, i) => {
    const first: SegmentEntry = {
      type: 'segment',
      format: 1,
      segment: i + 1,
      run: 'run',
      next: 1,
      at: 0,
      origin: 0,
      level,
      previous: hash,
      config: sha('{}'),
      holdfast: '0.0.0',
      charts: chartsOf(),
      ...header,
    };
    const lines = [first, ...entries].map((entry) => `${JSON.stringify(entry)}\n`);
    let text = '';
    for (let from = 0; from < lines.length; from += batch) {
      const some = lines.slice(from, from + batch);
      text += some.join('');
      if (from + batch >= lines.length && !sealed) break;
      hash = sha(Buffer.concat([Buffer.from(hash, 'hex'), Buffer.from(some.join(''))]));
      text += `{"type":"checkpoint","entries":${String(some.length)},"hash":"${hash}"}\n`;
    }
    return text;
  });
  return { texts, hash };
}

/** A folder for one test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'holdfast-audit-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

/** Writes the files; gives the log's path. */
export function save(texts: readonly (string | Uint8Array)[], into = folder()): string {
  const log = join(into, 'audit.ndjson');
  texts.forEach((text, i) => writeFileSync(segmentFile(log, i + 1), text));
  return log;
}

const asEntry = (record: TransitionRecord): Draft => ({
  type: 'record',
  ...(JSON.parse(JSON.stringify(record)) as TransitionRecord),
});

/** What level lifecycle would keep: plainly, an actor at a time. */
export class Keeps implements RecordSink {
  readonly level: 'all' | 'lifecycle';
  readonly entries: Draft[] = [];
  readonly #pending = new Map<
    string,
    { -readonly [K in keyof Summary]: Summary[K] } & { counts: Record<string, number>; now: object }
  >();
  readonly #told = new Map<string, object>();
  highest = 0;

  constructor(level: 'all' | 'lifecycle' = 'lifecycle') {
    this.level = level;
  }

  take(record: TransitionRecord, context: object): void {
    this.highest = record.seq;
    const key = `${record.chart} ${record.connection}`;
    this.#flush(key);
    this.#told.set(key, context);
    this.entries.push(asEntry(record));
  }

  pass: NonNullable<RecordSink['pass']> = (seq, link, { chart, connection, epoch, event, effects, to }, context) => {
    this.highest = seq;
    const key = `${chart} ${connection}`;
    const name = effects[0] === undefined ? event.type : `${event.type}/${effects[0]}`;
    const sum = this.#pending.get(key) ?? {
      link,
      connection,
      chart,
      epoch,
      first: seq,
      last: seq,
      counts: {},
      until: 0,
      to,
      context: {},
      now: context,
    };
    sum.last = seq;
    sum.until = Number(event['at']);
    sum.to = to;
    sum.now = context;
    sum.counts[name] = (sum.counts[name] ?? 0) + 1;
    this.#pending.set(key, sum);
  };

  closing(): readonly Draft[] {
    for (const key of this.#pending.keys()) this.#flush(key);
    return [...this.entries, { type: 'close', at: 1, seq: this.highest }];
  }

  #flush(key: string): void {
    const sum = this.#pending.get(key);
    if (sum === undefined) return;
    this.#pending.delete(key);
    const before = this.#told.get(key) as Record<string, unknown>;
    const { now, ...summary } = sum;
    const context = Object.fromEntries(Object.entries(now).filter(([name, value]) => !Object.is(value, before[name])));
    this.#told.set(key, now);
    this.entries.push({ type: 'summary', ...(JSON.parse(JSON.stringify({ ...summary, context })) as Summary) });
  }
}
