/** A supervisor whose children do what a test tells them, and which tells what was asked of them. Time is virtual. */
import type { ChildInput } from '../../machines/child.ts';
import type { SupervisorInput } from '../../machines/supervisor.ts';
import { createWheel } from '../../src/actor/wheel.ts';
import type { Engine } from '../../src/actor/engines.ts';
import type { RecordFacts, TransitionRecord } from '../../src/contract/record.ts';
import type { TreeNode } from '../../src/contract/tree.ts';
import type { Child, Exit } from '../../src/supervision/child.ts';
import { Supervision } from '../../src/supervision/supervision.ts';
import type { SupervisionAround } from '../../src/supervision/surroundings.ts';
import { VirtualClock } from '../../src/testkit/virtual-clock.ts';
import { Replay } from '../model/replay.ts';

export type Spec = Partial<ChildInput>;

const crash: Exit = { how: 'crashed', reason: 'crashed' };

/** A child in the test's hand. What must hold for any child is held against it at once. */
export class Pupil implements Child {
  readonly id: string;
  readonly #grove: Grove;
  /** Called in its start; may throw. */
  onStart: () => void = () => {};
  /** Called when it is told to stop or to halt; may do what a user would. */
  onStop: () => void = () => {};
  /** Told to end it says nothing. */
  hangs = false;
  alive = false;
  /** It was told to end. */
  leaving = false;
  gone = false;
  lives = 0;
  /** The `within` of each stop. */
  readonly limits: (number | null)[] = [];
  #exited: (exit: Exit) => void = () => {};

  constructor(id: string, grove: Grove) {
    this.id = id;
    this.#grove = grove;
  }

  start(exited: (exit: Exit) => void): void {
    this.#demand(!this.alive && !this.gone, 'is begun twice');
    this.#exited = exited;
    this.alive = true;
    this.leaving = false;
    this.lives += 1;
    this.#say('starts');
    try {
      this.onStart();
    } catch (error) {
      this.alive = false;
      throw error;
    }
  }

  stop(within: number | null): void {
    this.limits.push(within);
    this.#end('stops', 'stopped');
  }

  halt(): void {
    this.#end('halts', 'halted');
  }

  kill(): void {
    this.#demand(this.alive, 'is killed and does not live');
    this.alive = false;
    this.#say('is killed');
  }

  over({ how, reason }: Exit): void {
    this.#demand(!this.alive && !this.gone, 'is over and lives');
    this.gone = true;
    this.#say(`is over: ${how} ${reason}`);
  }

  crash(error?: unknown): void {
    this.exit(error === undefined ? crash : { ...crash, error });
  }

  /** @param exit of this life, or as if it were: a life that is over says something */
  exit(exit: Exit): void {
    this.alive = false;
    this.#exited(exit);
  }

  /** As it was asked to. */
  ends(): void {
    this.exit({ how: 'asked', reason: 'stopped' });
  }

  #end(verb: string, reason: string): void {
    this.#demand(this.alive, `${verb} and does not live`);
    this.leaving = true;
    this.#say(verb);
    this.onStop();
    if (!this.hangs && this.alive) this.exit({ how: 'asked', reason });
  }

  #demand(fact: boolean, what: string): void {
    if (!fact) this.#grove.broken.push(`${this.id} ${what}`);
  }

  #say(what: string): void {
    this.#grove.log.push(`${this.id} ${what}`);
  }
}

/** A group: a supervision as a child of another. */
export class Nest {
  readonly id: string;
  readonly supervision: Supervision;
  readonly pupils: Pupil[] = [];
  readonly #grove: Grove;
  readonly #path: string;
  /** The budget that each child has for itself, as below the root. */
  readonly own: ChildInput['budget'];
  exited: (exit: Exit) => void = () => {};
  #over = false;

