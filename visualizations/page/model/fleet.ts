/** Every connection as it is now, in typed arrays by row: a frame costs what has changed, and makes no garbage. */
import { MOST_ROWS } from '../../../src/inspector/protocol.ts';
import type { Row, StateName } from '../../../src/inspector/protocol.ts';
import type { Family } from './family.ts';
import { families, familyFor, familyOf, gravityOf, isDown } from './family.ts';

/** Who one is; it never changes. */
export interface Identity {
  /** `bank-7#1`. */
  readonly connection: string;
  readonly link: string;
  readonly chart: string;
  readonly host: string;
  readonly group: string;
}

const idle = familyOf('idle');
const busy = familyOf('busy');
const ended = familyOf('ended');
/** What is lost again so soon after it came up had not been up: the same trouble goes on. ms */
export const RELAPSE = 5_000;
/** A row that was never told of. */
const UNTOLD = 0xffff;

export class Fleet {
  readonly who = new Map<number, Identity>();
  readonly rowOf = new Map<string, number>();
  readonly counts = new Int32Array(families.length);
  /** Indices into the vocabulary. */
  readonly state = new Uint16Array(MOST_ROWS).fill(UNTOLD);
  readonly family = new Uint8Array(MOST_ROWS).fill(ended);
  /** Since when it is in its family, `t`. */
  readonly since = new Float64Array(MOST_ROWS);
  /** Since when nothing can go out, `t`; NaN while it can. */
  readonly downSince = new Float64Array(MOST_ROWS).fill(NaN);
  readonly losses = new Uint32Array(MOST_ROWS);
  /** When it last came up, and since when it had been down by then. */
  readonly #cameUp = new Float64Array(MOST_ROWS).fill(NaN);
  readonly #downBefore = new Float64Array(MOST_ROWS).fill(NaN);
  /** Rises when a connection comes or goes. */
  shape = 0;
  readonly #vocabulary: StateName[] = [];
  readonly #families: Family[] = [];
  readonly #changed = new Uint32Array(MOST_ROWS);
  readonly #dirty = new Uint8Array(MOST_ROWS);
  #changedCount = 0;

  get size(): number {
    return this.who.size;
  }

  words(first: number, names: readonly StateName[]): void {
    names.forEach((one, i) => {
      this.#vocabulary[first + i] = one;
      this.#families[first + i] = familyFor(one);
    });
  }

  stateOf(row: number): StateName | undefined {
    return this.#vocabulary[this.state[row] ?? UNTOLD];
  }

  stateAt(index: number): StateName | undefined {
    return this.#vocabulary[index];
  }

  familyAt(index: number): Family {
    return this.#families[index] ?? ended;
  }

  clear(): void {
    for (const row of this.who.keys()) this.#forget(row);
    this.who.clear();
    this.rowOf.clear();
    this.counts.fill(0);
    this.shape += 1;
  }

  add([row, connection, link, chart, host, group]: Row): void {
    if (row < 0 || row >= MOST_ROWS) return;
    if (this.who.has(row)) this.remove(row);
    this.who.set(row, { connection, link, chart, host, group });
    this.rowOf.set(connection, row);
    this.family[row] = ended;
    this.#count(ended, 1);
    this.shape += 1;
  }

  remove(row: number): void {
    const who = this.who.get(row);
    if (who === undefined) return;
    this.#count(this.family[row] ?? ended, -1);
    this.who.delete(row);
    if (this.rowOf.get(who.connection) === row) this.rowOf.delete(who.connection);
    this.#forget(row);
    this.shape += 1;
  }

  /** What a frame says of one row. @param since when the state began, `t` */
  move(row: number, state: number, since: number): void {
    if (!this.who.has(row)) return;
    this.state[row] = state;
    const before = this.family[row] ?? ended;
    const family = this.#families[state] ?? ended;
    if (before === family) return;
    this.#count(before, -1);
    this.#count(family, 1);
    this.family[row] = family;
    this.since[row] = since;
    if (family === idle || family === busy || family === ended) this.#up(row, since);
    else if (isDown(family) && !this.isDown(row)) this.#down(row, since);
    if (this.#dirty[row] === 1) return;
    this.#dirty[row] = 1;
    this.#changed[this.#changedCount] = row;
    this.#changedCount += 1;
  }

  /** Hands over each row that changed since the last call, once. @returns how many */
  drain(each: (row: number) => void): number {
    const count = this.#changedCount;
    this.#changedCount = 0;
    for (let i = 0; i < count; i += 1) {
      const row = this.#changed[i] ?? 0;
      this.#dirty[row] = 0;
      each(row);
    }
    return count;
  }

  isDown(row: number): boolean {
    const since = this.downSince[row] ?? NaN;
    return since === since;
  }

  /** What was before anyone looked is known now. @param since since when nothing can go out, `t` */
  recall(row: number, since: number): void {
    if (since < (this.downSince[row] ?? NaN)) this.downSince[row] = since;
  }

  /** Since when it is in trouble, or in its family. */
  began(row: number): number {
    return (this.isDown(row) ? this.downSince[row] : this.since[row]) ?? 0;
  }

  /** Of 0 to 7: what "worst first" goes by before it asks how long. */
  gravity(row: number): number {
    const own = gravityOf(this.family[row] ?? ended);
    return this.isDown(row) ? Math.max(own, 6) : own;
  }

  #up(row: number, since: number): void {
    if (!this.isDown(row)) return;
    this.#cameUp[row] = since;
    this.#downBefore[row] = this.downSince[row] ?? NaN;
    this.downSince[row] = NaN;
  }

  #down(row: number, since: number): void {
    const relapsed = since - (this.#cameUp[row] ?? NaN) < RELAPSE;
    this.downSince[row] = relapsed ? (this.#downBefore[row] ?? since) : since;
    this.losses[row] = (this.losses[row] ?? 0) + 1;
  }

  #count(family: Family, by: number): void {
    this.counts[family] = (this.counts[family] ?? 0) + by;
  }

  #forget(row: number): void {
    this.state[row] = UNTOLD;
    this.family[row] = ended;
    this.since[row] = 0;
    this.downSince[row] = NaN;
    this.losses[row] = 0;
    this.#cameUp[row] = NaN;
    this.#downBefore[row] = NaN;
  }
}
