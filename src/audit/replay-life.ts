/** One actor's life as its chart has it: each event put through XState's own machine. */
import type { AnyStateMachine } from 'xstate';
import { getNextTransitions, initialTransition } from 'xstate';
import { pathOfValue } from '../actor/value.ts';
import type { TransitionRecord } from '../contract/record.ts';
import type { Actions, Raw } from './replay-step.ts';
import { step } from './replay-step.ts';

type Whole = Parameters<typeof getNextTransitions>[0];

/** A log says what its chart does not. */
export class Strayed extends Error {}

interface Armed {
  /** The event that XState will send. */
  readonly type: string;
  /** Not before, `event.at`; -Infinity where that is not known. */
  readonly due: number;
}

const AFTER = 'xstate.after.';
const OURS = 'after:';

/** Sums of milliseconds are as exact as doubles are. */
const ROUNDING = 1e-3;

export class Life {
  readonly machine: AnyStateMachine;
  #snapshot: Raw;
  /** `<path of the state>:<delay>`, as an actor's snapshot tells it. */
  readonly #armed = new Map<string, Armed>();
  /** Named effects of the last event, in order. */
  effects: readonly string[] = [];

  private constructor(machine: AnyStateMachine, snapshot: Raw) {
    this.machine = machine;
    this.#snapshot = snapshot;
  }

  /** @throws Strayed: the chart does not begin with this input */
  static begun(machine: AnyStateMachine, input: unknown): Life {
    const [snapshot, actions] = guarded(() => initialTransition(machine, input));
    const life = new Life(machine, snapshot);
    // Its record tells the time at its end, and timers were armed before.
    life.#note(actions, -Infinity);
    return life;
  }

  /** One whose beginning is not known. @throws Strayed: the chart has no such state */
  static met(machine: AnyStateMachine, state: string, context: Readonly<Record<string, unknown>>): Life {
    const life = new Life(machine, resolved(machine, state, context));
    life.#armAll();
    return life;
  }

  /** As a dotted path. */
  get state(): string {
    return pathOfValue(this.#whole.value);
  }

  get context(): Readonly<Record<string, unknown>> {
    return this.#whole.context as Readonly<Record<string, unknown>>;
  }

  get over(): boolean {
    return this.#whole.status !== 'active';
  }

  /** Names of what is armed, sorted. */
  get armed(): readonly string[] {
    return [...this.#armed.keys()].toSorted();
  }

  /** @throws Strayed */
  take(event: TransitionRecord['event']): void {
    const at = typeof event['at'] === 'number' ? event['at'] : -Infinity;
    let sent: { readonly type: string } = event;
    if (event.type.startsWith(OURS)) sent = { type: this.#fire(event.type.slice(OURS.length), at) };
    else if (event.type.startsWith('xstate.') || event.type === '*')
      throw new Strayed(`an event of the type '${event.type}' is nobody's to send`);
    const [snapshot, actions] = guarded(() => step(this.machine, this.#snapshot, sent));
    this.#snapshot = snapshot;
    this.#note(actions, at);
  }

  /**
   * Takes a state on trust, as a summary tells it. Which of its timers have fired meanwhile is not told, so all that it
   * declares count as armed.
   * @throws Strayed: the chart has no such state
   */
  adopt(state: string, context: Readonly<Record<string, unknown>>): void {
    this.#snapshot = resolved(this.machine, state, context);
    this.effects = [];
    this.#armAll();
  }

  #armAll(): void {
    this.#armed.clear();
    for (const { eventType: type } of getNextTransitions(this.#whole))
      if (type.startsWith(AFTER)) this.#armed.set(this.#nameOf(type), { type, due: -Infinity });
  }

  get #whole(): Whole {
    return this.#snapshot as Whole;
  }

  #fire(delay: string, at: number): string {
    const found = [...this.#armed].find(([name]) => name.endsWith(`:${delay}`));
    if (found === undefined) throw new Strayed(`the timer '${delay}' fired in '${this.state}', and was not armed`);
    const [name, { type, due }] = found;
    if (at < due - ROUNDING)
      throw new Strayed(`the timer '${delay}' fired ${String(Math.ceil(due - at))} ms before it was due`);
    this.#armed.delete(name);
    return type;
  }

  #note(actions: Actions, at: number): void {
    const effects: string[] = [];
    for (const { type, params } of actions) {
      const { sendId = '', event, delay = NaN } = (params ?? {}) as Scheduled;
      const raised = event?.type ?? '';
      if (type === 'xstate.raise')
        this.#armed.set(this.#nameOf(raised), { type: raised, due: at + Math.max(0, delay) });
      else if (type === 'xstate.cancel') this.#armed.delete(this.#nameOf(sendId));
      else if (!type.startsWith('xstate.')) effects.push(type);
    }
    if (this.over) this.#armed.clear();
    this.effects = effects;
  }

  /** `xstate.after.<delay>.<id of the state>` as `<path>:<delay>`. */
  #nameOf(type: string): string {
    const { id } = this.machine;
    const at = type.indexOf(`.${id}`);
    return `${type.slice(at + id.length + 2)}:${type.slice(AFTER.length, at)}`;
  }
}

/** What XState gives with what it asks its host to do: a timer to arm, or one to disarm. */
interface Scheduled {
  readonly sendId?: string;
  readonly event?: { readonly type?: string };
  readonly delay?: number;
}

function resolved(machine: AnyStateMachine, state: string, context: Readonly<Record<string, unknown>>): Raw {
  const value = state.split('.').reduceRight<unknown>((below, key) => (below === '' ? key : { [key]: below }), '');
  const snapshot = guarded(() => machine.resolveState({ value: value as string, context }));
  if (pathOfValue(snapshot.value) !== state) throw new Strayed(`the chart has no state '${state}'`);
  return snapshot;
}

/** Guards and actions that a forged log leads astray throw whatever they meet. */
function guarded<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new Strayed(`the chart cannot take it: ${error instanceof Error ? error.message : String(error)}`);
  }
}
