import fc from 'fast-check';
import { and, type AnyStateMachine, assign, createMachine, not, or, raise } from 'xstate';
import { Pair } from './pair.ts';

/** What charts react to. Some appear as descriptors, some are only sent. */
const descriptors = ['a', 'b', 'c', '*', 'a.*', 'a.x', 'a.x.*', 'xstate.*', 'xstate.done.*', 'q'] as const;
export const sentTypes = ['a', 'b', 'c', 'a.x', 'a.x.y', 'a.z', 'q', 'unheard', 'xstate', 'b.c'] as const;
export const effectNames = ['ping', 'pong', 'echo', 'halt', 'boom'] as const;

interface Context {
  readonly n: number;
  readonly m: number;
  readonly fuel: number;
  readonly tag: string;
}

interface GuardSpec {
  readonly kind:
    'even' | 'less' | 'lessBy' | 'inline' | 'alias' | 'event' | 'throw' | 'and' | 'or' | 'not' | 'named-and';
  readonly than: number;
  readonly parts: readonly GuardSpec[];
}

interface ActionSpec {
  readonly kind: (typeof actionKinds)[number];
  readonly value: number;
}

interface TransitionSpec {
  readonly target: number | null;
  readonly reenter: boolean;
  readonly guard: GuardSpec | null;
  readonly actions: readonly ActionSpec[];
}

export interface StateSpec {
  readonly children: readonly StateSpec[];
  readonly initial: number;
  readonly initialActions: readonly ActionSpec[];
  readonly final: boolean;
  readonly entry: readonly ActionSpec[];
  readonly exit: readonly ActionSpec[];
  readonly on: readonly { readonly descriptor: string; readonly to: readonly TransitionSpec[] }[];
  readonly always: readonly TransitionSpec[];
  readonly after: readonly { readonly delay: string; readonly to: readonly TransitionSpec[] }[];
  readonly onDone: TransitionSpec | null;
}

export interface ChartSpec {
  readonly root: StateSpec;
  /** Functions of the chart may throw. */
  readonly throws: boolean;
  readonly fromInput: boolean;
}

const actionKinds = [
  'wired',
  'wired-params',
  'wired-made',
  'own',
  'inline',
  'unknown',
  'bump',
  'assign-value',
  'assign-two',
  'assign-params',
  'assign-function',
  'assign-new-key',
  'raise',
  'raise-made',
  'raise-named',
  'echo',
  'halt',
  'boom',
  'throw-assign',
  'throw-params',
  'throw-raise',
] as const;

const action: fc.Arbitrary<ActionSpec> = fc.record({
  kind: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...actionKinds.slice(0, 12)) },
    { weight: 3, arbitrary: fc.constantFrom(...actionKinds.slice(12, 16)) },
    { weight: 1, arbitrary: fc.constantFrom(...actionKinds.slice(16)) },
  ),
  value: fc.nat(5),
});

const simpleGuard: fc.Arbitrary<GuardSpec> = fc.record({
  kind: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom('even', 'less', 'lessBy', 'inline', 'alias', 'event', 'named-and') },
    { weight: 1, arbitrary: fc.constant('throw' as const) },
  ),
  than: fc.nat(5),
  parts: fc.constant([]),
});

const combined = (of: fc.Arbitrary<GuardSpec>): fc.Arbitrary<GuardSpec> =>
  fc.record({
    kind: fc.constantFrom('and', 'or', 'not'),
    than: fc.constant(0),
    parts: fc.array(of, { minLength: 1, maxLength: 3 }),
  });

const guard = fc.oneof(
  { weight: 4, arbitrary: simpleGuard },
  { weight: 1, arbitrary: combined(simpleGuard) },
  { weight: 1, arbitrary: combined(fc.oneof(simpleGuard, combined(simpleGuard))) },
);

const few = <T>(of: fc.Arbitrary<T>, maxLength: number): fc.Arbitrary<T[]> => fc.array(of, { maxLength });
const maybe = <T>(of: fc.Arbitrary<T>, freq: number): fc.Arbitrary<T | null> => fc.option(of, { freq });

const transition: fc.Arbitrary<TransitionSpec> = fc.record({
  target: maybe(fc.nat(11), 3),
  reenter: fc.boolean(),
  guard: maybe(guard, 2),
  actions: few(action, 2),
});

