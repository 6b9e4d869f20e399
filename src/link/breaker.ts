/** The link's circuit breaker, run as an actor: whether an exchange may go ahead, and what its end says of the peer. */
import type { BreakerContext, BreakerEvent, BreakerInput } from '../../machines/breaker.ts';
import { breakerMachine } from '../../machines/breaker.ts';
import type { Actor, Program, Runtime, Step } from '../actor/actor.ts';
import { programFor } from '../actor/engines.ts';
import type { Engine } from '../actor/engines.ts';
import type { HoldfastError } from '../contract/errors.ts';

/** What the breaker needs of its link. */
export interface BreakerOwner {
  watched(): boolean;
  recorded(chart: string, step: Step<{ readonly type: string }, object>): void;
}

/** `refused`; `admitted`; `trial`: admitted, and its end decides. */
export type Admission = 'refused' | 'admitted' | 'trial';

export class Breaker {
  readonly #owner: BreakerOwner;
  readonly #runtime: Runtime;
  readonly #actor: Actor<BreakerEvent, BreakerContext>;
  #admission: Admission = 'refused';

  constructor(input: BreakerInput, owner: BreakerOwner, engine: Engine, runtime: Runtime) {
    this.#owner = owner;
    this.#runtime = runtime;
    this.#actor = programOf(engine).spawn(this, input, runtime);
    // Nobody waits for it to close: it is asked.
    this.#actor.ref(false);
    this.#actor.start();
  }

  /** `closed`, `open`, `half-open.waiting`, `half-open.trying`. */
  get state(): string {
    return this.#actor.value;
  }

  ask(): Admission {
    this.#actor.send({ type: 'ask', at: this.#now() });
    return this.#admission;
  }

  /** How an exchange that was let through has ended. */
  ended(error: HoldfastError | null, trial: boolean): void {
    const at = this.#now();
    if (error === null) this.#actor.send({ type: 'succeeded', at });
    else if (error.code === 'timeout' || error.code === 'lost') this.#actor.send({ type: 'failed', at, trial });
    else this.#actor.send({ type: 'withdrawn', at, trial });
  }

  /** Its link is closed. */
  stop(): void {
    this.#actor.stop();
  }

  // From the chart.

  watched(): boolean {
    return this.#owner.watched();
  }

  stepped(step: Step<BreakerEvent, BreakerContext>): void {
    this.#owner.recorded('breaker', step);
  }

  admit(as: Admission): void {
    this.#admission = as;
  }

  #now(): number {
    return this.#runtime.clock.now();
  }
}

type BreakerProgram = Program<Breaker, BreakerEvent, BreakerContext, BreakerInput>;

const make = (engine: Engine): BreakerProgram =>
  programFor<Breaker, BreakerEvent, BreakerContext, BreakerInput>(engine, breakerMachine, {
    effects: {
      admit: (breaker) => breaker.admit('admitted'),
      try: (breaker) => breaker.admit('trial'),
      refuse: (breaker) => breaker.admit('refused'),
    },
    watched: (breaker) => breaker.watched(),
    stepped: (breaker, step) => breaker.stepped(step),
    settled: () => {},
    ended: () => {},
  });

const made = new Map<Engine, BreakerProgram>();

const programOf = (engine: Engine): BreakerProgram => {
  const program = made.get(engine) ?? make(engine);
  made.set(engine, program);
  return program;
};
