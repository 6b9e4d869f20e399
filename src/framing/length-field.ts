/** How a length is written in a header. One file an encoding; none knows what the length counts. */
export interface LengthField {
  /** For messages, where it stands behind 'a': '2-byte bcd'. */
  readonly name: string;
  /** The fewest and the most bytes it takes. */
  readonly least: number;
  readonly most: number;
  /** The greatest length it can say, in bytes. */
  readonly greatest: number;
  /** How many bytes the field at `at` takes: 0 when the bytes before `end` do not tell yet. Never over `most`. */
  widthAt(bytes: Uint8Array, at: number, end: number): number;
  /** How many bytes it takes to say `length`. */
  widthOf(length: number): number;
  /**
   * The length at `at`, or -1 for what is none. Over `limit` it need not be exact, only over it: accumulating stops there, so
   * that no number becomes unsafe, whatever eight bytes or sixteen digits say.
   */
  read(bytes: Uint8Array, at: number, width: number, limit: number): number;
  /** Writes `length`, which is at most `greatest`. */
  write(length: number, bytes: Uint8Array, at: number): void;
}

/** `base ** digits - 1`, or the greatest safe number if that is over it: frames end at 2^30. */
export const greatestOf = (base: number, digits: number): number =>
  Math.min(base ** digits - 1, Number.MAX_SAFE_INTEGER);
