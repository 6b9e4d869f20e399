/** Calls as somebody beside their callers sees them: when each was taken, and how it ended. */
import type { Done } from '../connection/call.ts';
import type { CallWatcher } from '../connection/call-watcher.ts';
import type { Surroundings } from '../connection/owner.ts';
import type { HoldfastError } from '../contract/errors.ts';

/** Tells all of them, and gives what tells them of the call's one end. What a watcher throws reaches no caller. */
const begun = (
  watchers: ReadonlySet<CallWatcher>,
  link: string,
  kind: 'request' | 'post',
  fault: (error: unknown) => void,
): ((error: HoldfastError | null, connection: string | null) => void) => {
  const ends: ReturnType<CallWatcher>[] = [];
  for (const watcher of watchers) {
    try {
      ends.push(watcher(link, kind));
    } catch (error) {
      fault(error);
    }
  }
  return (error, connection) => {
    for (const end of ends) {
      try {
        end(error, connection);
      } catch (thrown) {
        fault(thrown);
      }
    }
  };
};

type Ended = ReturnType<typeof begun>;

const settle = (early: { readonly error: HoldfastError | null } | null, carrier: string | null, ended: Ended): void => {
  if (early !== null) ended(early.error, carrier);
};

/**
 * Submits a call that is watched from before it is taken; its caller hears of its end first.
 * @param submit takes the call, or throws why it is refused: that is its end too
 */
export function watched<C extends { readonly carrier: string | null }>(
  { watchers }: Pick<Surroundings, 'watchers'>,
  link: string,
  kind: 'request' | 'post',
  done: Done,
  submit: (done: Done) => C,
  fault: (error: unknown) => void,
): C {
  const ended = begun(watchers, link, kind, fault);
  let call: C | null = null;
  /** Of a call that settled before it was returned: a post that could be written at once. */
  let early: { readonly error: HoldfastError | null } | null = null;
  const told: Done = (error, bytes, start, end) => {
    done(error, bytes, start, end);
    if (call === null) early = { error };
    else ended(error, call.carrier);
  };
  try {
    call = submit(told);
  } catch (error) {
    ended(error as HoldfastError, null);
    throw error;
  }
  settle(early, call.carrier, ended);
  return call;
}
