/** A chart that runs on a virtual clock, and what its owner is told. */
import { assign, createMachine } from 'xstate';
import type { Actor, Effects, Step, Wiring } from '../../src/actor/actor.ts';
import { type Engine, programFor } from '../../src/actor/engines.ts';
import { createWheel } from '../../src/actor/wheel.ts';
import { VirtualClock } from '../../src/testkit/virtual-clock.ts';

export interface Event {
  readonly type: string;
  readonly at?: number;
}

export interface Context {
  readonly n: number;
}

export interface Owner {
  readonly told: string[];
  readonly steps: Step<Event, Context>[];
  watching: boolean;
}

export interface Chart {
  readonly actor: Actor<Event, Context>;
  readonly owner: Owner;
  readonly clock: VirtualClock;
  /** Another actor of the same chart, on the same clock. */
  readonly another: () => Actor<Event, Context>;
}

export const bump = assign({ n: ({ context }: { context: Context }) => context.n + 1 });

export const fail = (): never => {
  throw new Error('bad');
};

/** A chart that runs, though not started; what its owner is told is in `told`. */
export const chart = (
  engine: Engine,
  config: object,
  effects: Effects<Owner, Context, Event> = {},
  more: {
    readonly implementations?: object;
    readonly wiring?: Partial<Wiring<Owner, Event, Context>>;
    readonly input?: unknown;
  } = {},
): Chart => {
  const clock = new VirtualClock();
  const owner: Owner = { told: [], steps: [], watching: true };
  const program = programFor<Owner, Event, Context, unknown>(
    engine,
    createMachine(
      { id: 'chart', version: '7', context: { n: 0 }, ...config } as never,
      { actions: { bump }, ...more.implementations } as never,
    ) as never,
    {
      effects,
      watched: (one) => one.watching,
      stepped: (one, step) => {
        one.told.push(`step to ${step.to}`);
        one.steps.push(step);
      },
      settled: (one) => one.told.push('settled'),
      ended: (one, status) => one.told.push(status),
      ...more.wiring,
    },
  );
  const runtime = { clock, wheel: createWheel(clock, { resolution: 0 }) };
  const another = (): Actor<Event, Context> => program.spawn(owner, more.input, runtime);
  return { actor: another(), owner, clock, another };
};

export const note =
  (name: string) =>
  (owner: Owner): void =>
    void owner.told.push(name);
