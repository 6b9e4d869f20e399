/** Trouble on purpose, for the links of one supervisor: to see how they bear it. Each act of it is on record. */
import type { ChaosEvent } from '../../machines/chaos.ts';
import type { Surroundings } from '../connection/owner.ts';
import { HoldfastError } from '../contract/errors.ts';
import type { LinkOptions } from '../contract/options/link.ts';
import { parseDuration } from '../contract/options/units.ts';
import { Disturbed } from './disturbed.ts';

/** A number of ms, or text such as '30s'. */
type Duration = number | string;

export interface Lasting {
  /** Default 30 s, at most 10 minutes: then it ends by itself. */
  readonly lasts?: Duration;
}

const LASTS = 30_000;
const LONGEST = 600_000;
const MOST_DELAY = 60_000;

export class Chaos {
  readonly #around: Surroundings;
  readonly #links = new Map<string, Disturbed>();

  /** @internal It is `supervisor.chaos`. */
  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** @internal A link is made: what it is to take in place of its own options and of what it would borrow. */
  disturbable(name: string, options: LinkOptions): { readonly options: LinkOptions; readonly around: Surroundings } {
    const link = new Disturbed(name, this.#around);
    this.#links.set(name, link);
    const { to } = options;
    const { around } = link;
    return to.transport === null
      ? { options, around }
      : { options: { ...options, to: { ...to, transport: link.over(to.transport) } }, around };
  }

  /** @internal A link is gone. */
  forget(name: string): void {
    this.#links.get(name)?.end();
    this.#links.delete(name);
  }

  /**
   * `idle`, `black-holed`, `delayed`, `refusing`.
   * @throws HoldfastError `option-invalid`: there is no such link
   */
  state(link: string): string {
    return this.#of(link).state;
  }

  /**
   * Resets its sockets, those still dialled included, as if the peer had.
   * @throws HoldfastError `option-invalid`
   */
  drop(link: string): void {
    this.#take(link, { type: 'drop', at: this.#now });
  }

  /**
   * Those of its lines that are up and probe by their heartbeat do so now.
   * @throws HoldfastError `option-invalid`
   */
  probe(link: string): void {
    this.#take(link, { type: 'probe', at: this.#now });
  }

  /**
   * Nothing passes, either way, and nobody is told; new dials hang. What was written meanwhile goes out afterwards.
   * @throws HoldfastError `option-invalid`
   */
  blackHole(link: string, { lasts }: Lasting = {}): void {
    this.#take(link, { type: 'black-hole', at: this.#now, lasts: lasting(link, lasts) });
  }

  /**
   * All that passes takes `by` longer, each way: 1 ms to a minute.
   * @throws HoldfastError `option-invalid`
   */
  delay(link: string, by: Duration, { lasts }: Lasting = {}): void {
    const ms = within(link, 'a delay', by, MOST_DELAY);
    this.#take(link, { type: 'delay', at: this.#now, lasts: lasting(link, lasts), ms });
  }

  /**
   * New dials fail as if nobody listened. A line that is up stays up.
   * @throws HoldfastError `option-invalid`
   */
  refuse(link: string, { lasts }: Lasting = {}): void {
    this.#take(link, { type: 'refuse', at: this.#now, lasts: lasting(link, lasts) });
  }

  /**
   * Ends what lasts.
   * @throws HoldfastError `option-invalid`
   */
  heal(link: string): void {
    this.#take(link, { type: 'heal', at: this.#now });
  }

  #take(link: string, event: ChaosEvent): void {
    this.#of(link).take(event);
  }

  #of(link: string): Disturbed {
    const found = this.#links.get(link);
    if (found === undefined)
      throw new HoldfastError('option-invalid', `chaos: there is no link of the name ${JSON.stringify(link)} here`);
    return found;
  }

  get #now(): number {
    return this.#around.host.clock.now();
  }
}

const lasting = (link: string, lasts: Duration | undefined): number =>
  lasts === undefined ? LASTS : within(link, 'how long it lasts', lasts, LONGEST);

/** @throws HoldfastError `option-invalid` */
function within(link: string, what: string, given: Duration, most: number): number {
  const ms = parseDuration(given);
  if (ms >= 1 && ms <= most) return ms;
  const message = `${link}: chaos: ${what} is 1 to ${String(most)} ms, and not ${String(ms)}`;
  throw new HoldfastError('option-invalid', message, { link });
}
