/** What was done to a link on purpose, as its records tell: whether a loss may be owed to that. */
import type { TransitionRecord } from '../contract/record.ts';
import type { OnPurpose } from './why-story.ts';

/** A reset is heard at once: what is lost later was not lost by it. ms. */
const HEARD_WITHIN = 1_000;
const troubles: ReadonlySet<string> = new Set(['black-hole', 'delay', 'refuse']);

export class Purpose {
  #lasting: OnPurpose | null = null;
  #drop: OnPurpose | null = null;

  /** @param record of the chart `chaos` @returns what it does to a link that is down already; null: nothing */
  record({ at, event, to }: TransitionRecord): OnPurpose | null {
    const what = { at, what: event.type };
    if (event.type === 'drop') return (this.#drop = what);
    if (troubles.has(event.type)) return (this.#lasting = what);
    if (to === 'idle' || to === 'ended') this.#lasting = null;
    return null;
  }

  /** What was at work at that time; null: nothing was. */
  at(time: number): OnPurpose | null {
    return this.#drop !== null && time - this.#drop.at <= HEARD_WITHIN ? this.#drop : this.#lasting;
  }
}
