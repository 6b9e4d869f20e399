/** One child's place: its chart, run as an actor, and the child itself. */
import type { ChildContext, ChildEvent, ChildInput } from '../../machines/child.ts';
import { childMachine } from '../../machines/child.ts';
import type { Actor, Program, Step } from '../actor/actor.ts';
import { programFor } from '../actor/engines.ts';
import type { Engine } from '../actor/engines.ts';
import type { TreeNode } from '../contract/tree.ts';
import type { ChildSpec, Exit } from './child.ts';
import type { SupervisionAround } from './surroundings.ts';
import { crashOf, factsOf, toldOf } from './surroundings.ts';

/** What a place tells its supervision. */
export interface Above {
  /** It crashed, or ended though it must not; the shared budget decides. */
  fell(place: Place): void;
  /** It was told to end, and is down. */
  down(place: Place): void;
  /** It used up the budget of its own. */
  spent(place: Place, exit: Exit): void;
  /** For good. */
  ended(place: Place, exit: Exit): void;
}

type ChildProgram = Program<Place, ChildEvent, ChildContext, ChildInput>;

export class Place {
  readonly spec: ChildSpec;
  readonly #path: string;
  readonly #above: Above;
  readonly #around: SupervisionAround;
  readonly #actor: Actor<ChildEvent, ChildContext>;
  /** Counts its lives: what an earlier one still says is dropped. */
  #life = 0;
  /** This life has not ended: the chart may hear of the end a little later, and is to ask nothing of a child until then. */
  #living = false;
  /** Events at work. Who hears of one may send the next at once: nothing is told before the chart is at rest. */
  #depth = 0;
  #news: ('fell' | 'down')[] = [];
  #exit: Exit = { how: 'asked', reason: 'stopped' };

  constructor(spec: ChildSpec, path: string, above: Above, around: SupervisionAround) {
    this.spec = spec;
    this.#path = `${path}/${spec.id}`;
    this.#above = above;
    this.#around = around;
    const { restart, shutdown, budget } = spec;
    this.#actor = programOf(around.engine).spawn(this, { restart, shutdown, budget }, around.runtime);
    this.#actor.start();
  }

  get id(): string {
    return this.spec.id;
  }

  /** `down`, `running`, `stopping`, `ended`. */
  get state(): string {
    return this.#actor.value;
  }

  start(): void {
    this.#send({ type: 'start', at: this.#now() });
  }

  stop(within: number | null, reason = 'stopped'): void {
    this.#send({ type: 'stop', at: this.#now(), reason, ...(within === null ? {} : { within }) });
  }

  halt(): void {
    this.#send({ type: 'halt', at: this.#now() });
  }

  kill(reason = 'destroyed'): void {
    this.#send({ type: 'kill', at: this.#now(), reason });
  }

  view(): TreeNode {
    const { kind, restart, budget, child } = this.spec;
    const { restarts } = this.#actor.context;
    const now = this.#now();
    return {
      id: this.id,
      kind,
      state: this.state,
      restart,
      budget: budget === null ? null : { ...budget, left: budgetLeft(budget, restarts, now) },
      ...child.below?.(),
    };
  }

  // From the chart.

  watched(): boolean {
    return this.#around.watched();
  }

  stepped(step: Step<ChildEvent, ChildContext>): void {
    this.#around.record(this.#link, factsOf('child', this.#path, step), step.context);
  }

  begin(): void {
    this.#life += 1;
    this.#living = true;
    const life = this.#life;
    const exited = (exit: Exit): void => {
      if (life === this.#life) this.#exited(exit);
    };
    try {
      this.spec.child.start(exited);
    } catch (error) {
      exited({ how: 'crashed', reason: 'crashed', error });
    }
  }

  ask({ returns, limit }: ChildContext): void {
    if (!this.#living) return;
    if (returns) this.spec.child.halt();
    else this.spec.child.stop(limit);
  }

  killChild(): void {
    if (!this.#living) return;
    this.#living = false;
    this.#life += 1;
    this.#exit = { how: 'asked', reason: 'destroyed' };
    this.spec.child.kill();
  }

  /** @param news for its supervision */
  heard(news: 'fell' | 'down'): void {
    this.#news.push(news);
    // A timer's own event: nobody waits for it to return.
    if (this.#depth === 0) this.#around.runtime.clock.soon(() => this.#tell());
  }

  spent(): void {
    this.#above.spent(this, this.#exit);
  }

  finished(error: unknown): void {
    this.#news = [];
    if (error === undefined) {
      this.#above.ended(this, this.#last());
      return;
    }
    if (this.watched())
      this.#around.record(this.#link, crashOf('child', this.#path, this.state, this.#now(), error), {});
    this.#killQuietly();
    this.#above.ended(this, { how: 'crashed', reason: 'crashed', error });
  }

  /** It is out of order itself, and lives on below nobody otherwise. */
  #killQuietly(): void {
    try {
      this.killChild();
    } catch {
      return;
    }
  }

  /** How it ended for good: as its last life did, unless it was already down. */
  #last(): Exit {
    const reason = this.#actor.context.reason ?? this.#exit.reason;
    if (reason === this.#exit.reason) return this.#exit;
    return reason === 'crashed' ? { ...this.#exit, how: 'crashed', reason } : { how: 'asked', reason };
  }

  #send(event: ChildEvent): void {
    this.#depth += 1;
    this.#actor.send(event);
    this.#depth -= 1;
    this.#tell();
  }

  #tell(): void {
    if (this.#depth > 0) return;
    for (let news = this.#news.shift(); news !== undefined; news = this.#news.shift()) this.#above[news](this);
  }

  #exited(exit: Exit): void {
    this.#living = false;
    this.#life += 1;
    this.#exit = exit;
    const { how, reason, error } = exit;
    const thrown = how === 'crashed' && error !== undefined ? { error: toldOf(error) } : {};
    this.#send({ type: 'exited', at: this.#now(), how, reason, ...thrown });
  }

  /** That it is about; '' for none. */
  get #link(): string {
    const { kind } = this.spec;
    return kind === 'link' || kind === 'listener' ? this.id : '';
  }

  #now(): number {
    return this.#around.runtime.clock.now();
  }
}

/** Restarts that a budget still allows. Both edges of its window count. */
export const budgetLeft = (
  { restarts, within }: Readonly<{ restarts: number; within: number }>,
  done: readonly number[],
  now: number,
): number => Math.max(0, restarts - done.filter((then) => now - then <= within).length);

const make = (engine: Engine): ChildProgram =>
  programFor<Place, ChildEvent, ChildContext, ChildInput>(engine, childMachine, {
    effects: {
      begin: (place) => place.begin(),
      ask: (place, context) => place.ask(context),
      kill: (place) => place.killChild(),
      fell: (place) => place.heard('fell'),
      down: (place) => place.heard('down'),
      spent: (place) => place.spent(),
    },
    watched: (place) => place.watched(),
    stepped: (place, step) => place.stepped(step),
    settled: () => {},
    ended: (place, _, error) => place.finished(error),
  });

const made = new Map<Engine, ChildProgram>();

const programOf = (engine: Engine): ChildProgram => {
  const program = made.get(engine) ?? make(engine);
  made.set(engine, program);
  return program;
};
