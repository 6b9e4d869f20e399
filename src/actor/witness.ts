/** Who looks on while an event runs. Nobody, as a rule: then nothing is gathered. */
import type { ChartContext, ChartEvent } from './args.ts';

/** An effect, ready to be performed. */
export type Perform = (owner: unknown, context: ChartContext, event: ChartEvent, params: unknown) => void;

export interface Moment {
  readonly owner: unknown;
  readonly context: ChartContext;
  readonly event: ChartEvent;
}

export interface Witness {
  /** A transition was taken because this guard let it pass. */
  passed(guard: string): void;
  /** An effect's turn has come. Returns whether it is to be performed now. */
  reached(effect: string, perform: Perform, moment: Moment, params: unknown): boolean;
}

/** Writes down what a step reports. */
export class Notes implements Witness {
  readonly guards: string[] = [];
  readonly effects: string[] = [];

  passed(guard: string): void {
    this.guards.push(guard);
  }

  reached(effect: string): boolean {
    this.effects.push(effect);
    return true;
  }
}

/** Keeps effects back until the initial state is known, as XState does. */
export class Postponed implements Witness {
  readonly #notes: Notes | null;
  readonly #effects: (() => void)[] = [];

  constructor(notes: Notes | null) {
    this.#notes = notes;
  }

  passed(guard: string): void {
    this.#notes?.passed(guard);
  }

  reached(effect: string, perform: Perform, { owner, context, event }: Moment, params: unknown): boolean {
    this.#effects.push(() => {
      this.#notes?.reached(effect);
      perform(owner, context, event, params);
    });
    return false;
  }

  perform(): void {
    for (const effect of this.#effects) effect();
  }
}

/** Looks for one effect and has none performed. */
export class Seeker implements Witness {
  readonly #sought: string;
  found = false;

  constructor(sought: string) {
    this.#sought = sought;
  }

  passed(): void {}

  reached(effect: string): boolean {
    this.found ||= effect === this.#sought;
    return false;
  }
}
