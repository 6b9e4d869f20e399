/** Children and listeners that call back in while the supervisor is at work. Both engines must do the same. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import { Grove } from './grove.ts';
import { mute } from './mute.ts';

mute();

const engines: readonly Engine[] = ['compiled', 'interpreted'];
const ample = { restarts: 10, within: 1_000 };

describe.each(engines)('a child that calls back in, %s', (engine) => {
  it('adds another from its own start, in the middle of a restart too: it is started after those that were there', () => {
    const grove = new Grove(engine, { strategy: 'one-for-all', intensity: ample });
    const a = grove.root.add('a');
    grove.root.add('b');
    a.onStart = () => {
      a.onStart = () => {};
      grove.root.add('c');
    };
    a.crash();
    expect(grove.told().slice(2)).toEqual(['b halts', 'a starts', 'b starts', 'c starts']);
    expect(grove.tree().map(({ id, state }) => `${id} ${state}`)).toEqual(['a running', 'b running', 'c running']);
  });

  it('adds another from its first start', () => {
    const grove = new Grove(engine);
    grove.root.add('a', {}, (a) => (a.onStart = () => void grove.root.add('b')));
    expect(grove.told()).toEqual(['a starts', 'b starts']);
  });

  it('removes itself from its own start', () => {
    const grove = new Grove(engine);
    const a = grove.root.add('a', {}, (one) => (one.onStart = () => grove.root.remove('a')));
    expect(grove.told()).toEqual(['a starts', 'a stops', 'a is over: asked stopped']);
    expect([a.gone, grove.tree()]).toEqual([true, []]);
  });

  it('removes itself, and crashes, from its own start', () => {
    const grove = new Grove(engine, { strategy: 'rest-for-one', intensity: ample });
    const before = grove.root.add('before');
    const a = grove.root.add('a', {}, (one) => {
      one.onStart = () => {
        grove.root.remove('a');
        throw new Error('mine');
      };
    });
    expect([a.gone, before.lives, grove.root.supervision.state]).toEqual([true, 1, 'running']);
  });

  it.each(['stop', 'destroy'] as const)('ends everything from its own start: %s', (how) => {
    const grove = new Grove(engine, { strategy: 'one-for-all', intensity: ample });
    const [a, b] = [grove.root.add('a'), grove.root.add('b')];
    const c = grove.root.add('c', {}, (one) => {
      one.onStart = () => {
        if (how === 'stop') grove.root.supervision.stop(null);
        else grove.root.supervision.destroy();
      };
    });
    expect([a.gone, b.gone, c.gone, grove.tree(), grove.root.supervision.state]).toEqual([
      true,
      true,
      true,
      [],
      'ended',
    ]);
    expect(grove.replay.alive()).toEqual([]);
    expect(grove.broken).toEqual([]);
  });

  it('stops everything as it is halted: nothing is over before the last child is', () => {
    const grove = new Grove(engine, { strategy: 'rest-for-one', intensity: ample });
    const a = grove.root.add('a', {}, (one) => (one.hangs = true));
    const [b, c] = [grove.root.add('b'), grove.root.add('c')];
    c.onStop = () => {
      c.onStop = () => {};
      grove.root.supervision.stop(null);
    };
    b.crash();
    expect([b.gone, c.gone, a.leaving, grove.root.supervision.state]).toEqual([true, true, true, 'stopping']);
    a.ends();
    expect(grove.log.at(-1)).toBe('root ends: stopped');
    expect(grove.broken).toEqual([]);
  });

  it('brings down an earlier one as the last of those above it lands: that one’s rest comes down first', () => {
    const grove = new Grove(engine, { strategy: 'rest-for-one', intensity: ample });
    const a = grove.root.add('a');
    const x = grove.root.add('x', {}, (one) => (one.hangs = true));
    const [b, c] = [grove.root.add('b'), grove.root.add('c')];
    c.onStop = () => {
      c.onStop = () => {};
      a.crash();
    };
    grove.told();
    b.crash();
    expect(grove.told()).toEqual(['c halts', 'x halts']);
    expect(grove.root.supervision.state).toBe('restarting');
    x.ends();
    expect(grove.told()).toEqual(['a starts', 'x starts', 'b starts', 'c starts']);
    expect(grove.broken).toEqual([]);
  });

  it('crashes a sibling from its own start', () => {
    const grove = new Grove(engine, { strategy: 'one-for-all', intensity: ample });
    const [a, b] = [grove.root.add('a'), grove.root.add('b')];
    const c = grove.root.add('c', {}, (one) => {
      one.onStart = () => {
        one.onStart = () => {};
        a.crash();
      };
    });
    expect([a.alive, b.alive, c.alive]).toEqual([true, true, true]);
    expect([a.lives, b.lives, c.lives]).toEqual([2, 2, 2]);
    expect(grove.broken).toEqual([]);
  });

  it('crashes as it is told to halt, and as it is told to stop', () => {
    const grove = new Grove(engine, { strategy: 'one-for-all', intensity: ample });
    const [a, b] = [grove.root.add('a'), grove.root.add('b')];
    b.onStop = () => b.crash();
    a.crash();
    expect([a.lives, b.lives]).toEqual([2, 2]);
    grove.root.supervision.stop(null);
    expect([a.gone, b.gone, grove.root.supervision.state]).toEqual([true, true, 'ended']);
    expect(grove.broken).toEqual([]);
  });

  it.each(['remove', 'destroy'] as const)(
    'ends as it is told to halt, with a %s under way: it is asked nothing more',
    (how) => {
      const grove = new Grove(engine, { strategy: 'one-for-all', intensity: ample });
      const [a, b] = [grove.root.add('a'), grove.root.add('b')];
      b.onStop = () => {
        b.onStop = () => {};
        if (how === 'remove') grove.root.remove('b');
        else grove.root.supervision.destroy();
      };
      grove.told();
      a.crash();
      expect(grove.told().filter((what) => what.startsWith('b'))).toEqual([
        'b halts',
        `b is over: asked ${how === 'remove' ? 'halted' : 'destroyed'}`,
      ]);
      expect([a.gone, b.gone]).toEqual([how === 'destroy', true]);
      expect(grove.broken).toEqual([]);
    },
  );

  it('is removed by a listener that hears of its fall: no sibling is touched', () => {
    const grove = new Grove(engine, { strategy: 'rest-for-one', intensity: ample });
    const [a, b, c] = [grove.root.add('a'), grove.root.add('b'), grove.root.add('c')];
    grove.onRecord = ({ connection, to }) => {
      if (connection === 'root/b' && to === 'down') grove.root.remove('b');
    };
    b.crash();
    expect([a.lives, b.gone, c.alive, grove.root.supervision.state]).toEqual([1, true, true, 'running']);
    expect(grove.root.supervision.budget.left).toBe(10);
    expect(grove.broken).toEqual([]);
  });

  it('is removed by a listener while it waits to be counted: no sibling before it is touched', () => {
    const grove = new Grove(engine, { strategy: 'rest-for-one', intensity: ample });
    const [a, b] = [grove.root.add('a'), grove.root.add('b')];
    const c = grove.root.add('c');
    c.onStart = () => {
      c.onStart = () => {};
      b.crash();
      grove.root.remove('b');
    };
    c.crash();
    expect([a.lives, b.gone, c.alive, grove.root.supervision.state]).toEqual([1, true, true, 'running']);
    expect(grove.broken).toEqual([]);
  });

  it('is removed while it waits to be counted, in the middle of a restart: that goes on', () => {
    const grove = new Grove(engine, { strategy: 'rest-for-one', intensity: ample });
    const [a, b] = [grove.root.add('a'), grove.root.add('b')];
    const c = grove.root.add('c', {}, (one) => (one.hangs = true));
    c.onStop = () => {
      c.onStop = () => {};
      a.crash();
      grove.root.remove('a');
    };
    grove.told();
    b.crash();
    expect(grove.told()).toEqual(['c halts', 'a is over: asked stopped']);
    expect(grove.root.supervision.state).toBe('restarting');
    c.ends();
    expect(grove.told()).toEqual(['b starts', 'c starts']);
    expect(grove.records.filter(({ event }) => event.type === 'clear').length).toBe(1);
    expect(grove.broken).toEqual([]);
  });

  it('stops its own supervisor from its start within a group, while that is started anew', () => {
    const grove = new Grove(engine, {}, ample);
    const group = grove.root.group('group', { strategy: 'one-for-all', intensity: { restarts: 0, within: 1 } });
    const [a, b] = [group.add('a'), group.add('b')];
    a.onStart = () => grove.root.remove('group');
    b.crash();
    expect([a.gone, b.gone, group.supervision.state, grove.tree()]).toEqual([true, true, 'ended', []]);
    expect(grove.broken).toEqual([]);
  });
});
