/** What may happen to a tree of supervisors, as plain data, and a life in which it does. */
import fc from 'fast-check';
import type { ChildInput } from '../../machines/child.ts';
import type { SupervisorInput } from '../../machines/supervisor.ts';
import type { Engine } from '../../src/actor/engines.ts';
import { Grove } from './grove.ts';
import type { Nest, Pupil } from './grove.ts';

type Restart = ChildInput['restart'];

/** What a child does, once, as it is started or told to end. */
export type Reaction =
  'nothing' | 'throw' | 'crash' | 'done' | 'remove self' | 'crash another' | 'remove another' | 'add' | 'stop';

export type Deed =
  | {
      readonly do: 'add';
      readonly to: number;
      readonly restart: Restart;
      readonly shutdown: number | null;
      readonly hangs: boolean;
      readonly onStart: Reaction;
      readonly onStop: Reaction;
    }
  | { readonly do: 'group'; readonly to: number; readonly input: SupervisorInput; readonly restart: Restart }
  | { readonly do: 'crash' | 'done' | 'land'; readonly which: number }
  | { readonly do: 'react'; readonly which: number; readonly onStart: Reaction; readonly onStop: Reaction }
  | { readonly do: 'remove'; readonly which: number; readonly within: number | null }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'stop'; readonly within: number | null }
  | { readonly do: 'destroy' };

export interface Course {
  readonly root: SupervisorInput;
  /** Each child of the root has a budget of its own. */
  readonly own: boolean;
  readonly deeds: readonly Deed[];
}

const just = <T extends string>(name: T): fc.Arbitrary<T> => fc.constant(name);
const restart = fc.constantFrom<Restart>('permanent', 'transient', 'transient', 'temporary');
const input: fc.Arbitrary<SupervisorInput> = fc.record({
  strategy: fc.constantFrom('one-for-one', 'one-for-all', 'rest-for-one'),
  intensity: fc.record({ restarts: fc.constantFrom(0, 1, 1, 2, 3, 50), within: fc.constantFrom(1, 100, 1_000) }),
});
const reaction = fc.oneof(
  { weight: 9, arbitrary: just('nothing') },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Reaction>(
      'throw',
      'crash',
      'done',
      'remove self',
      'crash another',
      'remove another',
      'add',
      'stop',
    ),
  },
);
/** A stop ends nearly everything: it is seldom. */
const rarely = reaction.map((one): Reaction => (one === 'stop' ? 'crash another' : one));
const mostly = fc.oneof({ weight: 12, arbitrary: rarely }, { weight: 1, arbitrary: reaction });
const which = fc.nat({ max: 30 });
const within = fc.constantFrom(null, null, 0, 100, 1_000);

const add = fc.record({
  do: just('add'),
  to: which,
  restart,
  shutdown: fc.constantFrom(null, 100, 500),
  hangs: fc.boolean(),
  onStart: mostly,
  onStop: mostly,
});
const group = fc.record({
  do: just('group'),
  to: which,
  input,
  restart: fc.constantFrom<Restart>('permanent', 'temporary'),
});

const deeds: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ do: fc.constantFrom('crash', 'crash', 'crash', 'done'), which }) },
  { weight: 10, arbitrary: fc.record({ do: just('land'), which }) },
  { weight: 8, arbitrary: add },
  { weight: 3, arbitrary: group },
  { weight: 4, arbitrary: fc.record({ do: just('remove'), which, within }) },
  { weight: 4, arbitrary: fc.record({ do: just('react'), which, onStart: mostly, onStop: mostly }) },
  { weight: 6, arbitrary: fc.record({ do: just('pass'), ms: fc.constantFrom(0, 1, 60, 99, 100, 101, 600, 1_001) }) },
  { weight: 1, arbitrary: fc.record({ do: just('stop'), within }) },
);

export const courses: fc.Arbitrary<Course> = fc
  .record({
    root: input,
    own: fc.boolean(),
    first: fc.array(fc.oneof({ weight: 2, arbitrary: add }, { weight: 1, arbitrary: group }), {
      minLength: 3,
      maxLength: 10,
      size: 'max',
    }),
    next: fc.array(deeds, { minLength: 5, maxLength: 40, size: 'max' }),
    end: fc.oneof(
      { weight: 3, arbitrary: fc.record({ do: just('stop'), within }) },
      { weight: 1, arbitrary: fc.record({ do: just('destroy') }) },
    ),
  })
  .map(({ root, own, first, next, end }) => ({ root, own, deeds: [...first, ...next, end] }));

/** The wheel may be late by 50 ms, or by a twentieth of a long delay. */
const LATE = 60;

