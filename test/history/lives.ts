/** Links that live at random, written to a log; what their actors had at each instant, from a sink beside the writer. */
import { readFileSync, existsSync } from 'node:fs';
import fc from 'fast-check';
import { segmentFile } from '../../src/audit/entries.ts';
import type { AuditOptions } from '../../src/contract/options/audit.ts';
import type { RecordSink, TransitionRecord } from '../../src/contract/record.ts';
import type { TreeNode } from '../../src/contract/tree.ts';
import type { History, LogPart } from '../../src/history/index.ts';
import { openHistory } from '../../src/history/index.ts';
import { options, Stage } from '../audit/happened.ts';
import { Desk } from '../audit/writer-kit.ts';

export const commands = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant({ do: 'ask' } as const) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('pass'), ms: fc.integer({ min: 1, max: 6_000 }) } as const) },
    { arbitrary: fc.record({ do: fc.constant('silent'), on: fc.boolean() } as const), weight: 1 },
    { arbitrary: fc.record({ do: fc.constant('refuse'), on: fc.boolean() } as const), weight: 1 },
    { arbitrary: fc.constant({ do: 'redial' } as const), weight: 1 },
    { arbitrary: fc.constant({ do: 'close' } as const), weight: 1 },
  ),
  { minLength: 5, maxLength: 40 },
);

export type Command = typeof commands extends fc.Arbitrary<readonly (infer C)[]> ? C : never;

/** What an actor had after one of its transitions. */
export interface Had {
  readonly seq: number;
  readonly mono: number;
  readonly chart: string;
  readonly connection: string;
  readonly to: string;
  readonly context: object;
}

class Capture implements RecordSink {
  readonly level = 'all';
  readonly had: Had[] = [];
  readonly trees: { readonly mono: number; readonly tree: TreeNode; readonly after: number }[] = [];

  take({ seq, mono, chart, connection, to }: TransitionRecord, context: object): void {
    this.had.push({ seq, mono, chart, connection, to, context });
  }
}

export interface Lives {
  readonly desk: Desk;
  readonly had: readonly Had[];
  readonly trees: Capture['trees'];
  /** Seqs that level lifecycle keeps. */
  readonly loud: ReadonlySet<number>;
}

export async function lived(
  given: readonly Command[],
  audit: Partial<AuditOptions>,
  desk = new Desk(),
): Promise<Lives> {
  const stage = new Stage((origin) => desk.open(audit, { origin }));
  const capture = new Capture();
  const loud = new Set<number>();
  stage.supervisor.addSink(capture);
  stage.supervisor.addSink({ level: 'lifecycle', take: ({ seq }) => loud.add(seq), pass: () => {} });
  const keepsItsLine = stage.supervisor.link('line', options);
  stage.supervisor.link('other', { ...options, reconnect: { first: '1s', max: '2s', attempts: 2 } });
  for (const command of given) {
    if (command.do === 'ask') await stage.ask(keepsItsLine);
    else if (command.do === 'pass') await stage.pass(command.ms);
    else if (command.do === 'silent') stage.silent = command.on;
    else if (command.do === 'refuse') stage.listener.answer = command.on ? 'refused' : 'accept';
    else if (command.do === 'redial') keepsItsLine.redial();
    else void keepsItsLine.close();
    desk.time.pass(50);
    capture.trees.push({
      mono: stage.supervisor.time().mono,
      tree: stage.supervisor.tree(),
      after: capture.had.length,
    });
  }
  await stage.stop();
  return { desk, had: capture.had, trees: capture.trees, loud };
}

export const part = (name: string, bytes: Uint8Array): LogPart => ({
  name,
  size: bytes.length,
  read: (from, to) => Promise.resolve(bytes.subarray(from, to)),
});

export function partsOf(log: string): readonly LogPart[] {
  const parts: LogPart[] = [];
  for (let segment = 1; existsSync(segmentFile(log, segment)); segment += 1)
    parts.push(part(segmentFile(log, segment), readFileSync(segmentFile(log, segment))));
  return parts;
}

export const historyOf = (log: string): Promise<History> => openHistory(partsOf(log));
