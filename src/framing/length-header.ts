import type { LengthField } from './length-field.ts';

export interface HeaderRules {
  readonly offset: number;
  readonly adjustment: number;
  readonly includesHeader: boolean;
  readonly maxFrame: number;
}

export interface HeaderProblem {
  readonly code: 'frame-malformed' | 'frame-too-large';
  readonly what: string;
  /** The field is `bytes.subarray(from, to)`. */
  readonly from: number;
  readonly to: number;
}

/** A length field in its place: what the length counts, and how large the whole frame is by it. */
export class LengthHeader {
  readonly field: LengthField;
  /** The fewest and the most bytes up to the end of the field. */
  readonly least: number;
  readonly most: number;
  readonly #offset: number;
  readonly #adjustment: number;
  readonly #includesHeader: boolean;
  readonly #maxFrame: number;
  /** The greatest length that could still be a frame within maxFrame. */
  readonly #limit: number;

  constructor(field: LengthField, rules: HeaderRules) {
    this.field = field;
    this.least = rules.offset + field.least;
    this.most = rules.offset + field.most;
    this.#offset = rules.offset;
    this.#adjustment = rules.adjustment;
    this.#includesHeader = rules.includesHeader;
    this.#maxFrame = rules.maxFrame;
    this.#limit = Math.max(0, rules.maxFrame - rules.adjustment);
  }

  /** Size of the header at `at`, or 0 when the bytes before `end` do not tell yet. */
  headAt(bytes: Uint8Array, at: number, end: number): number {
    if (this.least === this.most) return end - at < this.most ? 0 : this.most;
    const width = this.field.widthAt(bytes, at + this.#offset, end);
    return width === 0 ? 0 : this.#offset + width;
  }

  /** Size of the whole frame at `at`, whose header takes `head` bytes; -1 when it is none that may come: see `refuse`. */
  totalAt(bytes: Uint8Array, at: number, head: number): number {
    const length = this.field.read(bytes, at + this.#offset, head - this.#offset, this.#limit);
    const total = length + this.#shift(head);
    return length < 0 || total < head || total > this.#maxFrame ? -1 : total;
  }

  /** What the field has to say for a frame of `body` bytes behind a header of `head`. May be negative, or more than it can say. */
  lengthFor(body: number, head: number): number {
    return head + body - this.#shift(head);
  }

  /** Why `totalAt` gave -1, and where in the bytes the field stands. */
  problemAt(bytes: Uint8Array, at: number, head: number): HeaderProblem {
    const { field } = this;
    const from = at + this.#offset;
    const to = at + head;
    const length = field.read(bytes, from, to - from, this.#limit);
    if (length < 0) return { code: 'frame-malformed', what: `expected a length, ${field.name}`, from, to };
    if (length + this.#shift(head) < head) {
      const what = `the length ${String(length)} ends the frame before its own header of ${String(head)} bytes`;
      return { code: 'frame-malformed', what, from, to };
    }
    const what = `the length (${field.name}) announces a frame over maxFrame, ${String(this.#maxFrame)} bytes`;
    return { code: 'frame-too-large', what, from, to };
  }

  /** What the length does not count of the whole frame. */
  #shift(head: number): number {
    return this.#includesHeader ? this.#adjustment : this.#adjustment + head;
  }
}
