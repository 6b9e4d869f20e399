/** Transitions as lines for people: when, who, from where to where, why. */
import type { TransitionRecord } from '../contract/record.ts';
import { colourOf } from './paint.ts';
import type { Paint } from './paint.ts';
import { wordsFor } from './words.ts';

/** `connected.awaiting-reply`, `reconnecting.backing-off`. */
const STATE_WIDTH = 24;
const ARROW = ' → ';

const two = (n: number): string => String(n).padStart(2, '0');

/** Local time of day, `03:12:45.123`. */
function timeOfDay(at: number): string {
  const date = new Date(at);
  const ms = String(date.getMilliseconds()).padStart(3, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${ms}`;
}

/** What is between is plain from the innermost: `connected.listening.idle` is told as `connected.idle`. */
function shortState(record: TransitionRecord, state: string): string {
  const parts = state.split('.');
  const [outer = '', ...inner] = record.chart === 'connection' ? parts : [record.chart, ...parts];
  const last = inner.at(-1);
  return last === undefined ? outer : `${outer}.${last}`;
}

export class LinePrinter {
  readonly #paint: Paint;
  /** When each actor came into its state, monotonic ms. */
  readonly #since = new Map<string, number>();
  #nameWidth: number;

  /** @param names of the links, which set the width of their column */
  constructor(paint: Paint, names: readonly string[]) {
    this.#paint = paint;
    this.#nameWidth = Math.max(0, ...names.map((name) => name.length + 2));
  }

  /** One line with its end, or '' for what changed no state of a line: that is the writer's and the exchanges' own. */
  line(record: TransitionRecord): string {
    if (record.chart === 'writer' || record.from === record.to) return '';
    const actor = `${record.chart} ${record.connection}`;
    const since = this.#since.get(actor) ?? null;
    if (record.to === 'dead' || record.to === 'closed') this.#since.delete(actor);
    else this.#since.set(actor, record.mono);
    this.#nameWidth = Math.max(this.#nameWidth, record.connection.length);

    const from = record.from === '' ? '' : shortState(record, record.from);
    const whole = shortState(record, record.to);
    const [outer = ''] = whole.split('.');
    const to = from.startsWith(`${outer}.`) ? whole.slice(outer.length + 1) : whole;
    return [
      this.#paint(timeOfDay(record.at), 'dim'),
      '  ',
      record.connection.padEnd(this.#nameWidth),
      '  ',
      from.padEnd(STATE_WIDTH),
      ARROW,
      this.#paint(to, colourOf(whole)),
      ' '.repeat(Math.max(0, STATE_WIDTH - to.length)),
      '  ',
      wordsFor(record, since === null ? null : record.mono - since),
      '\n',
    ].join('');
  }
}
