/** A session as a live table on a terminal. */
import type { TransitionRecord } from '../contract/record.ts';
import type { Board } from './board.ts';
import { LinePrinter } from './lines.ts';
import { LiveTable } from './live-table.ts';
import { isNews } from './news.ts';
import { Pace } from './pace.ts';
import { paintFor } from './paint.ts';
import type { Span } from './paint.ts';
import { Screen } from './screen.ts';
import type { View } from './view.ts';
import type { World } from './world.ts';

/** More than any terminal is high. */
const MOST_EVENTS = 200;

export interface TableViewOptions {
  readonly title: string;
  readonly audit: string | undefined;
  readonly verbose: boolean;
  /** Of `world.now()`, when the supervisor began. */
  readonly origin: number;
}

export class TableView implements View {
  readonly level: 'lifecycle' | 'all';
  readonly #world: World;
  readonly #board: Board;
  readonly #options: TableViewOptions;
  readonly #printer: LinePrinter;
  readonly #table: LiveTable;
  readonly #pace: Pace;
  readonly #events: (readonly Span[])[] = [];
  #screen: Screen | null = null;
  #stopping = false;

  constructor(world: World, board: Board, names: readonly string[], options: TableViewOptions) {
    this.level = options.verbose ? 'all' : 'lifecycle';
    this.#world = world;
    this.#board = board;
    this.#options = options;
    this.#printer = new LinePrinter(names, options);
    this.#table = new LiveTable(board, paintFor(world.stdout, world.env));
    this.#pace = new Pace(world, () => this.#draw());
  }

  /** Kept where the terminal scrolls back to; and at hand until events take its place. */
  introduce(lines: readonly string[]): void {
    this.#world.stdout.write(`${lines.join('\n')}\n`);
    for (const text of lines) this.#tell([{ text, colour: 'dim' }]);
  }

  take(record: TransitionRecord): void {
    const telling = { verbose: this.#options.verbose, short: this.#board.isShort(record.link) };
    if (isNews(record, telling)) this.#printer.lines(record).forEach((line) => this.#tell(line));
    this.touch();
  }

  touch(): void {
    if (this.#screen !== null) this.#pace.changed();
  }

  /** Standard error is mostly the same terminal, and would tear the table. */
  fault(line: string): void {
    this.#tell([{ text: line.trimEnd(), colour: 'yellow' }]);
    if (this.#world.stderr.isTTY !== true) this.#world.stderr.write(line);
    this.touch();
  }

  stopping(): void {
    this.#stopping = true;
    this.touch();
  }

  open(): void {
    this.#screen = new Screen(this.#world, () => this.touch());
    this.touch();
  }

  close(): void {
    this.#pace.stop();
    this.#screen?.close();
    this.#screen = null;
  }

  #tell(line: readonly Span[]): void {
    this.#events.push(line);
    if (this.#events.length > MOST_EVENTS) this.#events.shift();
  }

  #draw(): void {
    const screen = this.#screen;
    if (screen === null) return;
    const headline = { title: this.#options.title, audit: this.#options.audit, stopping: this.#stopping };
    const now = this.#world.now() - this.#options.origin;
    screen.draw(this.#table.lines(headline, this.#events, screen.size, now));
  }
}
