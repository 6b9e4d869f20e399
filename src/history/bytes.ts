/** The files of a log as one row of bytes: read in order once, and then wherever a line is wanted. */

/** One file of a log, in the order of its segments: of this machine's disk, or dropped on a page. */
export interface LogPart {
  readonly name: string;
  /** Bytes. What is written behind them later is not looked at. */
  readonly size: number;
  /** The bytes from `from` up to `to`; fewer where the file has become shorter. */
  read(from: number, to: number): Promise<Uint8Array>;
}

/** Where bytes lie: `from` counts through all parts. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export class Bytes {
  readonly #parts: readonly LogPart[];
  readonly size: number;

  constructor(parts: readonly LogPart[]) {
    this.#parts = parts;
    this.size = parts.reduce((sum, { size }) => sum + size, 0);
  }

  /** Each part with where it begins. */
  *parts(): Generator<{ readonly part: LogPart; readonly begin: number }, void> {
    let begin = 0;
    for (const part of this.#parts) {
      yield { part, begin };
      begin += part.size;
    }
  }

  /** Where the part ends in which this byte lies. */
  end(from: number): number {
    for (const { part, begin } of this.parts()) if (from < begin + part.size) return begin + part.size;
    return this.size;
  }

  /** Of one part: no line reaches from one into the next. */
  async read({ from, to }: Stretch): Promise<Uint8Array> {
    for (const { part, begin } of this.parts())
      if (from < begin + part.size) return part.read(from - begin, Math.min(to - begin, part.size));
    return new Uint8Array();
  }
}
