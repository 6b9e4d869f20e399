/** The errors of what cannot be sent to a client. */
import { HoldfastError } from '../contract/errors.ts';

export interface Addressee {
  readonly id: string;
  readonly name: string;
  readonly remote: string;
}

/** @param reason why its session ended; null: it has not, and its client has not logged on. @param detail the same in a sentence */
export const offLine = (
  session: Pick<Addressee, 'id' | 'name'>,
  reason: string | null,
  detail: string | null,
): HoldfastError => {
  const why = reason === null ? '' : ` (${detail ?? reason})`;
  const facts = { link: session.name, connection: session.id, outcome: 'not-sent' } as const;
  return new HoldfastError('closed', `${session.id}: this client is not on line${why}; nothing was sent`, facts);
};

/** @param most bytes that may go there now. @param why they are as few as they are */
export const amplifies = (to: Addressee, size: number, most: number, why: string): HoldfastError => {
  const text = `${to.id}: ${String(size)} bytes for ${to.remote} are more than ${String(most)}, ${why}; nothing was sent`;
  return new HoldfastError('amplifies', text, { link: to.name, connection: to.id, outcome: 'not-sent' });
};
