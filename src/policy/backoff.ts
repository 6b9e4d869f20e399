/** How long to wait before the next dial: numbers in, a number out. */

export interface Backoff {
  /** ms before the first redial. */
  readonly first: number;
  readonly factor: number;
  /** ms; no wait is longer, the spread included. */
  readonly max: number;
  /** Each wait is spread by ± this share of itself. */
  readonly jitter: number;
}

/**
 * The chart of a connection computes the same from its own seed; this serves waits that belong to a link.
 * @param attempt from 1
 * @param chance in [0, 1)
 */
export const backoff = ({ first, factor, max, jitter }: Backoff, attempt: number, chance: number): number =>
  Math.min(max / (1 + jitter), first * factor ** (attempt - 1)) * (1 + jitter * (chance * 2 - 1));
