/** A supervisor as an actor: its chart, its children in order, and the strategies. Knows no network. */
import type { SupervisorContext, SupervisorEvent, SupervisorInput } from '../../machines/supervisor.ts';
import type { Actor, Step } from '../actor/actor.ts';
import type { BudgetView, TreeNode } from '../contract/tree.ts';
import type { ChildSpec, Exit } from './child.ts';
import { Descent } from './descent.ts';
import { Place, budgetLeft } from './place.ts';
import type { Above } from './place.ts';
import { supervisorProgram } from './program.ts';
import type { SupervisorEffects } from './program.ts';
import { Roster } from './roster.ts';
import { crashOf, factsOf } from './surroundings.ts';
import type { SupervisionAround } from './surroundings.ts';

/** What a supervision tells its owner. */
export interface Overseer {
  /** Its id is free again: it is about to end for good. */
  leaves(child: string, kind: TreeNode['kind']): void;
  /** A child that used up the budget of its own, and ends for good. */
  spent(child: string, exit: Exit): void;
  /** A child has ended for good and stands in the tree no more. */
  ended(child: string, exit: Exit): void;
  /**
   * All of it is down. @param reason `stopped`, `halted`, `destroyed`, `restarts-used-up`, `crashed`
   */
  over(reason: string, error: unknown): void;
}

export class Supervision implements Above, SupervisorEffects {
  readonly #path: string;
  readonly #input: SupervisorInput;
  readonly #overseer: Overseer;
  readonly #around: SupervisionAround;
  readonly #roster = new Roster();
  #actor: Actor<SupervisorEvent, SupervisorContext>;
  #descent: Descent | null = null;
  /** The one that was told of as `clear`. */
  #cleared = 0;
  /** Fell, and the chart has not decided about it yet. */
  readonly #fallen = new Set<string>();
  /** What is added is started at once. */
  #open = false;
  #leaving = false;

  /** @param path of this supervisor in the tree, such as `supervisor/settlement` */
  constructor(path: string, input: SupervisorInput, overseer: Overseer, around: SupervisionAround) {
    this.#path = path;
    this.#input = input;
    this.#overseer = overseer;
    this.#around = around;
    this.#actor = this.#newActor();
  }

  /** `down` before its first start, `running`, `restarting`, `stopping`, `ended`. */
  get state(): string {
    return this.#actor.status === 'idle' ? 'down' : this.#actor.value;
  }

  /** It ends for good, or has ended. */
  get leaving(): boolean {
    return this.#leaving;
  }

  get strategy(): SupervisorInput['strategy'] {
    return this.#input.strategy;
  }

