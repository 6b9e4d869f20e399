/** Listeners as rows: one for each, however many clients it has. */
import type { Board, FrontEntry } from './board.ts';
import { oneLine } from './cells.ts';
import { Columns } from './columns.ts';
import type { Cell } from './columns.ts';
import type { FrontStory } from './front-story.ts';
import { figure, runningTime, textCell } from './link-cells.ts';
import { marks } from './marks.ts';
import type { Paint } from './paint.ts';
import { painted } from './paint.ts';
import { colourOf } from './states.ts';

// In order of need on a narrow terminal: who, what it does, how many are there, since when, why they went.
const columns = [
  { title: '', keep: 1 },
  { title: 'listener', keep: 2, most: 32, least: 8 },
  { title: 'address', keep: 7, most: 40 },
  { title: 'state', keep: 3, width: 'backing-off'.length },
  { title: 'since', keep: 5, align: 'right', width: '59m59s'.length },
  { title: 'on line', keep: 4, align: 'right' },
  { title: 'came', keep: 10, align: 'right' },
  { title: 'refused', keep: 9, align: 'right' },
  { title: 'exchanges', keep: 8, align: 'right' },
  { title: 'heartbeats', keep: 11, align: 'right' },
  { title: 'ended', keep: 6, least: 16 },
] as const;

export class FrontTable {
  readonly #board: Board;
  readonly #columns = new Columns(columns);

  constructor(board: Board) {
    this.#board = board;
  }

  /** Titles and at most `most` rows; nothing where there are no listeners. */
  lines(most: number, width: number, paint: Paint, now: number): readonly string[] {
    const all = this.#board.fronts().length;
    if (all === 0) return [];
    const entries = this.#board.fronts(all <= most ? all : Math.max(1, most - 1));
    const rows = entries.map((entry) => row(entry, now));
    const hidden = all - entries.length;
    return [
      ...this.#columns.lines(rows, width, paint),
      ...(hidden === 0 ? [] : [painted([{ text: `   and ${figure(hidden)} more`, colour: 'dim' }], paint, width)]),
    ];
  }
}

function row(entry: FrontEntry, now: number): readonly Cell[] {
  const { story } = entry;
  const { name, state, since, onLine, max, came, refused, exchanges, heartbeats, condition } = story;
  return [
    marks[condition],
    textCell(name),
    addressCell(entry),
    { wordings: [state], colour: state === 'closed' ? marks[condition].colour : colourOf(state) },
    textCell(runningTime(now - since)),
    { wordings: [`${figure(onLine)} of ${figure(max)}`, figure(onLine)], colour: onLine >= max ? 'yellow' : undefined },
    textCell(figure(came)),
    { ...textCell(figure(refused)), colour: refused > 0 ? 'yellow' : undefined },
    textCell(figure(exchanges)),
    textCell(heartbeats === 0 ? '–' : figure(heartbeats)),
    endsCell(story),
  ];
}

/** Where it listens, or is to. */
const addressCell = ({ listener, url }: FrontEntry): Cell =>
  textCell(oneLine((listener?.address ?? url).replace(/^tcp:\/\//, '')));

/** Why it does not listen; else how often sessions ended, and why: the commonest first. */
export function endsCell({ condition, reason, end, ends }: FrontStory): Cell {
  if (condition === 'down' && reason !== null) return { wordings: reason.map(oneLine), colour: 'red' };
  if (condition === 'ended') return { wordings: [...(reason ?? []).map(oneLine), oneLine(end ?? '')], colour: 'red' };
  const sorted = [...ends].toSorted(([, a], [, b]) => b - a).map(([why, times]) => `${figure(times)} ${oneLine(why)}`);
  const all = [...ends.values()].reduce((sum, times) => sum + times, 0);
  if (all === 0) return { wordings: ['–'], colour: 'dim' };
  const [first = ''] = sorted;
  const wordings = [sorted.join(', ')];
  if (sorted.length > 2) wordings.push(`${sorted.slice(0, 2).join(', ')}, …`);
  if (sorted.length > 1) wordings.push(`${first}, …`);
  return { wordings: [...wordings, figure(all)], colour: 'dim' };
}