  constructor(path: string, input: Partial<SupervisorInput>, own: ChildInput['budget'], grove: Grove) {
    this.#grove = grove;
    this.#path = path;
    this.own = own;
    this.id = path.slice(path.lastIndexOf('/') + 1);
    const whole = { strategy: 'one-for-one', intensity: { restarts: 1, within: 5_000 }, ...input } as const;
    this.supervision = new Supervision(
      path,
      whole,
      {
        leaves: () => {},
        spent: (child, { reason }) => grove.log.push(`${child} is spent: ${reason}`),
        ended: (child, exit) => {
          grove.ended.push([`${path}/${child}`, exit]);
        },
        over: (reason, error) => {
          grove.log.push(`${this.id} ends: ${reason}`);
          this.exited({ how: /^(stopped|halted|destroyed)$/.test(reason) ? 'asked' : 'crashed', reason, error });
        },
      },
      grove.around,
    );
  }

  /** Takes nothing new. */
  get closed(): boolean {
    return this.#over || this.supervision.leaving;
  }

  get child(): Child {
    const { supervision } = this;
    return {
      start: (exited) => {
        this.exited = exited;
        supervision.start();
      },
      stop: (within) => supervision.stop(within),
      halt: () => supervision.halt(),
      kill: () => supervision.destroy(),
      over: ({ how, reason }) => {
        this.#over = true;
        supervision.abandon(how === 'crashed' ? 'crashed' : reason);
      },
      below: () => ({
        strategy: supervision.strategy,
        intensity: supervision.budget,
        children: supervision.children(),
      }),
    };
  }

  /** @param prepare hears of the child before it is started */
  add(id: string, spec: Spec = {}, prepare: (pupil: Pupil) => void = () => {}): Pupil {
    const pupil = new Pupil(id, this.#grove);
    prepare(pupil);
    this.pupils.push(pupil);
    this.supervision.add({ ...this.#input(spec), id, kind: 'child', child: pupil }, () => {});
    return pupil;
  }

  group(id: string, input: Partial<SupervisorInput> = {}, spec: Spec = {}): Nest {
    const nest = new Nest(`${this.#path}/${id}`, input, null, this.#grove);
    this.supervision.add(
      { ...this.#input({ restart: 'permanent', ...spec }), id, kind: 'supervisor', child: nest.child },
      () => {},
    );
    return nest;
  }

  remove(id: string, within: number | null = null): void {
    this.supervision.place(id)?.stop(within);
  }

  #input(spec: Spec): ChildInput {
    return { restart: 'transient', shutdown: null, budget: this.own, ...spec };
  }
}

export class Grove {
  readonly clock = new VirtualClock();
  readonly log: string[] = [];
  readonly records: TransitionRecord[] = [];
  /** Rules that did not hold. */
  readonly broken: string[] = [];
  readonly ended: [path: string, exit: Exit][] = [];
  readonly around: SupervisionAround;
  readonly root: Nest;
  readonly replay = new Replay();
  /** Called with each record, as a listener of the user's would be. */
  onRecord: (record: TransitionRecord) => void = () => {};

  constructor(engine: Engine, input: Partial<SupervisorInput> = {}, own: ChildInput['budget'] = null) {
    const { clock } = this;
    this.around = {
      engine,
      runtime: { clock, wheel: createWheel(clock) },
      watched: () => true,
      record: (link, facts) => this.#take(link, facts),
    };
    this.root = new Nest('root', input, own, this);
    this.root.supervision.start();
  }

  /** What was told since the last call. */
  told(): readonly string[] {
    return this.log.splice(0);
  }

  pass(ms: number): void {
    this.clock.advance(ms);
    this.clock.runSoon();
  }

  tree(): readonly TreeNode[] {
    return this.root.supervision.children();
  }

  #take(link: string, facts: RecordFacts): void {
    const seq = this.records.length + 1;
    const record = { seq, at: this.clock.wall(), mono: this.clock.now(), link, ...facts };
    this.records.push(record);
    try {
      this.replay.take(record);
    } catch (error) {
      this.broken.push(String(error));
    }
    this.onRecord(record);
  }
}
