import { describe, expect, it } from 'vitest';
import { MOST_SHOWN, Registry } from '../../../src/inspector/stately/registry.ts';
import { Collected } from './collected.ts';
import { Teller } from './told.ts';

const open = (teller: Teller, chosen: readonly string[] | null = null) => {
  const registry = new Registry(teller.supervisor, chosen);
  const receiver = new Collected(registry);
  receiver.outlet.begin();
  return { registry, receiver };
};

const dialled = (teller: Teller, registry: Registry, connection: string): void => {
  const [link = ''] = connection.split('#');
  teller.has(link);
  teller.tell(registry, { chart: 'writer', connection, from: '', to: 'ended', type: 'start' });
  teller.tell(registry, { chart: 'connection', connection, from: '', to: 'connecting.waiting', type: 'start' });
};

const connections = (receiver: Collected): readonly string[] =>
  receiver.actors.filter(({ name }) => name.startsWith('connection ')).map(({ name }) => name.slice(11));

describe('of more connections than can be shown', () => {
  const many = Array.from({ length: 3 * MOST_SHOWN }, (_, i) => `line#${String(i)}`);

  it('the first are shown, with all that belongs to them', () => {
    const teller = new Teller();
    const { registry, receiver } = open(teller);
    for (const one of many) dialled(teller, registry, one);
    receiver.drain();
    expect(connections(receiver)).toEqual(many.slice(0, MOST_SHOWN));
    expect(receiver.actors.filter(({ name }) => name.startsWith('writer '))).toHaveLength(MOST_SHOWN);
    expect(registry.lines).toBe(MOST_SHOWN);
  });

  it('another one is shown when one of them has ended', () => {
    const teller = new Teller();
    const { registry, receiver } = open(teller);
    for (const one of many) dialled(teller, registry, one);
    teller.tell(registry, { chart: 'connection', connection: 'line#3', to: 'dead' });
    // A writer by itself makes no room for the connection that it belongs to: that one may be gone.
    teller.tell(registry, { chart: 'writer', connection: 'line#50', to: 'flowing' });
    expect(registry.lines).toBe(MOST_SHOWN - 1);
    teller.tell(registry, { chart: 'connection', connection: 'line#40', to: 'connected.probing' });
    receiver.drain();
    expect(connections(receiver)).toEqual([...many.slice(0, MOST_SHOWN), 'line#40']);
  });

  it('no more links than that are shown', () => {
    const teller = new Teller();
    const { registry } = open(teller);
    for (const one of many) dialled(teller, registry, one.replace('line', 'line-').replace('#', '').concat('#1'));
    expect(registry.shown).toHaveLength(MOST_SHOWN);
  });
});

describe('links that are chosen', () => {
  it('are shown alone', () => {
    const teller = new Teller();
    const { registry, receiver } = open(teller, ['b']);
    for (const one of ['a#1', 'b#1', 'c#1']) dialled(teller, registry, one);
    receiver.drain();
    expect(connections(receiver)).toEqual(['b#1']);
  });

  it('are shown as they are now when they are chosen while they run', () => {
    const teller = new Teller();
    teller.has('a', [{ id: 'a#1', state: 'connected.probing' }]);
    teller.has('b', [{ id: 'b#1', state: 'reconnecting.backing-off' }]);
    const { registry, receiver } = open(teller, ['a']);
    registry.choose(['b']);
    receiver.drain();
    expect(connections(receiver)).toEqual(['a#1', 'b#1']);
    expect(receiver.actors.at(-1)?.snapshot).toMatchObject({
      value: { reconnecting: 'backing-off' },
      context: { seed: 1 },
    });
    expect(receiver.snapshots.map(({ event, snapshot }) => `${event.type} ${snapshot.status}`)).toEqual([
      'xstate.stop stopped',
      'xstate.stop stopped',
    ]);
    expect(registry.shown).toEqual(['b']);
  });

  it('are shown from when they come', () => {
    const teller = new Teller();
    const { registry, receiver } = open(teller, ['later']);
    dialled(teller, registry, 'later#1');
    receiver.drain();
    expect(connections(receiver)).toEqual(['later#1']);
  });

  it('may not be more than can be shown', () => {
    const names = Array.from({ length: MOST_SHOWN + 1 }, (_, i) => String(i));
    expect(() => open(new Teller(), names)).toThrow('21 are named, and 20 are shown at most');
    const { registry } = open(new Teller());
    expect(() => registry.choose(names)).toThrow('21 are named');
  });
});

describe('an actor of the same name', () => {
  it('is another actor when it begins anew', () => {
    const teller = new Teller();
    const { registry, receiver } = open(teller);
    dialled(teller, registry, 'line#1');
    dialled(teller, registry, 'line#1');
    receiver.drain();
    const ids = receiver.actors.filter(({ name }) => name === 'connection line#1').map(({ sessionId }) => sessionId);
    expect(new Set(ids).size).toBe(2);
    expect(receiver.snapshots.find(({ sessionId }) => sessionId === ids[0])).toBeDefined();
    const last = receiver.snapshots.findLast(({ sessionId }) => sessionId === ids[0]);
    expect(last?.snapshot.status).toBe('stopped');
    expect(registry.lines).toBe(1);
  });
});

it('of a link that falls, the connections are stopped with it', () => {
  const teller = new Teller();
  const { registry, receiver } = open(teller);
  dialled(teller, registry, 'line#1');
  teller.tell(registry, { chart: 'link', connection: 'line', from: 'open', to: 'down', type: 'failed' });
  receiver.drain();
  expect(registry.lines).toBe(0);
  expect(receiver.last('connection line#1')).toMatchObject({ status: 'stopped' });
  expect(receiver.last('link line')).toMatchObject({ status: 'active', value: 'down' });
});

it('an actor that crashed is told with what it threw, as it was before', () => {
  const teller = new Teller();
  const { registry, receiver } = open(teller);
  dialled(teller, registry, 'line#1');
  teller.tell(registry, { chart: 'connection', connection: 'line#1', to: 'connected.probing' }, { misses: 2 });
  teller.tell(registry, { chart: 'connection', connection: 'line#1', to: 'connected.probing', type: 'crash' });
  receiver.drain();
  expect(receiver.last('connection line#1')).toMatchObject({ status: 'error', context: { misses: 2 } });
});
