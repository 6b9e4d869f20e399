/** A machine's implementations by name, and how to refuse what is not taken. */
import type { AnyStateMachine } from 'xstate';
import { refuse } from './refuse.ts';
import type { Callable } from './xstate-internals.ts';

export interface Source {
  readonly actions: Readonly<Record<string, unknown>>;
  readonly guards: Readonly<Record<string, unknown>>;
  readonly delays: Readonly<Record<string, unknown>>;
  /** @throws HoldfastError `chart-unsupported` */
  refuse(path: string, feature: string): never;
}

export const sourceOf = (machine: AnyStateMachine): Source => ({
  actions: machine.implementations.actions,
  guards: machine.implementations.guards,
  delays: machine.implementations.delays,
  refuse: (path, feature) => refuse(machine.id, path, feature),
});

export const isCallable = (value: unknown): value is Callable => typeof value === 'function';

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** `undefined` is none, one stands for itself. */
export const listOf = (value: unknown): readonly unknown[] => {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
};
