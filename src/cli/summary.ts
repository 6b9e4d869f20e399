/** How a session went: a row for each link and each listener, then what it comes to. */
import type { Board, Entry, FrontEntry } from './board.ts';
import { oneLine } from './cells.ts';
import { Columns } from './columns.ts';
import type { Cell } from './columns.ts';
import { endsCell } from './front-table.ts';
import { counted, exchangesCell, figure, heartbeatsCell, runningTime, textCell } from './link-cells.ts';
import type { Paint } from './paint.ts';
import { span } from './words.ts';

/** A summary is for reading: of many links those are told that had trouble. */
const MOST_ROWS = 40;

const columns = [
  { title: 'link', keep: 1, most: 64, least: 8 },
  { title: 'exchanges', keep: 5, align: 'right' },
  { title: 'heartbeats', keep: 7, align: 'right' },
  { title: 'reconnects', keep: 6, align: 'right' },
  { title: 'longest outage', keep: 3, align: 'right' },
  { title: 'ended', keep: 2 },
  { title: 'last reason', keep: 4, least: 16 },
] as const;

const frontColumns = [
  { title: 'listener', keep: 1, most: 64, least: 8 },
  { title: 'came', keep: 3, align: 'right' },
  { title: 'at most', keep: 5, align: 'right' },
  { title: 'refused', keep: 7, align: 'right' },
  { title: 'exchanges', keep: 6, align: 'right' },
  { title: 'heartbeats', keep: 8, align: 'right' },
  { title: 'ended', keep: 2 },
  { title: 'its sessions', keep: 4, least: 16 },
] as const;

/** @param now ms since the start @param width in cells */
export function summary(board: Board, now: number, paint: Paint, width: number): string {
  const entries = board.first(MOST_ROWS, byTrouble);
  const rows = entries.map((entry) => row(entry, now));
  const hidden = board.size - entries.length;
  const fronts = board.fronts(MOST_ROWS);
  const hiddenFronts = board.fronts().length - fronts.length;
  const lines = [
    ...(board.size === 0 && fronts.length > 0 ? [] : new Columns(columns).lines(rows, width, paint)),
    ...(hidden > 0 ? [`and ${figure(hidden)} more`] : []),
    ...(board.size > 0 && fronts.length > 0 ? [''] : []),
    ...(fronts.length === 0 ? [] : new Columns(frontColumns).lines(fronts.map(frontRow), width, paint)),
    ...(hiddenFronts > 0 ? [`and ${figure(hiddenFronts)} more`] : []),
    '',
    `ran for ${runningTime(now)}: ${held(board)}, ${counted(board.seq, 'transition')}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** `2 links, 1 listener`. */
const held = (board: Board): string => {
  const fronts = board.fronts().length;
  const links = board.size > 0 || fronts === 0 ? [counted(board.size, 'link')] : [];
  return [...links, ...(fronts > 0 ? [counted(fronts, 'listener')] : [])].join(', ');
};

const byTrouble = ({ story }: Entry): number => (story.condition === 'ended' ? 0 : story.reason === null ? 2 : 1);

function row(entry: Entry, now: number): readonly Cell[] {
  const { story } = entry;
  const outage = story.outage(now);
  return [
    textCell(story.name),
    exchangesCell(entry),
    heartbeatsCell(entry),
    textCell(figure(story.reconnects)),
    textCell(outage === 0 ? '–' : span(outage)),
    { wordings: [oneLine(story.end ?? 'open')], colour: story.condition === 'ended' ? 'red' : undefined },
    { wordings: (story.reason ?? ['–']).map(oneLine) },
  ];
}

function frontRow({ story }: FrontEntry): readonly Cell[] {
  const { name, came, most, refused, exchanges, heartbeats, end, condition } = story;
  return [
    textCell(name),
    textCell(figure(came)),
    textCell(figure(most)),
    textCell(figure(refused)),
    textCell(figure(exchanges)),
    textCell(heartbeats === 0 ? '–' : figure(heartbeats)),
    { wordings: [oneLine(end ?? 'open')], colour: condition === 'ended' ? 'red' : undefined },
    endsCell(story),
  ];
}
