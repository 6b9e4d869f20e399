/** A record as its line, from pieces that are known already: what JSON.stringify would make, in a fraction of its time. */
import type { Summary, TransitionRecord } from '../contract/record.ts';
import type { SummaryEntry } from './entries.ts';
import { Names, jsonOf } from './json.ts';

/** Of an actor: what is the same in all its records, until it dials again. */
interface Who {
  readonly link: string;
  readonly epoch: number;
  readonly chart: string;
  readonly json: string;
}

type Kind = Pick<TransitionRecord, 'from' | 'to' | 'guard' | 'effects' | 'cause'>;

/** Of a transition: what is the same each time that an actor makes it. The event's facts stand between the two halves. */
interface Move {
  readonly of: Kind;
  readonly before: string;
  readonly after: string;
}

/** Those of live connections; what is forgotten is made again. */
const MOST_ACTORS = 16_384;
/** Charts have some hundred kinds of transitions; guards and effects that users name may make more. */
const MOST_MOVES = 64;

const number = (value: number): string => (Number.isFinite(value) ? String(value) : 'null');

export class Lines {
  readonly #names = new Names();
  readonly #actors = new Map<string, Who>();
  /** By the event's type. */
  readonly #moves = new Map<string, Move[]>();
  // All records of one callback have the same times.
  #at = Number.NaN;
  #mono = Number.NaN;
  #times = '';
  #eventAt = Number.NaN;
  #eventTime = '';

  /** @throws TypeError when the event or the verdict is not JSON */
  record(record: TransitionRecord): string {
    const { seq, event, verdict } = record;
    const { before, after } = this.#move(record);
    const judged = verdict === undefined ? '' : `,"verdict":${jsonOf(verdict) ?? 'null'}`;
    return `{"type":"record","seq":${String(seq)}${this.#time(record)}${this.#who(record)}${before}${this.#facts(event)}${after}${judged}}\n`;
  }

  /** @throws TypeError when the context is not JSON */
  summary(summary: Summary): string {
    const entry: SummaryEntry = { type: 'summary', ...summary };
    return entryLine(entry);
  }

  #time({ at, mono }: TransitionRecord): string {
    if (at !== this.#at || mono !== this.#mono) {
      this.#at = at;
      this.#mono = mono;
      this.#times = `,"at":${number(at)},"mono":${number(mono)}`;
    }
    return this.#times;
  }

  #who({ link, connection, epoch, chart }: TransitionRecord): string {
    const known = this.#actors.get(connection);
    if (known !== undefined && known.epoch === epoch && known.chart === chart && known.link === link) return known.json;
    const names = this.#names;
    const json = flat(
      `,"link":${names.quoted(link)},"connection":${names.quoted(connection)},"epoch":${String(epoch)},"chart":${names.quoted(chart)}`,
    );
    if (this.#actors.size === MOST_ACTORS) this.#actors.clear();
    this.#actors.set(connection, { link, epoch, chart, json });
    return json;
  }

  #move(record: TransitionRecord): Move {
    const { type } = record.event;
    let moves = this.#moves.get(type);
    if (moves === undefined) this.#moves.set(type, (moves = []));
    for (const move of moves) if (isSame(move.of, record)) return move;
    const names = this.#names;
    const { from, to, guard, effects, cause } = record;
    const guarded = guard === undefined ? '' : `,"guard":${names.quoted(guard)}`;
    const performed = effects.map((effect) => names.quoted(effect)).join();
    const move: Move = {
      of: guard === undefined ? { from, to, effects, cause } : { from, to, guard, effects, cause },
      before: flat(`,"from":${names.quoted(from)},"event":{"type":${names.quoted(type)}`),
      after: flat(`},"to":${names.quoted(to)}${guarded},"effects":[${performed}],"cause":${names.quoted(cause)}`),
    };
    if (moves.length === MOST_MOVES) moves.length = 0;
    moves.push(move);
    return move;
  }

  #facts(event: TransitionRecord['event']): string {
    let json = '';
    for (const fact in event) {
      if (fact === 'type') continue;
      const value = event[fact];
      if (fact === 'at' && typeof value === 'number') {
        json += this.#timeOfEvent(value);
        continue;
      }
      const text = jsonOf(value);
      if (text !== undefined) json += `,${this.#names.quoted(fact)}:${text}`;
    }
    return json;
  }

  #timeOfEvent(at: number): string {
    if (at !== this.#eventAt) {
      this.#eventAt = at;
      this.#eventTime = `,"at":${number(at)}`;
    }
    return this.#eventTime;
  }
}

function isSame(a: Kind, b: Kind): boolean {
  if (a.from !== b.from || a.to !== b.to || a.cause !== b.cause || a.guard !== b.guard) return false;
  if (a.effects === b.effects) return true;
  if (a.effects.length !== b.effects.length) return false;
  for (let i = 0; i < a.effects.length; i += 1) if (a.effects[i] !== b.effects[i]) return false;
  return true;
}

/** V8 keeps a concatenation as a tree of its parts until somebody reads it; what is kept for good is better in one piece. */
const flat = (text: string): string => Buffer.from(text).toString();

/** Any entry that is written seldom. */
export const entryLine = (entry: object): string => `${jsonOf(entry) ?? 'null'}\n`;