export class Life {
  readonly grove: Grove;
  readonly #nests: Nest[];
  readonly #pupils: { readonly pupil: Pupil; readonly nest: Nest }[] = [];
  readonly #groups: { readonly id: string; readonly nest: Nest }[] = [];
  #named = 0;

  constructor({ root, own }: Course, engine: Engine) {
    this.grove = new Grove(engine, root, own ? root.intensity : null);
    this.#nests = [this.grove.root];
  }

  get pupils(): readonly Pupil[] {
    return this.#pupils.map(({ pupil }) => pupil);
  }

  do(deed: Deed): void {
    this.#perform(deed);
    const { root } = this.grove;
    // Nobody stands above it who would see to that.
    if (root.supervision.state === 'ended' && !root.closed) root.child.over({ how: 'crashed', reason: 'crashed' });
  }

  #perform(deed: Deed): void {
    const { root } = this.grove;
    switch (deed.do) {
      case 'add':
        this.#add(deed);
        break;
      case 'group': {
        const nest = this.#nest(deed.to);
        if (nest === undefined) return;
        this.#named += 1;
        const id = `g${String(this.#named)}`;
        this.#groups.push({ id, nest });
        this.#nests.push(nest.group(id, deed.input, { restart: deed.restart }));
        break;
      }
      case 'crash':
      case 'done':
        this.#exit(deed.which, deed.do);
        break;
      case 'land': {
        const leaving = this.#pupils.filter(({ pupil }) => pupil.alive && pupil.leaving);
        leaving[deed.which % leaving.length]?.pupil.ends();
        break;
      }
      case 'react': {
        const found = this.#pupils[deed.which % this.#pupils.length];
        if (found !== undefined) this.#prepare(found.pupil, found.nest, deed.onStart, deed.onStop);
        break;
      }
      case 'remove':
        this.#remove(deed.which, deed.within);
        break;
      case 'pass':
        this.grove.pass(deed.ms);
        break;
      case 'stop':
        root.supervision.stop(deed.within);
        break;
      case 'destroy':
        root.supervision.destroy();
        break;
    }
  }

  /** Whoever hangs ends now, or is killed. */
  end(): void {
    for (let round = 0; round < 200 && this.grove.root.supervision.state !== 'ended'; round += 1) {
      this.grove.pass(LATE);
      for (const { pupil } of this.#pupils) if (pupil.alive && pupil.leaving) pupil.ends();
    }
    this.grove.pass(2_000);
  }

  #nest(to: number): Nest | undefined {
    const able = this.#nests.filter(({ closed }) => !closed);
    return able[to % able.length];
  }

  #add(deed: Omit<Extract<Deed, { readonly do: 'add' }>, 'do'>): void {
    const nest = this.#nest(deed.to);
    if (nest === undefined) return;
    this.#named += 1;
    const { restart: again, shutdown, hangs, onStart, onStop } = deed;
    nest.add(`p${String(this.#named)}`, { restart: again, shutdown }, (pupil) => {
      this.#pupils.push({ pupil, nest });
      pupil.hangs = hangs;
      this.#prepare(pupil, nest, onStart, onStop);
    });
  }

  #exit(at: number, how: 'crash' | 'done'): void {
    const alive = this.#pupils.filter(({ pupil }) => pupil.alive);
    const pupil = alive[at % alive.length]?.pupil;
    if (how === 'crash') pupil?.crash();
    else pupil?.exit({ how: 'normal', reason: 'done' });
  }

  #remove(at: number, limit: number | null): void {
    const all = [...this.#pupils.map(({ pupil, nest }) => ({ id: pupil.id, nest })), ...this.#groups];
    const found = all[at % all.length];
    found?.nest.remove(found.id, limit);
  }

  #prepare(pupil: Pupil, nest: Nest, onStart: Reaction, onStop: Reaction): void {
    pupil.onStart = () => {
      pupil.onStart = () => {};
      this.#react(pupil, nest, onStart);
    };
    pupil.onStop = () => {
      pupil.onStop = () => {};
      this.#react(pupil, nest, onStop);
    };
  }

  #react(pupil: Pupil, nest: Nest, what: Reaction): void {
    if (what === 'throw' && !pupil.leaving) throw new Error('mine');
    if (what === 'crash') pupil.crash();
    if (what === 'done') pupil.exit({ how: 'normal', reason: 'done' });
    if (what === 'remove self') nest.remove(pupil.id);
    if (what === 'crash another') this.#exit(this.#named, 'crash');
    if (what === 'remove another') this.#remove(this.#named, null);
    if (what === 'stop') this.grove.root.supervision.stop(null);
    if (what === 'add' && this.#named < 60)
      this.#add({
        to: this.#named,
        restart: 'transient',
        shutdown: 100,
        hangs: false,
        onStart: 'nothing',
        onStop: 'nothing',
      });
  }
}
