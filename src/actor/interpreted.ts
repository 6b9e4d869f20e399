/** An actor that XState's own interpreter runs, on our clock: for charts beyond the compiler, and to compare with. */
import { type AnyActor, type AnyStateMachine, createActor, type InspectionEvent, transition } from 'xstate';
import type { Actor, Runtime, Snapshot, Status, Step } from './actor.ts';
import type { ChartContext, ChartEvent } from './args.ts';
import type { AnyWiring } from './home.ts';
import { type Armed, InterpretedTimers } from './interpreted-timers.ts';
import { guardName } from './read-guards.ts';
import { pathOfValue } from './value.ts';
import { Notes } from './witness.ts';
import { guardsPassed, isBuiltIn, lastScheduled, stopType } from './xstate-internals.ts';

/** What all interpreted actors of a chart share. */
export interface Interpretation {
  /** Performs the effects of the wiring, and tells each actor before one of its events is run. */
  readonly logic: AnyStateMachine;
  readonly wiring: AnyWiring;
  /** Of each timer's event, `<path of its state>:<delay>` and `after:<delay>`. */
  readonly timers: ReadonlyMap<string, { readonly armed: string; readonly name: string }>;
  /** By XState's actor. */
  readonly actors: WeakMap<object, InterpretedActor>;
}

const unborn: ChartContext = {};

type Seen = Step<ChartEvent, ChartContext>['event'];

export class InterpretedActor implements Actor<ChartEvent, ChartContext> {
  readonly owner: unknown;
  readonly #shared: Interpretation;
  readonly #input: unknown;
  readonly #runtime: Runtime;
  readonly #timers: InterpretedTimers;
  #actor: AnyActor | null = null;
  #status: Status = 'idle';
  #error: unknown = undefined;
  /** The event at work: where it began, how a step shows it, what has been gathered. */
  #from = '';
  #seen: Seen = { type: '' };
  #timer = false;
  #notes: Notes | null = null;
  /** Sent while it starts: XState's mailbox, not open yet, would not drop them on `stop`. */
  #early: ChartEvent[] | null = [];
  /** The timer about to send its event. */
  #firing: { readonly armed: Armed; readonly now: number } | null = null;

  constructor(shared: Interpretation, owner: unknown, input: unknown, runtime: Runtime) {
    this.owner = owner;
    this.#shared = shared;
    this.#input = input;
    this.#runtime = runtime;
    this.#timers = new InterpretedTimers(
      runtime,
      () => (this.#actor === null ? '' : lastScheduled(this.#actor)),
      (armed, now) => {
        this.#firing = { armed, now };
        armed.send();
      },
    );
  }

  get status(): Status {
    return this.#status;
  }

  get context(): ChartContext {
    return (this.#actor?.getSnapshot() as { readonly context?: ChartContext } | undefined)?.context ?? unborn;
  }

  get value(): string {
    return pathOfValue((this.#actor?.getSnapshot() as { readonly value?: unknown } | undefined)?.value);
  }

  snapshot(): Snapshot<ChartContext> {
    const { value, context } = this;
    const armed = this.#timers.armed.map(({ type }) => this.#shared.timers.get(type)?.armed ?? `:${type}`);
    return { value, context, status: this.#status, armed, error: this.#error };
  }

  deadlines(): readonly number[] {
    return this.#timers.armed.map(({ deadline }) => deadline);
  }

  start(): void {
    if (this.#status !== 'idle') return;
    this.#status = 'active';
    this.#begin('', { type: 'start', at: this.#runtime.clock.now(), input: this.#input }, false);
    // XState runs the first transition as it makes the actor, and performs its effects as it starts it.
    const actor = createActor(this.#shared.logic, {
      input: this.#input,
      clock: this.#timers,
      inspect: (event) => this.#inspect(event),
    });
    this.#actor = actor;
    this.#shared.actors.set(actor, this);
    // Without this listener XState throws the error globally.
    actor.subscribe({ error: (error: unknown) => this.#crash(error) });
    actor.start();
    // They may add to each other.
    for (const event of this.#early ?? []) if (this.#is('active')) actor.send(event);
    this.#early = null;
  }

  send(event: ChartEvent): void {
    if (this.#status !== 'active') return;
    if (this.#early === null) this.#actor?.send(event);
    else this.#early.push(event);
  }

  would(event: ChartEvent, effect: string): boolean {
    if (this.#status !== 'active' || this.#actor === null) return false;
    try {
      const [, actions] = transition(this.#shared.logic, this.#actor.getSnapshot(), event);
      return actions.some(({ type }) => type === effect);
    } catch {
      return false; // it would crash
    }
  }

  stop(): void {
    if (this.#status === 'idle') this.#status = 'stopped';
    else if (this.#status === 'active') this.#actor?.stop();
  }

  ref(on: boolean): void {
    this.#timers.setRef(on);
  }

  /** XState is about to run this event. */
  about(event: ChartEvent): void {
    const firing = this.#firing;
    this.#firing = null;
    const timer = firing === null ? undefined : this.#shared.timers.get(firing.armed.type);
    const seen = firing === null || timer === undefined ? event : { type: timer.name, at: firing.now };
    this.#begin(this.value, seen, firing !== null);
  }

  #is(status: Status): boolean {
    return this.#status === status;
  }

  #begin(from: string, seen: Seen, timer: boolean): void {
    this.#from = from;
    this.#seen = seen;
    this.#timer = timer;
    this.#notes = this.#shared.wiring.watched(this.owner) ? new Notes() : null;
  }

  #inspect(event: InspectionEvent): void {
    // Children that the chart may have report here as well.
    if (event.actorRef.sessionId !== event.rootId) return;
    if (event.type === '@xstate.microstep') {
      for (const guard of guardsPassed(event)) this.#notes?.passed(guardName(guard));
    } else if (event.type === '@xstate.action') {
      if (!isBuiltIn(event.action.type)) this.#notes?.reached(event.action.type);
    } else if (event.type === '@xstate.snapshot') {
      this.#conclude(event.event.type);
    }
  }

  #conclude(event: string): void {
    if (this.#status !== 'active' || this.#actor === null) return;
    const { wiring } = this.#shared;
    if (event === stopType) {
      this.#end('stopped');
      return;
    }
    const done = this.#actor.getSnapshot().status === 'done';
    if (done) this.#end('done');
    if (this.#notes !== null) wiring.stepped(this.owner, this.#report(this.#notes));
    wiring.settled(this.owner);
    if (done) wiring.ended(this.owner, 'done', undefined);
  }

  #report({ guards, effects }: Notes): Step<ChartEvent, ChartContext> {
    const { value, context } = this;
    return { from: this.#from, event: this.#seen, timer: this.#timer, to: value, context, guards, effects };
  }

  #crash(error: unknown): void {
    const { wiring } = this.#shared;
    this.#error = error;
    this.#end('crashed');
    wiring.settled(this.owner);
    wiring.ended(this.owner, 'crashed', error);
  }

  #end(status: Status): void {
    this.#status = status;
    this.#timers.remove();
  }
}
