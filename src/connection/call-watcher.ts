/** Who looks on while links are called: metrics, traces. */
import type { HoldfastError } from '../contract/errors.ts';

/**
 * Hears of each call of each link as it is made.
 * @returns hears how it ended, once: with the reply (null) or the error, and by which connection it was written, null for none
 */
export type CallWatcher = (
  link: string,
  kind: 'request' | 'post',
) => (error: HoldfastError | null, connection: string | null) => void;
