/** Calls of one kind that wait, in the order in which they were made: the first, and each one out of it, in constant time. */
import type { Call } from '../connection/call.ts';

interface Place {
  readonly call: Call;
  prev: Place | null;
  next: Place | null;
}

export class Waiting {
  readonly #places = new Map<Call, Place>();
  #first: Place | null = null;
  #last: Place | null = null;

  get first(): Call | undefined {
    return this.#first?.call;
  }

  get size(): number {
    return this.#places.size;
  }

  /** Behind those that are older: as a rule all of them, or none when it is put back. */
  add(call: Call): void {
    let before = this.#last;
    if (this.#first !== null && this.#first.call.ordinal > call.ordinal) before = null;
    while (before !== null && before.call.ordinal > call.ordinal) before = before.prev;
    const place: Place = { call, prev: before, next: before === null ? this.#first : before.next };
    if (place.prev === null) this.#first = place;
    else place.prev.next = place;
    if (place.next === null) this.#last = place;
    else place.next.prev = place;
    this.#places.set(call, place);
  }

  /** @returns whether it waited here */
  remove(call: Call): boolean {
    const place = this.#places.get(call);
    if (place === undefined) return false;
    this.#places.delete(call);
    if (place.prev === null) this.#first = place.next;
    else place.prev.next = place.next;
    if (place.next === null) this.#last = place.prev;
    else place.next.prev = place.prev;
    return true;
  }

  all(): IterableIterator<Call> {
    return this.#places.keys();
  }
}
