/** The screen of a live session as lines: a headline, a row for each link, and the last events below. */
import { byCondition } from './board.ts';
import type { Board, Entry } from './board.ts';
import { oneLine } from './cells.ts';
import { Columns } from './columns.ts';
import type { Cell } from './columns.ts';
import { exchangesCell, figure, heartbeatsCell, peerCell, runningTime, textCell } from './link-cells.ts';
import type { Condition } from './link-story.ts';
import { painted } from './paint.ts';
import type { Colour, Paint, Span } from './paint.ts';
import { colourOf } from './states.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface Headline {
  /** `holdfast demo`. */
  readonly title: string;
  /** The audit log, where one is written. */
  readonly audit: string | undefined;
  readonly stopping: boolean;
}

/** Without colour the mark alone says where to look. */
const marks: Readonly<Record<Condition, Cell & { readonly colour: Colour }>> = {
  ended: { wordings: ['✗'], colour: 'red' },
  down: { wordings: ['!'], colour: 'red' },
  doubtful: { wordings: ['?'], colour: 'yellow' },
  coming: { wordings: ['○'], colour: 'cyan' },
  up: { wordings: ['●'], colour: 'green' },
  closed: { wordings: ['○'], colour: 'dim' },
};

// In order of need on a narrow terminal: who, what it does, since when, why; the figures come after.
const columns = [
  { title: '', keep: 1 },
  { title: 'link', keep: 2, most: 32, least: 8 },
  { title: 'peer', keep: 8, most: 40 },
  { title: 'state', keep: 3, width: 'backing-off'.length },
  { title: 'since', keep: 4, align: 'right', width: '59m59s'.length },
  { title: 'exchanges', keep: 7, align: 'right' },
  { title: 'heartbeats', keep: 9, align: 'right' },
  { title: 'reconnects', keep: 6, align: 'right' },
  { title: 'restarts', keep: 10, align: 'right' },
  { title: 'last reason', keep: 5, least: 16 },
] as const;

/** Headline, a free line, titles. */
const ABOVE = 3;
/** A free line before the events, and the least that they are given where they have to share. */
const EVENTS = { free: 1, least: 5 } as const;

export class LiveTable {
  readonly #board: Board;
  readonly #paint: Paint;
  readonly #columns = new Columns(columns);

  constructor(board: Board, paint: Paint) {
    this.#board = board;
    this.#paint = paint;
  }

  /**
   * @param events the last ones, oldest first; as many are shown as find room
   * @param now ms since the start
   * @returns at most `size.rows` lines of at most `size.columns` cells
   */
  lines(headline: Headline, events: readonly (readonly Span[])[], size: Size, now: number): readonly string[] {
    const room = Math.max(1, size.rows - ABOVE);
    const forEvents = Math.min(EVENTS.least + EVENTS.free, Math.floor(room / 3));
    const all = this.#board.size;
    const fits = all <= room - forEvents;
    const most = fits ? all : Math.max(1, room - forEvents - 1);
    const entries = this.#board.first(most, byCondition);
    const rows = entries.map((entry) => this.#row(entry, now));
    const lines = [
      this.#headline(headline, size.columns, now),
      '',
      ...this.#columns.lines(rows, size.columns, this.#paint),
      ...(fits ? [] : [this.#more(all - most, size.columns)]),
    ];
    const left = size.rows - lines.length - EVENTS.free;
    const told = left > 0 ? events.slice(-left) : [];
    const below = told.map((spans) => painted(spans, this.#paint, size.columns));
    return [...lines, ...(below.length === 0 ? [] : ['', ...below])].slice(0, size.rows);
  }

  #headline({ title, audit, stopping }: Headline, width: number, now: number): string {
    const { up, doubtful, closed } = this.#board.tally();
    const good = up + doubtful;
    const all = this.#board.size;
    const well: Colour = good === all ? 'green' : good === 0 ? 'red' : 'yellow';
    const spans: Span[] = [
      { text: oneLine(title), colour: 'bold' },
      { text: `  ${runningTime(now)}  ` },
      { text: `${figure(good)} of ${figure(all)} links up`, colour: closed > 0 ? undefined : well },
      { text: `  ${figure(this.#board.seq)} transitions on record` },
    ];
    if (stopping) spans.splice(2, 0, { text: 'stopping, Ctrl-C ends it at once  ', colour: 'yellow' });
    if (audit !== undefined) spans.push({ text: `  audit ${oneLine(audit)}`, colour: 'dim' });
    return painted(spans, this.#paint, width);
  }

  #more(hidden: number, width: number): string {
    return painted([{ text: `   and ${figure(hidden)} more`, colour: 'dim' }], this.#paint, width);
  }

  #row(entry: Entry, now: number): readonly Cell[] {
    const { story } = entry;
    const { name, state, since, reconnects, condition } = story;
    return [
      marks[condition],
      textCell(name),
      peerCell(entry),
      { wordings: [state], colour: state === 'closed' ? marks[condition].colour : colourOf(state) },
      textCell(runningTime(now - since)),
      exchangesCell(entry),
      heartbeatsCell(entry),
      textCell(figure(reconnects)),
      textCell(this.#board.budget(name, now)),
      reasonCell(entry, now),
    ];
  }
}

/** What is over is dim; what is not begins with how long it has lasted. */
function reasonCell({ story }: Entry, now: number): Cell {
  const { condition, downSince } = story;
  const wordings = (story.reason ?? []).map(oneLine);
  if (condition === 'ended') return { wordings: wordings.length > 0 ? wordings : [story.end ?? ''], colour: 'red' };
  if (condition !== 'down' || downSince === null) return { wordings, colour: 'dim' };
  const lasting = `down ${runningTime(now - downSince)}`;
  return { wordings: [...wordings.map((words) => `${lasting}: ${words}`), ...wordings.slice(-1)] };
}
