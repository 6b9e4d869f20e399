/** Who has called and not gone: by id, by address, and in order of their last traffic. */
import { Line } from '../policy/line.ts';
import type { Attendance } from './attendance.ts';

export class Register {
  readonly #byId = new Map<string, Attendance>();
  readonly #byAddress = new Map<string, number>();
  /** The one without traffic for longest comes first. */
  readonly #order = new Line<Attendance>();

  get size(): number {
    return this.#byId.size;
  }

  /** How many are here from this address; '' is none. */
  from(address: string): number {
    return this.#byAddress.get(address) ?? 0;
  }

  add(one: Attendance): void {
    this.#byId.set(one.id, one);
    this.#order.push(one);
    if (one.address !== '') this.#byAddress.set(one.address, this.from(one.address) + 1);
  }

  has(one: Attendance): boolean {
    return this.#byId.get(one.id) === one;
  }

  touch(one: Attendance): void {
    if (!this.has(one)) return;
    this.#order.remove(one);
    this.#order.push(one);
  }

  remove(one: Attendance): void {
    this.#byId.delete(one.id);
    this.#order.remove(one);
    const left = this.from(one.address) - 1;
    if (left > 0) this.#byAddress.set(one.address, left);
    else this.#byAddress.delete(one.address);
  }

  /** Without traffic for longest, of all or of those from one address. */
  quietest(address: string | null): Attendance | null {
    for (let one = this.#order.first; one !== null; one = one.next)
      if (address === null || one.address === address) return one;
    return null;
  }

  all(): readonly Attendance[] {
    return [...this.#byId.values()];
  }
}
