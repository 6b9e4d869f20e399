/** Whatever the records say, whoever comes late or reads slowly: definitions first, states that XState takes, and nothing twice. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as machines from '../../../machines/index.ts';
import { MOST_WAITING } from '../../../src/inspector/stately/outlet.ts';
import { MOST_SHOWN, Registry } from '../../../src/inspector/stately/registry.ts';
import { Collected } from './collected.ts';
import { Reader } from './reader.ts';
import { Teller } from './told.ts';

interface State {
  readonly path: readonly string[];
  readonly type: string;
  readonly states: Readonly<Record<string, State>>;
}

const leaves = ({ path, type, states }: State): readonly string[] =>
  type === 'compound' ? Object.values(states).flatMap(leaves) : [path.join('.')];

const charts = new Map(
  Object.values(machines)
    .filter((one) => typeof one === 'object')
    .map(({ id, root }) => [id, leaves(root as unknown as State)]),
);

const nameOf = (chart: string, which: number): string => {
  const link = `link-${String(which % 3)}`;
  if (chart === 'connection' || chart === 'writer') return `${link}#${String(which)}`;
  return chart === 'child' ? `supervisor/${link}` : link;
};

const step = fc
  .constantFrom('connection', 'connection', 'writer', 'link', 'child', 'breaker', 'simplex')
  .chain((chart) =>
    fc.record({
      do: fc.constant('step' as const),
      chart: fc.constant(chart),
      which: fc.nat({ max: 7 }),
      to: fc.constantFrom(...(charts.get(chart) ?? [])),
      starts: fc.boolean(),
      quiet: fc.boolean(),
      crash: fc.boolean().map((crashes) => crashes && chart !== 'link'),
      context: fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }),
    }),
  );

const deed = fc.oneof(
  { weight: 12, arbitrary: step },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('stall' as const, 'read' as const, 'come' as const, 'drain' as const) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('choose' as const),
      links: fc.option(fc.uniqueArray(fc.constantFrom('link-0', 'link-1', 'link-2'))),
    }),
  },
);

const opened = (): { readonly teller: Teller; readonly registry: Registry; readonly receiver: Collected } => {
  const teller = new Teller();
  teller.has('line');
  const registry = new Registry(teller.supervisor, null);
  const receiver = new Collected(registry);
  receiver.outlet.begin();
  teller.tell(registry, { chart: 'link', connection: 'line', from: '', to: 'open', type: 'start' });
  return { teller, registry, receiver };
};

describe('a receiver', () => {
  it('is told of no actor before its definition, and of no state that its definition has not', () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 120 }), fc.constantFrom(2, 10, 1_000), (deeds, most) => {
        const teller = new Teller();
        for (const name of ['link-0', 'link-1', 'link-2']) teller.has(name);
        const registry = new Registry(teller.supervisor, null);
        const receiver = new Collected(registry, most);
        receiver.outlet.begin();
        for (const one of deeds) {
          if (one.do === 'step') {
            const { chart, which, to, starts, quiet, crash, context } = one;
            const type = crash ? 'crash' : 'told';
            const from = starts ? '' : to;
            teller.tell(registry, { chart, connection: nameOf(chart, which), to, from, type, quiet }, context);
          } else if (one.do === 'choose') registry.choose(one.links);
          else if (one.do === 'stall') receiver.ready = false;
          else if (one.do === 'read') receiver.ready = true;
          else if (one.do === 'drain') receiver.outlet.drain();
          else {
            receiver.messages.length = 0;
            receiver.outlet.begin();
          }
          expect(registry.lines).toBeLessThanOrEqual(MOST_SHOWN);
        }
        receiver.ready = true;
        receiver.drain();
        const reader = new Reader();
        for (const message of receiver.messages) reader.take(message);
        const late = new Collected(registry);
        late.outlet.begin();
        late.drain();
        const known = receiver.state();
        for (const [actor, snapshot] of late.state()) expect(known.get(actor)).toEqual(snapshot);
      }),
      { numRuns: 300 },
    );
  });

  const idle = 'connected.listening.idle';

  it('that does not read is told how much it missed, and how everything is', () => {
    const { teller, registry, receiver } = opened();
    teller.tell(registry, { chart: 'connection', connection: 'line#1', to: 'connected.probing' }, { misses: 7 });
    receiver.drain();
    receiver.ready = false;
    teller.tell(registry, { chart: 'connection', connection: 'line#1', to: 'reconnecting.backing-off' }, { misses: 8 });
    for (let i = 0; i < MOST_WAITING + 100; i += 1)
      teller.tell(registry, { chart: 'connection', connection: 'line#2', to: idle }, { exchanges: i });
    expect(receiver.outlet.dropped).toBe(101);
    receiver.ready = true;
    receiver.messages.length = 0;
    receiver.drain();
    const dropped = receiver.events.filter(({ event }) => event.type === 'holdfast.dropped');
    expect(dropped.map(({ event }) => event)).toEqual([{ type: 'holdfast.dropped', steps: 101, total: 101 }]);
    expect(dropped.map(({ sessionId }) => sessionId)).toEqual([registry.root.sessionId]);
    expect(receiver.messages.at(-1)).toMatchObject({
      type: '@xstate.snapshot',
      snapshot: { value: { reconnecting: 'backing-off' }, context: { misses: 8 } },
    });
  });

  it('that does not read costs no more however long it does not', () => {
    const { teller, registry, receiver } = opened();
    receiver.ready = false;
    for (let life = 0; life < 1_000; life += 1) {
      const connection = `line#${String(life)}`;
      for (const [from, to] of [
        ['', 'connecting.waiting'],
        ['connecting.waiting', idle],
        [idle, 'dead'],
      ] as const) {
        teller.tell(registry, { chart: 'connection', connection, from, to, type: from === '' ? 'start' : 'told' });
      }
    }
    expect(receiver.outlet.dropped).toBeGreaterThan(0);
    // What waits, and those few that live on.
    expect(receiver.outlet.held).toBeLessThan(MOST_WAITING + 10);
    receiver.ready = true;
    receiver.drain();
    expect(receiver.outlet.held).toBe(2);
    // Of connections that came and went unread nothing is told but the count.
    expect(receiver.actors.length).toBeLessThan(MOST_WAITING);
    const late = new Collected(registry);
    late.outlet.begin();
    expect(late.actors.map(({ name }) => name)).toEqual(['supervisor supervisor', 'link line']);
  });

  it('that comes late is told of what is, and of nothing that was', () => {
    const { teller, registry } = opened();
    teller.tell(registry, {
      chart: 'connection',
      connection: 'line#1',
      from: '',
      to: 'connecting.waiting',
      type: 'start',
    });
    teller.tell(registry, { chart: 'connection', connection: 'line#1', to: 'dead' });
    teller.tell(registry, {
      chart: 'connection',
      connection: 'line#2',
      from: '',
      to: 'connecting.waiting',
      type: 'start',
    });
    teller.tell(registry, { chart: 'connection', connection: 'line#2', to: idle }, { exchanges: 3 });
    const late = new Collected(registry);
    late.outlet.begin();
    expect(late.messages.map(({ type }) => type)).toEqual(Array.from({ length: 3 }, () => '@xstate.actor'));
    expect(late.actors.at(-1)).toMatchObject({
      name: 'connection line#2',
      snapshot: { status: 'active', value: { connected: { listening: 'idle' } }, context: { exchanges: 3 } },
    });
  });
});
