/** Names to addresses. Nothing is kept: a name is looked up anew for each dial. */
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns';

export type Addresses = readonly LookupAddress[];
type Lookup = (name: string, done: (error: Error | null, addresses: Addresses) => void) => void;
type Waiter = (error: Error | null, addresses: Addresses) => void;

/** `getaddrinfo` holds one of Node's four threads, maybe for many seconds: one stays free for files. */
const AT_ONCE = 3;

const system: Lookup = (name, done) => {
  lookup(name, { all: true }, done);
};

/**
 * One look-up at a time for a name, three in all; the other names wait their turn. Those who ask for a name whose look-up
 * waits or runs share its answer.
 */
export class Resolver {
  readonly #lookup: Lookup;
  /** By name, in order of asking: who waits for it. */
  readonly #asked = new Map<string, Set<Waiter>>();
  readonly #running = new Set<string>();

  constructor(how: Lookup = system) {
    this.#lookup = how;
  }

  /** @returns what withdraws the question: `done` is not called then. A look-up that runs runs on: the system cannot stop it. */
  resolve(name: string, done: Waiter): () => void {
    const waiters = this.#asked.get(name) ?? new Set();
    waiters.add(done);
    this.#asked.set(name, waiters);
    this.#next();
    return () => {
      waiters.delete(done);
      if (waiters.size === 0 && !this.#running.has(name) && this.#asked.get(name) === waiters) this.#asked.delete(name);
    };
  }

  #next(): void {
    if (this.#running.size >= AT_ONCE) return;
    for (const name of this.#asked.keys()) {
      if (this.#running.has(name)) continue;
      this.#running.add(name);
      this.#lookup(name, (error, addresses) => this.#answer(name, error, addresses));
      if (this.#running.size >= AT_ONCE) return;
    }
  }

  #answer(name: string, error: Error | null, addresses: Addresses): void {
    const waiters = this.#asked.get(name) ?? new Set();
    this.#running.delete(name);
    this.#asked.delete(name);
    this.#next();
    for (const waiter of waiters) waiter(error, addresses ?? []);
  }
}

/** The threads are the process's: so is the limit. */
export const systemResolver = new Resolver();
