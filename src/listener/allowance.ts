/**
 * What may go to an address that may be forged: never more bytes than came from it, so that nobody is flooded in another's
 * name. RFC 9000, section 8, allows three times as much; what answers here is no handshake of our own, so once must do.
 */

import type { HoldfastError } from '../contract/errors.ts';
import type { Addressee } from './failures.ts';
import { amplifies } from './failures.ts';

export class Allowance {
  #proven: boolean;
  #bytes = 0;

  /** @param proven the transport itself has proven the address: a connection was opened */
  constructor(proven: boolean) {
    this.#proven = proven;
  }

  heard(bytes: number): void {
    if (!this.#proven) this.#bytes += bytes;
  }

  /** Why so many bytes may not go there; null: they may. */
  refusal(to: Addressee, size: number): HoldfastError | null {
    if (this.#proven || size <= this.#bytes) return null;
    return amplifies(to, size, this.#bytes, 'which is what came from there and is not spent');
  }

  spent(bytes: number): void {
    if (!this.#proven) this.#bytes -= bytes;
  }

  /** It answered what only this address was told. */
  prove(): void {
    this.#proven = true;
  }
}
