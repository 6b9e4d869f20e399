/** Who has called and not gone: by id, by address, and in order of their last traffic. */
import { Line } from '../policy/line.ts';
import type { Attendance } from './attendance.ts';

export class Register {
  readonly #byId = new Map<string, Attendance>();
  readonly #byAddress = new Map<string, number>();
  /** On line; the one without traffic for longest comes first. */
  readonly #order = new Line<Attendance>();
  /** Not on line yet, in the same order. */
  readonly #coming = new Line<Attendance>();
  readonly #online = new Set<Attendance>();

  get size(): number {
    return this.#byId.size;
  }

  /** How many are here from this address; '' is none. */
  from(address: string): number {
    return this.#byAddress.get(address) ?? 0;
  }

  add(one: Attendance): void {
    this.#byId.set(one.id, one);
    this.#coming.push(one);
    if (one.address !== '') this.#byAddress.set(one.address, this.from(one.address) + 1);
  }

  has(one: Attendance): boolean {
    return this.#byId.get(one.id) === one;
  }

  touch(one: Attendance): void {
    if (!this.has(one)) return;
    const line = this.#lineOf(one);
    line.remove(one);
    line.push(one);
  }

  /** It is on line from now on. */
  welcome(one: Attendance): void {
    if (!this.has(one) || this.#online.has(one)) return;
    this.#coming.remove(one);
    this.#online.add(one);
    this.#order.push(one);
  }

  remove(one: Attendance): void {
    this.#byId.delete(one.id);
    this.#lineOf(one).remove(one);
    this.#online.delete(one);
    const left = this.from(one.address) - 1;
    if (left > 0) this.#byAddress.set(one.address, left);
    else this.#byAddress.delete(one.address);
  }

  /**
   * Without traffic for longest, of all or of those from one address. Those that are not on line yet come first: who only
   * connects puts nobody out who has logged on.
   */
  quietest(address: string | null): Attendance | null {
    for (const line of [this.#coming, this.#order])
      for (let one = line.first; one !== null; one = one.next)
        if (address === null || one.address === address) return one;
    return null;
  }

  #lineOf(one: Attendance): Line<Attendance> {
    return this.#online.has(one) ? this.#order : this.#coming;
  }

  all(): readonly Attendance[] {
    return [...this.#byId.values()];
  }
}
