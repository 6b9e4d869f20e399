/** Which of a pool's connections takes a call. */
import type { Connection } from '../connection/connection.ts';

export const isUp = (one: Connection): boolean => one.state.startsWith('connected');

/** Of those that can write it now the one with the fewest requests in flight; of equals the first, so that the others may rest. */
export function fewest(pool: readonly Connection[], kind: 'request' | 'post'): Connection | null {
  let best: Connection | null = null;
  for (const one of pool)
    if ((best === null || one.context.pending < best.context.pending) && one.takes(kind)) best = one;
  return best;
}