  /** The budget that its children share. */
  get budget(): BudgetView {
    const { intensity } = this.#input;
    const done = this.#actor.status === 'idle' ? [] : this.#actor.context.restarts;
    return { ...intensity, left: budgetLeft(intensity, done, this.#now()) };
  }

  place(id: string): Place | undefined {
    return this.#roster.get(id);
  }

  children(): readonly TreeNode[] {
    return this.#roster.all().map((place) => place.view());
  }

  /** Also anew: children that are down from an earlier life are started, in order. */
  start(): void {
    if (this.#actor.status !== 'idle') this.#actor = this.#newActor();
    this.#cleared = 0;
    this.#fallen.clear();
    this.#leaving = false;
    this.#actor.start();
  }

  /**
   * Adds a child, last in order, and starts it; while others are being restarted it is started with them.
   * @param placed hears of its place before it is started
   */
  add(spec: ChildSpec, placed: (place: Place) => void): void {
    const place = new Place(spec, this.#path, this, this.#around);
    this.#roster.add(place);
    placed(place);
    if (this.#open) place.start();
  }

  stop(within: number | null): void {
    this.#actor.send({ type: 'stop', at: this.#now(), ...(within === null ? {} : { within }) });
  }

  halt(): void {
    this.#actor.send({ type: 'halt', at: this.#now() });
  }

  destroy(): void {
    this.#actor.send({ type: 'destroy', at: this.#now() });
  }

  /** Ends for good whoever is down when the supervisor itself has ended. The last one first. */
  abandon(reason: string): void {
    for (const place of this.#roster.all().toReversed()) place.stop(null, reason);
  }

  // From the places.

  fell(place: Place): void {
    this.#descent?.landed(place);
    this.#fallen.add(place.id);
    this.#actor.send({ type: 'fell', at: this.#now(), child: place.id });
  }

  down(place: Place): void {
    this.#descent?.landed(place);
    this.#actor.send({ type: 'down', at: this.#now(), child: place.id });
  }

  spent(place: Place, exit: Exit): void {
    this.#overseer.spent(place.id, exit);
  }

  ended(place: Place, exit: Exit): void {
    this.#roster.remove(place);
    this.#fallen.delete(place.id);
    this.#overseer.leaves(place.id, place.spec.kind);
    place.spec.child.over(exit);
    this.#overseer.ended(place.id, exit);
    if (this.#descent !== null) this.down(place);
  }

  // From the chart.

  watched(): boolean {
    return this.#around.watched();
  }

  stepped(step: Step<SupervisorEvent, SupervisorContext>): void {
    this.#around.record('', factsOf('supervisor', this.#path, step), step.context);
  }

  /** One-for-all takes everybody down, rest-for-one those that were started after it. */
  mark(event: SupervisorEvent): void {
    if (event.type !== 'fell') return;
    this.#open = false;
    this.#fallen.delete(event.child);
    const first = this.#roster.get(event.child);
    if (this.#descent !== null && (first === undefined || this.#descent.covers(event.child))) return;
    this.#descent = new Descent((place) => place.halt());
    this.#descent.inTurn(first === undefined ? [] : this.#takenDownBy(first));
  }

  goDown({ descents }: SupervisorContext): void {
    if (this.#descent?.next() !== true || this.#cleared === descents) return;
    this.#cleared = descents;
    this.#actor.send({ type: 'clear', at: this.#now(), descent: descents });
  }

  /** Halts at one that falls at once: once that is decided, it goes on from there. */
  startAll(): void {
    this.#descent = null;
    for (const place of this.#roster.live()) {
      if (place.state === 'down' && !this.#fallen.has(place.id)) place.start();
      if (this.#fallen.has(place.id)) return;
    }
    this.#open = true;
  }

  startAgain(event: SupervisorEvent): void {
    if (event.type === 'fell') this.#fallen.delete(event.child);
    this.startAll();
  }

  stopAll(context: SupervisorContext): void {
    const { strategy, returns, limit } = context;
    this.#open = false;
    this.#leaving = !returns;
    this.#descent?.abort();
    const all = this.#roster.all();
    const descent = new Descent((place) => (returns ? place.halt() : place.stop(limit)));
    this.#descent = descent;
    descent.inTurn(strategy === 'one-for-one' ? all.filter(isSupervisor) : all);
    if (strategy === 'one-for-one')
      descent.together(
        all.filter((place) => !isSupervisor(place)),
        this.#around.runtime.clock,
      );
    this.goDown(context);
  }

  killRest(): void {
    this.#open = false;
    this.#leaving = true;
    this.#endDescent();
    for (const place of this.#roster.all().toReversed()) place.kill();
  }

  finished(error: unknown): void {
    const { reason, returns } = this.#actor.context;
    if (error !== undefined && this.watched())
      this.#around.record('', crashOf('supervisor', this.#path, this.#actor.value, this.#now(), error), {});
    this.#endDescent();
    if (error !== undefined) this.killRest();
    else if (!returns) this.abandon(reason ?? 'stopped');
    this.#overseer.over(error === undefined ? (reason ?? 'stopped') : 'crashed', error);
  }

  #endDescent(): void {
    this.#descent?.abort();
    this.#descent = null;
  }

  #takenDownBy(first: Place): readonly Place[] {
    return this.#input.strategy === 'one-for-all' ? this.#roster.all() : this.#roster.after(first);
  }

  #newActor(): Actor<SupervisorEvent, SupervisorContext> {
    return supervisorProgram(this.#around.engine).spawn(this, this.#input, this.#around.runtime);
  }

  #now(): number {
    return this.#around.runtime.clock.now();
  }
}

const isSupervisor = ({ spec }: Place): boolean => spec.kind === 'supervisor';
