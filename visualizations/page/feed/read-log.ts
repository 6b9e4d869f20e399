/** Reads a log that was dropped on the page: loaded only then, for it holds the charts and what replays them. */
import * as machines from '../../../machines/index.ts';
import { walk } from '../../../src/diagram/walk.ts';
import type { LogPart } from '../../../src/history/index.ts';
import { LogSource } from '../../../src/history/index.ts';
import type { ShownChart } from '../../../src/inspector/stage.ts';
import type { Source } from '../../../src/inspector/source.ts';

const drawings = import.meta.glob<string>('../../{connection,session}.svg', {
  query: '?url',
  import: 'default',
  eager: true,
});

/** As it is checked in: a page cannot lay a chart out. Only these two can be chosen. */
async function drawn(id: string): Promise<string> {
  const url = drawings[`../../${id}.svg`];
  const answer = url === undefined ? null : await fetch(url);
  if (answer?.ok !== true) throw new Error(`the drawing of the chart '${id}' is not in this page`);
  return answer.text();
}

const charts = Object.values(machines)
  .filter((one) => typeof one === 'object')
  .map((machine): ShownChart => ({
    id: machine.id,
    definition: machine.definition,
    graph: walk(machine),
    hash: '',
    draw: () => drawn(machine.id),
  }));

const partOf = (file: File): LogPart => ({
  name: file.name,
  size: file.size,
  read: async (from, to) => new Uint8Array(await file.slice(from, to).arrayBuffer()),
});

/** @param files the segments of one log; their names end in their numbers */
export function readLog(files: readonly File[]): Promise<Source> {
  const parts = files.toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true })).map(partOf);
  return LogSource.open(parts, { title: parts[0]?.name ?? '', holdfast: '', charts });
}
