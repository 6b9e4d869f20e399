/** The terminal's alternate screen: what it showed before comes back, whichever way this ends. */
import type { Size } from './live-table.ts';
import type { Output, World } from './world.ts';

const ESC = '\u001B[';
/** Alternate screen, no cursor, no wrapping of a line that some terminal takes for wider than we do. */
const ENTER = `${ESC}?1049h${ESC}?25l${ESC}?7l`;
const LEAVE = `${ESC}?7h${ESC}?25h${ESC}?1049l`;

/** Terminals that tell no size, or none that could be true. */
const USUAL: Size = { columns: 80, rows: 24 };

export const sizeOf = ({ columns = 0, rows = 0 }: Output): Size => ({
  columns: columns > 0 ? columns : USUAL.columns,
  rows: rows > 0 ? rows : USUAL.rows,
});

export class Screen {
  readonly #world: World;
  readonly #forget: () => void;
  #shown: readonly string[] = [];
  #entered = false;

  /** @param stale is called when it must be drawn anew: the terminal has another size, or the process was suspended */
  constructor(world: World, stale: () => void) {
    this.#world = world;
    this.#forget = world.onTerminal({
      resized: () => {
        this.#shown = [];
        stale();
      },
      leaving: () => this.#leave(),
      back: () => {
        this.#enter();
        stale();
      },
    });
    this.#enter();
  }

  get size(): Size {
    return sizeOf(this.#world.stdout);
  }

  /** Every line anew, for what is typed is echoed between them; nothing if they are as they were. */
  draw(lines: readonly string[]): void {
    if (!this.#entered || same(lines, this.#shown)) return;
    this.#shown = lines;
    const text = lines.map((line, i) => `${ESC}${String(i + 1)};1H${ESC}K${line}`).join('');
    const below = lines.length < this.size.rows ? `${ESC}${String(lines.length + 1)};1H${ESC}J` : '';
    // The cursor ends at the top, where a line end that is typed scrolls nothing.
    this.#world.stdout.write(`${text}${below}${ESC}H`);
  }

  close(): void {
    this.#forget();
    this.#leave();
  }

  #enter(): void {
    if (this.#entered) return;
    this.#entered = true;
    this.#shown = [];
    this.#world.stdout.write(`${ENTER}${ESC}2J`);
  }

  #leave(): void {
    if (!this.#entered) return;
    this.#entered = false;
    this.#world.stdout.write(LEAVE);
  }
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((line, i) => line === b[i]);
