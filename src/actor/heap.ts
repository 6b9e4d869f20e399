/** Numbers, of which the least is at hand. */
export class Heap {
  readonly #items: number[] = [];

  /** `Infinity` when empty. */
  get least(): number {
    return this.#items[0] ?? Infinity;
  }

  clear(): void {
    this.#items.length = 0;
  }

  push(item: number): void {
    const items = this.#items;
    let hole = items.length;
    while (hole > 0) {
      const above = (hole - 1) >> 1;
      const parent = items[above] ?? -Infinity;
      if (parent <= item) break;
      items[hole] = parent;
      hole = above;
    }
    items[hole] = item;
  }

  /** Takes the least out; `Infinity` when empty. */
  pop(): number {
    const items = this.#items;
    const least = this.least;
    const last = items.pop();
    if (last === undefined || items.length === 0) return least;
    let hole = 0;
    for (;;) {
      const left = items[2 * hole + 1] ?? Infinity;
      const right = items[2 * hole + 2] ?? Infinity;
      const child = Math.min(left, right);
      if (child >= last) break;
      items[hole] = child;
      hole = 2 * hole + (left <= right ? 1 : 2);
    }
    items[hole] = last;
    return least;
  }
}
