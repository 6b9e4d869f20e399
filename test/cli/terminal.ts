/** As much of a terminal as the live table asks for: two screens, a cursor, and what went over the edge. */
import { widthOf } from '../../src/cli/cells.ts';

const ESC = '\u001B';
const SEQUENCE = new RegExp(`^${ESC}\\[([?\\d;]*)([A-Za-z])`);

export class Terminal {
  readonly columns: number;
  readonly rows: number;
  alternate = false;
  cursorShown = true;
  wraps = true;
  /** Text that found no room in its line. */
  overflow = '';
  #main: string[][] = [];
  #other: string[][] = [];
  #rest = '';
  #row = 0;
  #column = 0;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
  }

  /** What it shows, without the spaces at the ends of its lines. */
  get lines(): readonly string[] {
    return Array.from(this.#screen, (line) =>
      Array.from(line ?? [], (char) => char ?? ' ')
        .join('')
        .trimEnd(),
    );
  }

  get #screen(): string[][] {
    return this.alternate ? this.#other : this.#main;
  }

  write(text: string): void {
    let rest = this.#rest + text;
    this.#rest = '';
    while (rest !== '') {
      const [whole, given = '', name = ''] = SEQUENCE.exec(rest) ?? [];
      // What was cut in the middle is whole with the next piece.
      if (whole === undefined && rest.startsWith(ESC)) {
        this.#rest = rest;
        return;
      }
      if (whole === undefined) {
        const char = String.fromCodePoint(rest.codePointAt(0) ?? 0);
        this.#put(char);
        rest = rest.slice(char.length);
      } else {
        this.#obey(given, name);
        rest = rest.slice(whole.length);
      }
    }
  }

  #put(char: string): void {
    if (char === '\n') {
      this.#row += 1;
      this.#column = 0;
    } else if (char === '\r') this.#column = 0;
    else if (this.#column + widthOf(char) > this.columns && this.alternate) this.overflow += char;
    else {
      const line = (this.#screen[this.#row] ??= []);
      line[this.#column] = char;
      this.#column += widthOf(char);
      if (widthOf(char) === 2) line[this.#column - 1] = '';
    }
  }

  #obey(given: string, name: string): void {
    const [first = 0, second = 0] = given.split(';').map(Number);
    const on = name === 'h';
    if (given === '?1049') this.#switch(on);
    else if (given === '?25') this.cursorShown = on;
    else if (given === '?7') this.wraps = on;
    else if (name === 'H') [this.#row, this.#column] = [Math.max(0, first - 1), Math.max(0, second - 1)];
    else if (name === 'K') this.#screen[this.#row]?.splice(this.#column);
    else if (name === 'J' && first === 2) this.#screen.splice(0);
    else if (name === 'J') {
      this.#screen[this.#row]?.splice(this.#column);
      this.#screen.splice(this.#row + 1);
    } else if (name !== 'm') throw new Error(`the terminal does not know ${given}${name}`);
  }

  #switch(on: boolean): void {
    this.alternate = on;
    this.#other = [];
    this.#row = on ? 0 : this.#main.length;
    this.#column = 0;
  }
}
