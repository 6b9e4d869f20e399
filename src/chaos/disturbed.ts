/** One link as it can be disturbed: the actor of its chart, and the wires that heed it. */
import { chaosMachine } from '../../machines/chaos.ts';
import type { ChaosContext, ChaosEvent, ChaosInput } from '../../machines/chaos.ts';
import type { Actor, Program, Step } from '../actor/actor.ts';
import { programFor } from '../actor/engines.ts';
import type { Engine } from '../actor/engines.ts';
import type { Surroundings } from '../connection/owner.ts';
import type { Transport } from '../contract/transport.ts';
import { DisturbedWire } from './wire.ts';
import type { Trouble } from './wire.ts';

export class Disturbed {
  /** What its connections borrow in place of the supervisor's own. */
  readonly around: Surroundings;
  readonly #name: string;
  readonly #own: Surroundings;
  readonly #wires = new Set<DisturbedWire>();
  /** Of its connections: each hears that silence proves nothing, and asks. */
  readonly #asked = new Set<(ms: number) => void>();
  /** null: nothing was ever asked for, and nothing of it is on record. */
  #actor: Actor<ChaosEvent, ChaosContext> | null = null;
  #trouble: Trouble = 0;
  #turned = false;

  constructor(name: string, around: Surroundings) {
    this.#name = name;
    this.#own = around;
    const { host, wheel } = around;
    const transports = Object.entries(host.transports).map(([scheme, one]) => [scheme, this.over(one)] as const);
    this.around = {
      ...around,
      host: { ...host, transports: Object.fromEntries(transports) },
      wheel: { file: (timed) => wheel.file(timed), remove: (timed) => wheel.remove(timed), onStall: this.#onStall },
    };
  }

  /** `idle`, `black-holed`, `delayed`, `refusing`. */
  get state(): string {
    return this.#actor?.value ?? 'idle';
  }

  /** The same transport, whose wires can be disturbed. */
  over(transport: Transport): Transport {
    return {
      dial: (target, sink) => {
        const gone = (one: DisturbedWire): boolean => this.#wires.delete(one);
        const wire = new DisturbedWire(transport, target, sink, this.#own, this.#trouble, gone);
        if (!wire.over) this.#wires.add(wire);
        return wire;
      },
    };
  }

  take(event: ChaosEvent): void {
    this.#actor ??= this.#begun();
    this.#actor.send(event);
  }

  /** The link is gone, and may come again. */
  end(): void {
    this.#actor?.send({ type: 'end', at: this.#own.host.clock.now() });
  }

  // From the chart.

  watched(): boolean {
    return this.#own.recorder.watched();
  }

  stepped({ from, event, to, guards, effects, context }: Step<ChaosEvent, ChaosContext>): void {
    const facts = {
      connection: this.#name,
      epoch: 0,
      chart: 'chaos',
      from,
      event,
      to,
      effects,
      cause: 'chaos',
    } as const;
    const whole = guards.length === 0 ? facts : { ...facts, guard: guards.join(' & ') };
    this.#own.recorder.take(this.#name, whole, context, false);
  }

  reset(): void {
    for (const wire of this.#wires) wire.cut();
  }

  ask(): void {
    for (const told of this.#asked) told(0);
  }

  /** The wires hear of it once the event is through: one trouble may give way to another. */
  turn(trouble: Trouble): void {
    this.#trouble = trouble;
    this.#turned = true;
  }

  settled(): void {
    if (!this.#turned) return;
    this.#turned = false;
    for (const wire of this.#wires) wire.turn(this.#trouble);
  }

  readonly #onStall = (told: (ms: number) => void): (() => void) => {
    const end = this.#own.wheel.onStall(told);
    this.#asked.add(told);
    return () => {
      this.#asked.delete(told);
      end();
    };
  };

  #begun(): Actor<ChaosEvent, ChaosContext> {
    const actor = programOf(this.#own.engine).spawn(this, {}, this.#own.runtime);
    // What it does ends by itself, or with the process.
    actor.ref(false);
    actor.start();
    return actor;
  }
}

type ChaosProgram = Program<Disturbed, ChaosEvent, ChaosContext, ChaosInput>;

const make = (engine: Engine): ChaosProgram =>
  programFor<Disturbed, ChaosEvent, ChaosContext, ChaosInput>(engine, chaosMachine, {
    effects: {
      reset: (link) => link.reset(),
      ask: (link) => link.ask(),
      hold: (link) => link.turn(Infinity),
      slow: (link, { ms }) => link.turn(ms),
      refuse: (link) => link.turn('refuse'),
      lift: (link) => link.turn(0),
    },
    watched: (link) => link.watched(),
    stepped: (link, step) => link.stepped(step),
    settled: (link) => link.settled(),
    ended: () => {},
  });

const made = new Map<Engine, ChaosProgram>();

const programOf = (engine: Engine): ChaosProgram => {
  const program = made.get(engine) ?? make(engine);
  made.set(engine, program);
  return program;
};
