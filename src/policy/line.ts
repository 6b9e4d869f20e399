/** What can stand in a line: its places are the line's own. */
export interface Linked<T> {
  prev: T | null;
  next: T | null;
}

/** First in, first out, and out of the middle as fast. */
export class Line<T extends Linked<T>> {
  #first: T | null = null;
  #last: T | null = null;

  get first(): T | null {
    return this.#first;
  }

  push(one: T): void {
    one.prev = this.#last;
    if (this.#last === null) this.#first = one;
    else this.#last.next = one;
    this.#last = one;
  }

  /** `one` must stand in this line. */
  remove(one: T): void {
    if (one.prev === null) this.#first = one.next;
    else one.prev.next = one.next;
    if (one.next === null) this.#last = one.prev;
    else one.next.prev = one.prev;
    one.prev = null;
    one.next = null;
  }
}
