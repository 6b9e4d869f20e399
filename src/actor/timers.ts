import type { Timed } from '../contract/clock.ts';

export interface Alarmed {
  /** Fires what is due. */
  due(now: number): void;
}

/**
 * The deadlines of one compiled actor, by slot, `Infinity` while unarmed. Arming is the store of a number. It is the list
 * itself: with a hundred thousand actors, an object less for each is worth a subclass of Array.
 */
export class Timers extends Array<number> implements Timed {
  filedAt = Infinity;
  ref = true;
  readonly #actor: Alarmed;

  constructor(actor: Alarmed, slots: number) {
    super(slots);
    this.#actor = actor;
    this.fill(Infinity);
  }

  nextDeadline(): number {
    let earliest = Infinity;
    for (let slot = 0; slot < this.length; slot += 1) earliest = Math.min(earliest, this.deadline(slot));
    return earliest;
  }

  due(now: number): void {
    this.#actor.due(now);
  }

  deadline(slot: number): number {
    return this[slot] ?? Infinity;
  }

  /** The slots that are due, as bits. */
  dueSlots(now: number): number {
    let slots = 0;
    for (const [slot, deadline] of this.entries()) if (deadline <= now) slots |= 1 << slot;
    return slots;
  }

  /**
   * The earliest of these slots, of equals the first: a state is entered after the one around it, so slots are armed
   * in their order. -1 when none of them is due any more.
   */
  first(slots: number, now: number): number {
    let first = -1;
    let earliest = Infinity;
    for (const [slot, deadline] of this.entries()) {
      if ((slots & (1 << slot)) === 0 || deadline > now || deadline >= earliest) continue;
      first = slot;
      earliest = deadline;
    }
    return first;
  }

  /** Slots that are armed, by (deadline, arming). */
  armed(): readonly number[] {
    return [...this.keys()]
      .filter((slot) => this.deadline(slot) < Infinity)
      .toSorted((one, other) => this.deadline(one) - this.deadline(other));
  }
}
