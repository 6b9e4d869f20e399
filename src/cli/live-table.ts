/** The screen of a live session as lines: a headline, a row for each link and each listener, and the last events below. */
import { byCondition } from './board.ts';
import type { Board, Entry } from './board.ts';
import { oneLine } from './cells.ts';
import { Columns } from './columns.ts';
import type { Cell } from './columns.ts';
import { counted, exchangesCell, figure, heartbeatsCell, peerCell, runningTime, textCell } from './link-cells.ts';
import { FrontTable } from './front-table.ts';
import { marks } from './marks.ts';
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
  readonly #fronts: FrontTable;

  constructor(board: Board, paint: Paint) {
    this.#board = board;
    this.#paint = paint;
    this.#fronts = new FrontTable(board);
  }

  /**
   * @param events the last ones, oldest first; as many are shown as find room
   * @param now ms since the start
   * @returns at most `size.rows` lines of at most `size.columns` cells
   */
  lines(headline: Headline, events: readonly (readonly Span[])[], size: Size, now: number): readonly string[] {
    const room = Math.max(1, size.rows - ABOVE);
    const forEvents = Math.min(EVENTS.least + EVENTS.free, Math.floor(room / 3));
    const fronts = this.#fronts.lines(Math.max(1, Math.floor((room - forEvents) / 2)), size.columns, this.#paint, now);
    const links = this.#links(room - forEvents - fronts.length - (fronts.length === 0 ? 0 : 1), size.columns, now);
    const gap = links.length > 0 && fronts.length > 0 ? [''] : [];
    const lines = [this.#headline(headline, size.columns, now), '', ...links, ...gap, ...fronts];
    const left = size.rows - lines.length - EVENTS.free;
    const told = left > 0 ? events.slice(-left) : [];
    const shown = told.map((spans) => painted(spans, this.#paint, size.columns));
    return [...lines, ...(shown.length === 0 ? [] : ['', ...shown])].slice(0, size.rows);
  }

  /** Titles, and as many rows as find room. */
  #links(room: number, width: number, now: number): readonly string[] {
    const all = this.#board.size;
    if (all === 0 && this.#board.fronts().length > 0) return [];
    const fits = all <= room;
    const most = fits ? all : Math.max(1, room - 1);
    const rows = this.#board.first(most, byCondition).map((entry) => this.#row(entry, now));
    return [...this.#columns.lines(rows, width, this.#paint), ...(fits ? [] : [this.#more(all - most, width)])];
  }

  #headline({ title, audit, stopping }: Headline, width: number, now: number): string {
    const spans: Span[] = [
      { text: oneLine(title), colour: 'bold' },
      { text: `  ${runningTime(now)}  ` },
      ...this.#wellbeing(),
      { text: `  ${figure(this.#board.seq)} transitions on record` },
    ];
    if (stopping) spans.splice(2, 0, { text: 'stopping, Ctrl-C ends it at once  ', colour: 'yellow' });
    if (audit !== undefined) spans.push({ text: `  audit ${oneLine(audit)}`, colour: 'dim' });
    return painted(spans, this.#paint, width);
  }

  /** `2 of 3 links up`, `1 of 1 listeners up, 12 sessions`: of those that there are. */
  #wellbeing(): readonly Span[] {
    const { up, doubtful, closed } = this.#board.tally();
    const stories = this.#board.fronts().map(({ story }) => story);
    const all = this.#board.size;
    const spans: Span[] = [];
    if (all > 0 || stories.length === 0) {
      const good = up + doubtful;
      spans.push({
        text: `${figure(good)} of ${figure(all)} links up`,
        colour: closed > 0 ? undefined : well(good, all),
      });
    }
    if (stories.length > 0) {
      const good = stories.filter(({ condition }) => condition === 'up').length;
      const stopped = stories.some(({ condition }) => condition === 'closed');
      const sessions = stories.reduce((sum, { onLine }) => sum + onLine, 0);
      const text = `${figure(good)} of ${figure(stories.length)} listeners up, ${counted(sessions, 'session')}`;
      spans.push({
        text: spans.length > 0 ? `  ${text}` : text,
        colour: stopped ? undefined : well(good, stories.length),
      });
    }
    return spans;
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

const well = (good: number, all: number): Colour => (good === all ? 'green' : good === 0 ? 'red' : 'yellow');

/** What is over is dim; what is not begins with how long it has lasted. */
function reasonCell({ story }: Entry, now: number): Cell {
  const { condition, downSince } = story;
  const wordings = (story.reason ?? []).map(oneLine);
  if (condition === 'ended') return { wordings: wordings.length > 0 ? wordings : [story.end ?? ''], colour: 'red' };
  if (condition !== 'down' || downSince === null) return { wordings, colour: 'dim' };
  const lasting = `down ${runningTime(now - downSince)}`;
  return { wordings: [...wordings.map((words) => `${lasting}: ${words}`), ...wordings.slice(-1)] };
}
