/** What a sink is given before it is told that nothing more comes. */
import { expect, it } from 'vitest';
import type { RecordSink, TransitionRecord } from '../../src/contract/record.ts';
import { world } from '../model/world.ts';

class Closing implements RecordSink {
  readonly level = 'all';
  readonly records: TransitionRecord[] = [];
  closedAfter = -1;

  take(record: TransitionRecord): void {
    this.records.push(record);
  }

  close(): void {
    this.closedAfter = this.records.length;
  }
}

const ended = ({ chart, to }: TransitionRecord): boolean =>
  (chart === 'link' && to === 'closed') || ((chart === 'child' || chart === 'supervisor') && to === 'ended');

it.each(['stop', 'destroy'] as const)(
  'every actor’s last record comes before the end of the stream, by %s',
  async (how) => {
    const w = world({});
    const sink = new Closing();
    w.supervisor.addSink(sink);
    const link = w.link();
    await w.pass(1);
    await link.ready();
    if (how === 'destroy') w.supervisor.destroy();
    const stopped = w.supervisor.stop();
    await w.pass(20_000);
    await stopped;
    expect(
      sink.records
        .filter(ended)
        .map(({ chart }) => chart)
        .toSorted(),
    ).toEqual(['child', 'link', 'supervisor']);
    expect(sink.closedAfter).toBe(sink.records.length);
  },
);
