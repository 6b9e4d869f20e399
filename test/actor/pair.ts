import assert from 'node:assert/strict';
import type { AnyStateMachine } from 'xstate';
import type { Actor, Step, Wiring } from '../../src/actor/actor.ts';
import { type Engine, programFor } from '../../src/actor/engines.ts';
import { createWheel } from '../../src/actor/wheel.ts';
import { VirtualClock } from '../../src/testkit/virtual-clock.ts';

export interface AnyEvent {
  readonly type: string;
  readonly [fact: string]: unknown;
}

/** What the owner of an actor saw of it, in order. */
export interface Owner {
  readonly log: unknown[];
  watching: boolean;
  actor: Actor<AnyEvent, object>;
  /** How often an effect may still send an event to its own actor. */
  echoes: number;
}

type Effect = Wiring<Owner, AnyEvent, object>['effects'][string];

const plain = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

/** XState wraps what a guard throws in an error of its own, whose message ends with the one thrown; loops it words its own way. */
const messageOf = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error;
  if (/^Infinite loop|^one event led/.test(error.message)) return 'endless';
  return error.message.split('\n').at(-1);
};

const noteEffect =
  (name: string): Effect =>
  (owner, context, event, params) => {
    owner.log.push([
      'effect',
      name,
      plain(context),
      event.type,
      plain(params),
      plain(owner.actor.context),
      owner.actor.value,
    ]);
  };

/** Records itself, then acts. */
const effectNamed = (name: string): Effect => {
  const note = noteEffect(name);
  return (owner, context, event, params) => {
    note(owner, context, event, params);
    if (name === 'echo' && owner.echoes > 0) {
      owner.echoes -= 1;
      owner.actor.send({ type: 'b', v: owner.echoes % 4, at: 0 });
    }
    if (name === 'halt') owner.actor.stop();
    if (name === 'boom') throw new Error('boom of an effect');
  };
};

const wiringFor = (effects: readonly string[]): Wiring<Owner, AnyEvent, object> => ({
  effects: Object.fromEntries(effects.map((name) => [name, effectNamed(name)])),
  watched: (owner) => owner.watching,
  stepped: (owner, step: Step<AnyEvent, object>) => owner.log.push(['step', plain(step)]),
  settled: (owner) => owner.log.push(['settled', owner.actor.value, owner.actor.status]),
  ended: (owner, status, error) => owner.log.push(['ended', status, messageOf(error)]),
});

interface Side {
  readonly engine: Engine;
  readonly clock: VirtualClock;
  readonly owner: Owner;
}

/** The same chart twice, once in each engine, each on a clock of its own; whatever is done to one is done to both. */
export class Pair {
  readonly #sides: readonly Side[];
  /** Where the chart's own functions write while one engine is at work. */
  static sink: unknown[] = [];

  constructor(
    machine: AnyStateMachine,
    options: {
      readonly effects: readonly string[];
      readonly input?: unknown;
      readonly watching?: boolean;
      readonly resolution?: number;
    },
  ) {
    this.#sides = (['compiled', 'interpreted'] as const).map((engine) => {
      const clock = new VirtualClock();
      const program = programFor<Owner, AnyEvent, object, unknown>(engine, machine, wiringFor(options.effects));
      const owner: Owner = { log: [], watching: options.watching ?? true, echoes: 3, actor: undefined as never };
      owner.actor = program.spawn(owner, options.input, {
        clock,
        wheel: createWheel(clock, { resolution: options.resolution ?? 0 }),
      });
      return { engine, clock, owner };
    });
  }

  get status(): string {
    return this.#one.owner.actor.status;
  }

  get value(): string {
    return this.#one.owner.actor.value;
  }

  get now(): number {
    return this.#one.clock.now();
  }

  /** The steps that the owner was told of. */
  get log(): readonly unknown[] {
    return this.#one.owner.log;
  }

  start(): void {
    this.#both(({ owner }) => owner.actor.start());
  }

  stop(): void {
    this.#both(({ owner }) => owner.actor.stop());
  }

  send(event: AnyEvent): void {
    this.#both(({ owner }) => owner.actor.send(event));
  }

  watch(on: boolean): void {
    this.#both(({ owner }) => {
      owner.watching = on;
    });
  }

  would(event: AnyEvent, effect: string): void {
    const [one, other] = this.#sides.map(({ owner }) => owner.actor.would(event, effect));
    if (one === other) return;
    // Of an event that crashes its actor only the compiled engine can tell what comes before the crash.
    this.send(event);
    assert.equal(this.status, 'crashed', `would ${event.type} perform ${effect}?`);
  }

  /** Both clocks go to the earlier of their alarms. An engine may wake for nothing where the other does not. */
  tick(): boolean {
    const at = Math.min(...this.#sides.map(({ clock }) => clock.alarm?.at ?? Infinity));
    if (at === Infinity) return false;
    this.#both(({ clock }) => {
      if ((clock.alarm?.at ?? Infinity) <= at) clock.step();
      else clock.advance(Math.max(0, at - clock.now()));
    });
    return true;
  }

  /** Timer by timer. */
  advance(ms: number): void {
    const end = this.now + ms;
    for (let alarms = 0; alarms < 100; alarms += 1) {
      if (Math.min(...this.#sides.map(({ clock }) => clock.alarm?.at ?? Infinity)) > end) break;
      this.tick();
    }
    if (this.#sides.every(({ clock }) => (clock.alarm?.at ?? Infinity) > end)) {
      this.#both(({ clock }) => clock.advance(Math.max(0, end - clock.now())));
    }
  }

  get #one(): Side {
    const [one] = this.#sides;
    if (one === undefined) throw new Error('a pair has two sides');
    return one;
  }

  #both(act: (side: Side) => void): void {
    const seen = this.#sides.map((side) => {
      const { clock, owner } = side;
      Pair.sink = owner.log;
      const before = owner.log.length;
      act(side);
      const { error, ...snapshot } = owner.actor.snapshot();
      return { now: clock.now(), ...snapshot, error: messageOf(error), log: owner.log.slice(before) };
    });
    const [compiled, interpreted] = seen.map((one) => JSON.stringify(one, null, 1));
    assert.equal(compiled, interpreted);
  }
}
