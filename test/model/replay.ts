/** Each record put through XState's own `transition`: what a chart may do, and which timers it must then have armed. */
import { initialTransition, transition } from 'xstate';
import type { AnyStateMachine } from 'xstate';
import {
  childMachine,
  connectionMachine,
  linkMachine,
  supervisorMachine,
  writerMachine,
} from '../../machines/index.ts';
import type { TransitionRecord } from '../../src/contract/record.ts';

type Raw = Parameters<typeof transition>[1];
type Actions = ReturnType<typeof transition>[1];

const machines: Readonly<Record<string, AnyStateMachine>> = {
  connection: connectionMachine,
  writer: writerMachine,
  link: linkMachine,
  child: childMachine,
  supervisor: supervisorMachine,
};

/** Their actors end only by their charts. */
const supervised: ReadonlySet<string> = new Set(['child', 'supervisor']);

const AFTER = 'xstate.after.';
const builtIn = /^xstate\./;

const pathOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const [[key, below] = ['', '']] = Object.entries(value as Record<string, unknown>);
  return below === undefined || below === '' ? key : `${key}.${pathOf(below)}`;
};

/** What a record says that its chart does not. */
class Strayed extends Error {}

/** One actor's life as its chart has it. */
class Life {
  readonly #machine: AnyStateMachine;
  #snapshot: Raw;
  /** `<path of the state>:<delay>` to the event that it will send. */
  readonly armed = new Map<string, string>();
  effects: readonly string[] = [];
  #crashed = false;

  constructor(machine: AnyStateMachine, input: unknown) {
    this.#machine = machine;
    const [snapshot, actions] = initialTransition(machine, input);
    this.#snapshot = snapshot;
    this.#note(actions);
  }

  get state(): string {
    return pathOf((this.#snapshot as { readonly value: unknown }).value);
  }

  get context(): unknown {
    return (this.#snapshot as { readonly context: unknown }).context;
  }

  get over(): boolean {
    return this.#crashed || (this.#snapshot as { readonly status: string }).status !== 'active';
  }

  crash(): void {
    this.#crashed = true;
    this.armed.clear();
    this.effects = [];
  }

  take(event: TransitionRecord['event']): void {
    let sent: { readonly type: string } = event;
    if (event.type.startsWith('after:')) {
      const found = [...this.armed].find(([name]) => name.endsWith(`:${event.type.slice('after:'.length)}`));
      if (found === undefined) throw new Strayed(`${event.type} fired in ${this.state} and was not armed`);
      const [name, type] = found;
      this.armed.delete(name);
      sent = { type };
    }
    const [snapshot, actions] = transition(this.#machine, this.#snapshot, sent as never);
    this.#snapshot = snapshot;
    this.#note(actions);
  }

  #note(actions: Actions): void {
    const effects: string[] = [];
    for (const action of actions) {
      const params = action.params as { sendId?: string; event?: { type?: string } } | undefined;
      const kind: string = action.type;
      if (kind === 'xstate.raise') this.armed.set(this.#nameOf(params?.event?.type ?? ''), params?.event?.type ?? '');
      else if (kind === 'xstate.cancel') this.armed.delete(this.#nameOf(params?.sendId ?? ''));
      else if (!builtIn.test(kind)) effects.push(kind);
    }
    if (this.over) this.armed.clear();
    this.effects = effects;
  }

  /** `xstate.after.<delay>.<id of the state>` as `<path>:<delay>`. */
  #nameOf(type: string): string {
    const { id } = this.#machine;
    const at = type.indexOf(`.${id}`);
    return `${type.slice(at + id.length + 2)}:${type.slice(AFTER.length, at)}`;
  }
}

export class Replay {
  readonly #lives = new Map<string, Life>();
  #seq = 0;

  of(name: string, chart = 'connection'): Life | undefined {
    return this.#lives.get(`${chart} ${name}`);
  }

  /** Those that have not ended, as `<chart> <name>`. */
  alive(): readonly string[] {
    return [...this.#lives].filter(([, life]) => !life.over).map(([key]) => key);
  }

  /** @throws Strayed */
  take({ seq, chart, connection, event, from, to, effects }: TransitionRecord): void {
    if (seq !== (this.#seq += 1)) throw new Strayed(`record ${String(seq)} follows ${String(this.#seq - 1)} (I7)`);
    const machine = machines[chart];
    if (machine === undefined) throw new Strayed(`a record of an unknown chart ${chart}`);
    const key = `${chart} ${connection}`;
    const before = this.#lives.get(key);
    const says = `${key}: ${event.type} from '${from}' to '${to}'`;
    let life = before;
    if (event.type === 'start' && from === '') {
      if (before?.over === false && supervised.has(chart))
        throw new Strayed(`${says} while an earlier life goes on (I6)`);
      life = new Life(machine, event['input']);
      this.#lives.set(key, life);
    } else {
      if (before === undefined) throw new Strayed(`${says} before its start (I7)`);
      if (before.over) throw new Strayed(`${says} after its end (I14)`);
      if (before.state !== from) throw new Strayed(`${says}, but it was in '${before.state}' (I7)`);
      if (event.type === 'crash') before.crash();
      else before.take(event);
    }
    if (life?.state !== to) throw new Strayed(`${says}, but the chart goes to '${String(life?.state)}' (I7)`);
    if (life.effects.join() !== effects.join())
      throw new Strayed(`${says} performed ${effects.join()}, and the chart ${life.effects.join()} (I7)`);
  }
}
