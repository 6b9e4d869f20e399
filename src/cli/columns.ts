/** A table of as many columns as a width holds. */
import { cut, pad, widthOf } from './cells.ts';
import type { Colour, Paint } from './paint.ts';
import { fitting } from './words.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'right';
  /** The lowest stays the longest when there is no room for all. */
  readonly keep: number;
  /** It may be cut down to so many cells; else it is whole or not there. */
  readonly least?: number;
  /** As wide as this from the start, so that what comes later moves nothing. */
  readonly width?: number;
  /** A wider cell is cut. */
  readonly most?: number;
}

export interface Cell {
  /** The fullest wording first: the first that fits is shown. */
  readonly wordings: readonly string[];
  readonly colour?: Colour | undefined;
}

const GAP = 2;

export class Columns {
  readonly #columns: readonly Column[];
  /** The widest seen: a column that gave way again would make the table restless. */
  readonly #widths: number[];

  constructor(columns: readonly Column[]) {
    this.#columns = columns;
    this.#widths = columns.map(({ title, width = 0 }) => Math.max(title.length, width));
  }

  /** The titles and the rows, none wider than `room` cells. */
  lines(rows: readonly (readonly Cell[])[], room: number, paint: Paint): readonly string[] {
    for (const row of rows) row.forEach((cell, i) => this.#widen(i, cell));
    const shown = this.#fit(room);
    const titles = this.#columns.map(({ title }): Cell => ({ wordings: [title], colour: 'dim' }));
    return [titles, ...rows].map((row) => this.#line(row, shown, paint));
  }

  #widen(i: number, { wordings: [text = ''] }: Cell): void {
    const { most = Infinity } = this.#columns[i] ?? {};
    this.#widths[i] = Math.max(this.#widths[i] ?? 0, Math.min(most, widthOf(text)));
  }

  /** The width of each column that is shown, by its place. */
  #fit(room: number): ReadonlyMap<number, number> {
    const places = this.#columns.map((column, place) => ({ column, place, width: this.#widths[place] ?? 0 }));
    const kept = places.toSorted((a, b) => a.column.keep - b.column.keep);
    const least = (): number =>
      kept.reduce((sum, { column, width }) => sum + Math.min(width, column.least ?? width) + GAP, -GAP);
    while (kept.length > 1 && least() > room) kept.pop();
    let spare = Math.max(0, room - least());
    const shown = new Map<number, number>();
    for (const { column, place, width } of kept) {
      const smallest = Math.min(width, column.least ?? width);
      const given = Math.min(width - smallest, spare);
      spare -= given;
      shown.set(place, Math.min(smallest + given, room));
    }
    return shown;
  }

  #line(row: readonly Cell[], shown: ReadonlyMap<number, number>, paint: Paint): string {
    const last = Math.max(...shown.keys());
    const cells = row.flatMap(({ wordings, colour }, i) => {
      const width = shown.get(i);
      if (width === undefined) return [];
      const text = cut(fitting(wordings, width), width);
      const { align } = this.#columns[i] ?? {};
      const padded = i === last && align !== 'right' ? text : pad(text, width, align);
      return [colour === undefined ? padded : paint(padded, colour)];
    });
    return cells.join(' '.repeat(GAP));
  }
}
