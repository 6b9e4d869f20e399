/** The stream of one who called: it also hears when all of it is over. */
import type { Codec } from '../contract/codec.ts';
import type { AcceptSink } from '../contract/transport.ts';
import type { StreamOwner } from '../connection/stream.ts';
import { Stream } from '../connection/stream.ts';

export interface AcceptedOwner extends StreamOwner {
  /** Both sides have ended, and what was written went out; or the socket is gone. */
  closed(): void;
}

export class AcceptedStream extends Stream implements AcceptSink {
  readonly #session: AcceptedOwner;

  constructor(codec: Codec, owner: AcceptedOwner) {
    super(codec, owner);
    this.#session = owner;
  }

  closed(): void {
    this.#session.closed();
  }
}
