/** As a receiver would take it: an actor that nobody told of, or a state that its chart has not, is an error. */
import { isDeepStrictEqual } from 'node:util';
import { createMachine } from 'xstate';
import type { AnyStateMachine } from 'xstate';

export interface Message {
  readonly type: string;
  readonly sessionId: string;
  readonly parentId?: string | undefined;
  readonly definition?: string | undefined;
  readonly snapshot?: unknown;
}

interface Snapshot {
  readonly value?: string;
  readonly status: string;
  readonly context?: object;
}

const made = new Map<string, AnyStateMachine>();

function machineOf(definition: string): AnyStateMachine {
  const machine = made.get(definition) ?? createMachine(JSON.parse(definition) as object);
  made.set(definition, machine);
  return machine;
}

export class Reader {
  readonly #machines = new Map<string, AnyStateMachine>();
  /** Snapshots whose state XState took. */
  resolved = 0;

  take({ type, sessionId, parentId, definition = '', snapshot }: Message): void {
    const known = this.#machines.has(sessionId);
    if (type === '@xstate.actor') {
      must(!known, `${sessionId} is told of twice`);
      must(parentId === undefined || this.#machines.has(parentId), `${sessionId} comes before its parent`);
      this.#machines.set(sessionId, machineOf(definition));
    } else must(known, `${sessionId} does something before it is told of`);
    if (snapshot !== undefined) this.#check(sessionId, snapshot as Snapshot);
  }

  #check(sessionId: string, { value, status, context = {} }: Snapshot): void {
    if (value === undefined) return;
    const resolved = this.#machines.get(sessionId)?.resolveState({ value, context });
    must(isDeepStrictEqual(resolved?.value, value), `${sessionId} is in no such state: ${JSON.stringify(value)}`);
    const ends = status !== 'active' && status !== 'done';
    must(ends || status === resolved?.status, `${sessionId} is ${status}, but not in ${JSON.stringify(value)}`);
    this.resolved += 1;
  }
}

function must(holds: boolean, words: string): void {
  if (!holds) throw new Error(words);
}
