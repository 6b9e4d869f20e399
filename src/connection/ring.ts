/** What is owed by the peer, in the order in which it was sent: requests, and probes between them. */
import type { Place } from './call.ts';

/**
 * A queue in a power-of-two array, indexed by `position & mask`: no Map, and nothing is moved. It is bounded by those who
 * push: the chart's window for requests, `MOST_PROBES` for probes.
 */
export class Ring {
  #places: (Place | undefined)[] = Array.from({ length: 4 });
  #head = 0;
  #tail = 0;
  #probes = 0;

  get size(): number {
    return this.#tail - this.#head;
  }

  /** How many of them are probes. */
  get probes(): number {
    return this.#probes;
  }

  /** The oldest, or undefined. */
  head(): Place | undefined {
    return this.#head === this.#tail ? undefined : this.#places[this.#head & (this.#places.length - 1)];
  }

  /** The i-th oldest, 0 being the head. */
  at(i: number): Place | undefined {
    return i < this.size ? this.#places[(this.#head + i) & (this.#places.length - 1)] : undefined;
  }

  push(place: Place): void {
    if (this.size === this.#places.length) this.#grow();
    this.#places[this.#tail & (this.#places.length - 1)] = place;
    this.#tail += 1;
    if (place.kind === 'probe') this.#probes += 1;
  }

  shift(): Place | undefined {
    if (this.#head === this.#tail) return undefined;
    const at = this.#head & (this.#places.length - 1);
    const place = this.#places[at];
    this.#places[at] = undefined;
    this.#head += 1;
    if (place?.kind === 'probe') this.#probes -= 1;
    return place;
  }

  /** Empties it, oldest first. */
  take(each: (place: Place) => void): void {
    for (let place = this.shift(); place !== undefined; place = this.shift()) each(place);
  }

  #grow(): void {
    const grown: (Place | undefined)[] = Array.from({ length: this.#places.length * 2 });
    const size = this.size;
    for (let i = 0; i < size; i += 1) grown[i] = this.at(i);
    this.#places = grown;
    this.#head = 0;
    this.#tail = size;
  }
}