const stateWith = (children: fc.Arbitrary<readonly StateSpec[]>): fc.Arbitrary<StateSpec> =>
  fc.record({
    children,
    initial: fc.nat(3),
    initialActions: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: few(action, 2) }),
    final: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    entry: few(action, 2),
    exit: few(action, 2),
    on: few(
      fc.record({
        descriptor: fc.constantFrom(...descriptors),
        to: fc.array(transition, { minLength: 1, maxLength: 3 }),
      }),
      3,
    ),
    always: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: few(transition, 2) }),
    after: few(
      fc.record({
        delay: fc.constantFrom('1', '5', '20', '20', 'ten', 'byN', 'zero', 'never', 'odd'),
        to: few(transition, 2),
      }),
      2,
    ),
    onDone: maybe(transition, 2),
  });

const leaf = stateWith(fc.constant([]));
const compound = (of: fc.Arbitrary<StateSpec>): fc.Arbitrary<StateSpec> =>
  stateWith(fc.array(of, { minLength: 1, maxLength: 3 }));

export const chartSpec: fc.Arbitrary<ChartSpec> = fc.record({
  root: compound(fc.oneof(leaf, leaf, compound(fc.oneof(leaf, leaf, compound(leaf))))),
  throws: fc.oneof({ weight: 2, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  fromInput: fc.boolean(),
});

type Facts = { readonly context: Context; readonly event: { readonly type: string; readonly v?: number } };

const guards = {
  even: ({ context }: Facts) => context.n % 2 === 0,
  less: ({ context }: Facts, params: { than: number }) => context.n < params.than,
  alias: 'even',
  both: and(['even', { type: 'less', params: { than: 4 } } as never]),
  boom: () => {
    throw new Error('boom of a guard');
  },
};

const countOf = (state: StateSpec): number => 1 + state.children.reduce((sum, child) => sum + countOf(child), 0);

const hasFuel = ({ context }: Facts): boolean => context.fuel > 0;

interface Built {
  readonly target?: string;
  readonly reenter: boolean;
  readonly guard?: unknown;
  readonly actions: readonly unknown[];
}

/** Gives each state the id `s<number>` in the order of the document; the root is `s0`. */
class Builder {
  #next = 0;
  readonly #count: number;
  readonly #throws: boolean;

  constructor(spec: ChartSpec) {
    this.#count = countOf(spec.root);
    this.#throws = spec.throws;
  }

  state(spec: StateSpec, isRoot: boolean): object {
    const id = `s${String(this.#next)}`;
    this.#next += 1;
    const compoundState = spec.children.length > 0;
    const final = spec.final && !compoundState && !isRoot;
    const children = spec.children.map((child, index) => [`k${String(index)}`, this.state(child, false)] as const);
    const initial = `k${String(spec.initial % Math.max(1, children.length))}`;
    return {
      id,
      ...(compoundState
        ? {
            initial:
              spec.initialActions.length === 0
                ? initial
                : { target: initial, actions: this.#actions(spec.initialActions) },
            states: Object.fromEntries(children),
          }
        : {}),
      ...(final ? { type: 'final' } : {}),
      ...(compoundState && !isRoot && spec.onDone !== null ? { onDone: this.#transition(spec.onDone, id) } : {}),
      entry: this.#actions(spec.entry),
      exit: this.#actions(spec.exit),
      on: Object.fromEntries(
        spec.on.map(({ descriptor, to }) => [descriptor, to.map((one) => this.#transition(one, id))]),
      ),
      always: spec.always.map((one) => this.#transition(one, id)).map((one) => this.#fuelled(one)),
      after: Object.fromEntries(spec.after.map(({ delay, to }) => [delay, to.map((one) => this.#transition(one, id))])),
    };
  }

  /** Most eventless transitions cost fuel; the rest may run in circles, which `maxIterations` ends. */
  #fuelled(built: Built): object {
    if (built.target === undefined && built.guard !== undefined) return built;
    const burn = assign({ fuel: ({ context }: { context: Context }) => context.fuel - 1 });
    const paid = built.guard === undefined ? hasFuel : and([hasFuel, built.guard] as never);
    return { ...built, guard: paid, actions: [...built.actions, burn] };
  }

  #transition(spec: TransitionSpec, source: string): Built {
    const target = spec.target === null ? undefined : `#s${String(spec.target % this.#count)}`;
    // Only the root itself may enter the root anew.
    const allowed = target === '#s0' && source !== 's0' ? '#s1' : target;
    return {
      ...(allowed === undefined ? {} : { target: allowed }),
      reenter: spec.reenter,
      ...(spec.guard === null ? {} : { guard: this.#guard(spec.guard) }),
      actions: this.#actions(spec.actions),
    };
  }

  #guard(spec: GuardSpec): unknown {
    switch (spec.kind) {
      case 'even':
      case 'alias':
        return spec.kind;
      case 'less':
        return { type: 'less', params: { than: spec.than } };
      case 'lessBy':
        return { type: 'less', params: ({ context }: Facts) => ({ than: context.m + spec.than - 2 }) };
      case 'inline':
        return ({ context }: Facts) => context.n !== spec.than;
      case 'event':
        return ({ event }: Facts) => (event.v ?? 0) <= spec.than % 4;
      case 'named-and':
        return {
          type: 'both',
          params: ({ context }: Facts) => {
            if (this.#throws && context.n === spec.than) throw new Error('boom of the params of a guard');
          },
        };
      case 'throw':
        return this.#throws ? 'boom' : 'even';
      case 'and':
        return and(spec.parts.map((one) => this.#guard(one)) as never);
      case 'or':
        return or(spec.parts.map((one) => this.#guard(one)) as never);
      case 'not':
        return not(this.#guard(spec.parts[0] ?? spec) as never);
    }
  }

  #actions(specs: readonly ActionSpec[]): readonly unknown[] {
    return specs.map((spec) => this.#action(spec));
  }

  #action({ kind, value }: ActionSpec): unknown {
    if (!this.#throws && (kind === 'boom' || kind.startsWith('throw'))) return 'ping';
    switch (kind) {
      case 'wired':
        return value % 2 === 0 ? 'ping' : 'pong';
      case 'wired-params':
        return { type: 'ping', params: { value } };
      case 'wired-made':
        return { type: 'pong', params: ({ context }: Facts) => ({ n: context.n + value }) };
      case 'own':
        return { type: 'own', params: { value } };
      case 'inline':
        return function inline({ context, event }: Facts) {
          Pair.sink.push(['inline', value, { ...context }, event.type]);
        };
      case 'unknown':
        return 'nobody implements this';
      case 'bump':
        return 'bump';
      case 'assign-value':
        return assign({ n: value });
      case 'assign-two':
        return assign({ n: ({ context }: Facts) => context.m, m: ({ context }: Facts) => (context.n + value) % 7 });
      case 'assign-params':
        return { type: 'set', params: ({ context }: Facts) => ({ n: (context.m + value) % 6 }) };
      case 'assign-function':
        return assign(({ context, event }: Facts) => ({ m: (context.m + 1) % 5, tag: event.type }));
      case 'assign-new-key':
        return assign({ tag: 'new', [`extra${String(value)}`]: ({ context }: Facts) => context.n, m: 2 });
      case 'raise':
        return raise({ type: sentTypes[value] ?? 'a', v: value } as never);
      case 'raise-made':
        return raise((({ context }: Facts) => ({ type: context.n % 2 === 0 ? 'b' : 'a.x', v: context.m })) as never);
      case 'raise-named':
        return { type: 'shout', params: { v: value } };
      case 'echo':
        return 'echo';
      case 'halt':
        return value === 0 ? 'halt' : 'ping';
      case 'boom':
        return 'boom';
      case 'throw-assign':
        return assign({
          n: ({ context }: Facts) => {
            if (context.n % 2 === 1) throw new Error('boom of an assign');
            return context.n + 1;
          },
        });
      case 'throw-params':
        return {
          type: 'ping',
          params: () => {
            throw new Error('boom of params');
          },
        };
      case 'throw-raise':
        return raise(() => {
          throw new Error('boom of a raise');
        });
    }
  }
}

/** More microsteps than any of these charts needs that comes to rest. */
const maxIterations = 60;

export const chartOf = (spec: ChartSpec): AnyStateMachine => {
  const first: Context = { n: 0, m: 1, fuel: 8, tag: '' };
  const context = spec.fromInput ? ({ input }: { input: { n: number } }) => ({ ...first, n: input.n }) : first;
  const config = { ...new Builder(spec).state(spec.root, true), context, version: '3', options: { maxIterations } };
  return createMachine(
    config as never,
    {
      guards: guards as never,
      actions: {
        own: (({ context: { n }, event }: Facts, params: unknown) => {
          Pair.sink.push(['own', n, event.type, params]);
        }) as never,
        bump: assign({ n: ({ context: { n } }: Facts) => (n + 1) % 6 }),
        set: assign((_: Facts, params: { n: number }) => ({ n: params.n })),
        shout: raise(((_: Facts, params: { v: number }) => ({ type: 'c', v: params.v })) as never) as never,
        ping: () => {},
        echo: () => {},
      },
      delays: {
        ten: 10,
        byN: ({ context: { n } }: { context: Context }) => n * 3 + 1,
        zero: 0,
        never: () => Infinity,
        // Not a number: its event is raised at once.
        odd: (({ context: { n } }: { context: Context }) => {
          if (spec.throws && n === 3) throw new Error('boom of a delay');
          return n % 3 === 0 ? undefined : 4;
        }) as never,
      },
    } as never,
  );
};
