/**
 * Senders of datagrams that are not asked about again within a second: those for whom there was no place, and those whose
 * session was ended. What they send costs a look into a table of bounded size, whoever they say they are.
 */

const WINDOW = 1_000;
/** Addresses turned away within one second; beyond it nobody new is asked about until it is over. */
const MOST_REFUSED = 64;
/** Beyond it the oldest is forgotten, and may call again. */
const MOST_ENDED = 1_024;

export class Strangers {
  readonly #now: () => number;
  #until = -Infinity;
  readonly #refused = new Set<string>();
  readonly #ended = new Set<string>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Is it worth asking about? @param remote `address` with its port */
  welcome(address: string, remote: string): boolean {
    this.#turn();
    return this.#refused.size < MOST_REFUSED && !this.#refused.has(address) && !this.#ended.has(remote);
  }

  /** There was no place for it. */
  refused(address: string): void {
    this.#turn();
    this.#refused.add(address);
  }

  /** Its session was ended by us, and not in order. */
  ended(remote: string): void {
    this.#turn();
    this.#ended.add(remote);
    for (const oldest of this.#ended) {
      if (this.#ended.size <= MOST_ENDED) break;
      this.#ended.delete(oldest);
    }
  }

  /** There is a place again. */
  freed(): void {
    this.#refused.clear();
  }

  #turn(): void {
    const now = this.#now();
    if (now < this.#until) return;
    this.#until = now + WINDOW;
    this.#refused.clear();
    this.#ended.clear();
  }
}
