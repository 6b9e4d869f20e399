/** A list that forgets its oldest, and says how many. */
export class Bounded<T> {
  readonly #most: number;
  #items: T[] = [];
  forgotten = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get items(): readonly T[] {
    return this.#items;
  }

  clear(): void {
    this.#items = [];
    this.forgotten = 0;
  }

  push(more: readonly T[]): void {
    const all = [...this.#items, ...more];
    const over = Math.max(0, all.length - this.#most);
    this.forgotten += over;
    this.#items = over === 0 ? all : all.slice(over);
  }
}
