/** Transitions as lines for people: when, who, from where to where, why. */
import type { TransitionRecord } from '../contract/record.ts';
import { verdictKinds } from '../contract/verdict.ts';
import { oneLine, pad, widthOf } from './cells.ts';
import type { Span } from './paint.ts';
import { colourOf, shownExactly, shownState } from './states.ts';
import { eventWords } from './words.ts';

/** What lines are meant to fit in where nobody knows how wide it is. */
export const COLUMNS = 100;
const TIME_WIDTH = '03:12:45.123'.length;
const GAP = '  ';
const ARROW = ' → ';
const INDENT = ' '.repeat(TIME_WIDTH + GAP.length);

const two = (n: number): string => String(n).padStart(2, '0');

/** Local time of day, `03:12:45.123`. */
function timeOfDay(at: number): string {
  const date = new Date(at);
  const ms = String(date.getMilliseconds()).padStart(3, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${ms}`;
}

export interface LineOptions {
  /** Tells exchanges apart, too: the printer is shown every transition. */
  readonly verbose: boolean;
}

/** A turn that comes within so many ms was not waited for. */
const AT_ONCE_MS = 20;

export class LinePrinter {
  readonly #verbose: boolean;
  readonly #stateWidth: number;
  /** When each actor came into its state, monotonic ms. */
  readonly #since = new Map<string, number>();
  /** How each connection that waits for its turn to dial came to wait. */
  readonly #waiting = new Map<string, { readonly record: TransitionRecord; readonly held: number | null }>();
  #nameWidth: number;

  /** @param names of the links, which set the width of their column */
  constructor(names: readonly string[], { verbose }: LineOptions) {
    this.#verbose = verbose;
    this.#stateWidth = (verbose ? 'awaiting-reply' : 'backing-off').length;
    this.#nameWidth = names.reduce((width, name) => Math.max(width, widthOf(name) + 2), 0);
  }

  /**
   * Its line, and another where it shows what became of the peer; their ends are left out. That a dial waits for its turn
   * is told when it has it: mostly that is at once, and the line then tells why it dials.
   */
  lines(record: TransitionRecord): readonly (readonly Span[])[] {
    const held = this.#heldBefore(record);
    const before = this.#waiting.get(record.connection);
    this.#waiting.delete(record.connection);
    if (!this.#verbose && record.to === 'connecting.waiting') {
      this.#waiting.set(record.connection, { record, held });
      return [];
    }
    const atOnce = record.event.type === 'turn' && before !== undefined && (held ?? 0) < AT_ONCE_MS;
    const line = atOnce
      ? this.#line(record, before.record.from, (room) => eventWords(before.record, before.held, room))
      : this.#line(record, record.from, (room) => eventWords(record, held, room));
    return record.verdict === undefined ? [line] : [line, verdictLine(record.verdict.kind)];
  }

  #line({ at, chart, link, connection, to }: TransitionRecord, from: string, words: (room: number) => string): Span[] {
    const shown = this.#verbose ? shownExactly : shownState;
    const name = chart === 'child' && link !== '' ? link : connection;
    this.#nameWidth = Math.max(this.#nameWidth, widthOf(name));
    const state = shown(to);
    const lead: readonly Span[] = [
      { text: timeOfDay(at), colour: 'dim' },
      { text: GAP + pad(name, this.#nameWidth) + GAP + pad(shown(from), this.#stateWidth) + ARROW },
      { text: state, colour: colourOf(state) },
      { text: ' '.repeat(Math.max(0, this.#stateWidth - widthOf(state))) + GAP },
    ];
    const room = COLUMNS - lead.reduce((sum, { text }) => sum + widthOf(text), 0);
    return [...lead, { text: oneLine(words(room)) }];
  }

  /** How long the state before lasted, where that says something; ms. */
  #heldBefore({ chart, connection, from, to, event, mono }: TransitionRecord): number | null {
    const actor = `${chart} ${connection}`;
    const since = this.#since.get(actor);
    if (to === 'dead' || to === 'closed' || to === 'ended') this.#since.delete(actor);
    else if (from !== to) this.#since.set(actor, mono);
    // Silence begins with what was heard last, and that was told to nobody unless everything is.
    if (since === undefined || (event.type === 'after:silence' && !this.#verbose)) return null;
    return mono - since;
  }
}

const verdictLine = (kind: keyof typeof verdictKinds): readonly Span[] => [
  { text: `${INDENT}= ${kind}: ${verdictKinds[kind]}`, colour: 'bold' },
];
