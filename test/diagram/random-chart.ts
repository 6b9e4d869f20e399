/** Charts of any shape: nested, parallel, final, with arrows from anywhere to anywhere. */
import fc from 'fast-check';
import { createMachine } from 'xstate';
import type { AnyStateMachine } from 'xstate';

interface Sketch {
  readonly kind: 'compound' | 'parallel' | 'final';
  readonly entry: readonly string[];
  readonly children: readonly Sketch[];
}

interface Arrow {
  readonly from: number;
  readonly to: number | null;
  readonly event: string;
  readonly by: 'on' | 'after' | 'always';
  readonly guard: string | null;
  readonly actions: readonly string[];
  readonly reenter: boolean;
}

const words = (prefix: string, most: number) =>
  fc.array(
    fc.integer({ min: 0, max: 9 }).map((n) => `${prefix}${'y'.repeat(n)}${String(n)}`),
    { maxLength: most },
  );

const leaf = fc.record({
  kind: fc.constantFrom('compound' as const, 'compound' as const, 'final' as const),
  entry: words('do', 3),
  children: fc.constant<readonly Sketch[]>([]),
});

/** At most three levels. */
const sketch = [1, 2].reduce<fc.Arbitrary<Sketch>>(
  (inner) =>
    fc.oneof(
      leaf,
      fc.record({
        kind: fc.constantFrom('compound' as const, 'compound' as const, 'parallel' as const),
        entry: words('do', 3),
        children: fc.array(inner, { minLength: 1, maxLength: 4 }),
      }),
    ),
  leaf,
);

const arrow: fc.Arbitrary<Arrow> = fc.record({
  from: fc.nat(40),
  to: fc.option(fc.nat(40), { freq: 6 }),
  event: fc.constantFrom('go', 'stop', 'reply-timeout', 'x'),
  by: fc.constantFrom('on', 'on', 'after', 'always'),
  guard: fc.option(fc.constantFrom('may', 'isAllowedToGo')),
  actions: words('act', 3),
  reenter: fc.boolean(),
});

const build = (children: readonly Sketch[], arrows: readonly Arrow[]): AnyStateMachine => {
  const configs: Record<string, unknown>[] = [];
  const ids: string[] = [];
  const make = (given: readonly Sketch[], path: string): Record<string, unknown> =>
    Object.fromEntries(
      given.map(({ kind, entry, children: inner }, at) => {
        const name = `s${String(at)}`;
        const here = `${path}.${name}`;
        const config: Record<string, unknown> = { entry };
        configs.push(config);
        ids.push(here);
        if (inner.length === 0) return [name, Object.assign(config, kind === 'final' ? { type: 'final' } : {})];
        config['states'] = make(inner, here);
        return [name, Object.assign(config, kind === 'parallel' ? { type: 'parallel' } : { initial: 's0' })];
      }),
    );
  const root: Record<string, unknown> = { id: 'any', initial: 's0', states: make(children, 'any') };
  configs.push(root);
  for (const { from, to, event, by, guard, actions, reenter } of arrows) {
    const config = configs[from % configs.length] ?? root;
    if (config['type'] === 'final') continue;
    const transition = {
      ...(to === null ? {} : { target: `#${ids[to % ids.length] ?? ''}` }),
      ...(guard === null ? {} : { guard }),
      ...(reenter ? { reenter } : {}),
      actions,
    };
    if (by === 'always') config['always'] = [...((config['always'] as unknown[] | undefined) ?? []), transition];
    else {
      const under = (config[by] as Record<string, unknown[]> | undefined) ?? {};
      config[by] = { ...under, [event]: [...(under[event] ?? []), transition] };
    }
  }
  return createMachine(root);
};

/** @param most arrows */
export const anyChart = (most: number): fc.Arbitrary<AnyStateMachine> =>
  fc
    .tuple(fc.array(sketch, { minLength: 1, maxLength: 5 }), fc.array(arrow, { maxLength: most }))
    .map(([children, arrows]) => build(children, arrows));
