/** The error of a call to a client that is not on line. */
import { HoldfastError } from '../contract/errors.ts';

/** @param reason why its session ended; null: it has not, and its client has not logged on. @param detail the same in a sentence */
export const offLine = (
  session: { readonly id: string; readonly name: string },
  reason: string | null,
  detail: string | null,
): HoldfastError => {
  const why = reason === null ? '' : ` (${detail ?? reason})`;
  const facts = { link: session.name, connection: session.id, outcome: 'not-sent' } as const;
  return new HoldfastError('closed', `${session.id}: this client is not on line${why}; nothing was sent`, facts);
};
