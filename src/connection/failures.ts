/** The errors that settle calls: what happened, on which link, with what evidence, and what is known of the outcome. */
import type { Outcome } from '../contract/errors.ts';
import { HoldfastError } from '../contract/errors.ts';

const told: Readonly<Record<Outcome, string>> = {
  'not-sent': 'nothing was sent, so it is safe to repeat',
  unknown: 'it was handed to the socket, so the peer may have acted on it',
};

/** What keeps a line down. */
export interface Trouble {
  /** The last loss, as in records. */
  readonly reason: string;
  /** The same in a sentence. */
  readonly detail: string;
}

/** The caller's own limit or signal. @param trouble why the line was down meanwhile */
export const overdue = (
  code: 'timeout' | 'aborted',
  link: string,
  connection: string | undefined,
  outcome: Outcome,
  trouble: Trouble | null = null,
): HoldfastError => {
  const what = code === 'timeout' ? 'time ran out' : 'the caller gave up';
  const why = trouble === null ? '' : ` while the line was down (${trouble.detail})`;
  const reason = trouble?.reason;
  return new HoldfastError(code, `${link}: ${what}${why}; ${told[outcome]}`, { link, connection, outcome, reason });
};

/** The connection went while a reply was owed. */
export const lost = (link: string, connection: string, loss: string | null, detail: string | null): HoldfastError => {
  const reason = loss ?? 'closed by us';
  const evidence = detail === null ? '' : ` (${detail})`;
  return new HoldfastError(
    'lost',
    `${link}: the connection went before the reply came: ${reason}${evidence}; ${told.unknown}`,
    { link, connection, outcome: 'unknown', reason },
  );
};

/** No reply could be told to be this request's. */
export const unmatchable = (link: string, connection: string, why: string, cause?: unknown): HoldfastError =>
  new HoldfastError('key-refused', `${link}: ${why}; ${told['not-sent']}`, {
    link,
    connection,
    outcome: 'not-sent',
    cause,
  });
