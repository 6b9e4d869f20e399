/** Texts as small numbers. */

/** Of 16 bits; the last number stands for all that come later, and is the name of none. */
const MOST = 0xffff;

export class Names {
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];

  number(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    if (this.#names.length === MOST) return MOST;
    const number = this.#names.length;
    this.#names.push(name);
    this.#numbers.set(name, number);
    return number;
  }

  name(number: number): string {
    return this.#names[number] ?? '';
  }
}
