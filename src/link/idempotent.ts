/** A request that may be asked twice, for its caller says that twice does no more than once. */
import type { Done } from '../connection/call.ts';
import { Call } from '../connection/call.ts';
import { HoldfastError } from '../contract/errors.ts';

/** Where its line went before the reply came it waits for the next line: once, and within its limit. */
export class IdempotentCall extends Call {
  /** How the first sending went. */
  #first: HoldfastError | null = null;
  readonly #repeat: (call: Call) => boolean;

  /** @param repeat puts it back into the queue. @returns false when it cannot */
  constructor(
    bytes: Uint8Array,
    size: number,
    ordinal: number,
    limit: number,
    done: Done,
    repeat: (call: Call) => boolean,
  ) {
    super('request', bytes, size, ordinal, limit, done);
    this.#repeat = repeat;
  }

  override fail(error: HoldfastError): void {
    const first = this.#first;
    if (first !== null) {
      super.fail(error.outcome === 'unknown' ? error : inSpite(first, error));
      return;
    }
    if (error.code === 'lost' && error.outcome === 'unknown') {
      this.#first = error;
      if (this.#repeat(this)) return;
    }
    super.fail(error);
  }
}

/** The repeat was not sent, but the first was: what is known of it is what is known. */
const inSpite = (first: HoldfastError, { code, message }: HoldfastError): HoldfastError => {
  const { link, connection, reason } = first;
  const said = message.replace(/;[^;]*$/, '');
  return new HoldfastError(code, `${first.message}; it was to be repeated, and that was not sent: ${said}`, {
    link,
    connection,
    reason,
    outcome: 'unknown',
    cause: first,
  });
};
