/** When a connection has taken its last call, though what is in flight may still be answered. */
import type { ConnectionContext } from '../../machines/connection.ts';

/** A line that has carried all it may goes to `closing` only once the last reply has come. */
export const retires = (state: string, { maxExchanges, exchanges }: ConnectionContext): boolean =>
  state.startsWith('closing') || (maxExchanges !== null && exchanges >= maxExchanges);
