/** Why a link takes no calls, as the error that a caller gets. */
import type { End } from '../connection/owner.ts';
import { HoldfastError } from '../contract/errors.ts';
import type { ErrorCode } from '../contract/errors.ts';
import type { QueueLimits } from './queue.ts';

const codes: Readonly<Record<string, ErrorCode>> = {
  destroyed: 'destroyed',
  crashed: 'crashed',
  rejected: 'rejected',
  'gave-up': 'gave-up',
  stopped: 'closed',
  'drain-timeout': 'closed',
};

const said: Readonly<Partial<Record<ErrorCode, string>>> = {
  destroyed: 'the link was destroyed',
  crashed: 'a function given to this link threw',
  rejected: 'the peer turned this link away',
  'gave-up': 'the link used up its attempts to reconnect',
  closed: 'the link takes no new calls',
  lost: 'the connection could not be had',
};

/** @param reason of the link's chart; null while it drains */
export const closedBy = (link: string, reason: string | null, end: End | null): HoldfastError => {
  const code = reason === null ? 'closed' : (codes[reason] ?? 'lost');
  const loss = end?.loss ?? reason;
  const evidence =
    end === null || code === 'closed' || code === 'destroyed' ? '' : ` (${end.detail ?? loss ?? end.reason})`;
  return new HoldfastError(code, `${link}: ${said[code] ?? code}${evidence}; nothing was sent`, {
    link,
    outcome: 'not-sent',
    reason: loss ?? undefined,
    cause: end?.error,
  });
};

/** @param end how the last connection ended, if one has */
export const circuitOpen = (link: string, end: End | null): HoldfastError => {
  const last = end?.loss ?? null;
  const evidence = last === null ? '' : ` (its last loss: ${last})`;
  return new HoldfastError(
    'circuit-open',
    `${link}: its breaker is open, for too many exchanges in a row failed${evidence}; nothing was sent`,
    { link, outcome: 'not-sent', reason: last ?? undefined },
  );
};

/** @param held what waits, by number and bytes. @param line what the line does meanwhile */
export const queueFull = (
  link: string,
  held: { readonly size: number; readonly bytes: number },
  { max, maxBytes }: QueueLimits,
  line: string,
): HoldfastError => {
  const waits = `${String(held.size)} calls, ${String(held.bytes)} bytes`;
  return new HoldfastError(
    'queue-full',
    `${link}: the queue is full (${waits} wait; at most ${String(max)} and ${String(maxBytes)}) while the line is ${line}; nothing was sent`,
    { link, outcome: 'not-sent' },
  );
};
