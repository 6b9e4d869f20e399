/** Who is taken down and started with the one that fell, and in which order. */
import { describe, expect, it } from 'vitest';
import type { SupervisorInput } from '../../machines/supervisor.ts';
import type { Engine } from '../../src/actor/engines.ts';
import { Grove } from './grove.ts';
import type { Pupil, Spec } from './grove.ts';
import { mute } from './mute.ts';

mute();

const engines: readonly Engine[] = ['compiled', 'interpreted'];
const ample = { restarts: 10, within: 1_000 };

interface Stand {
  readonly grove: Grove;
  readonly pupils: Readonly<Record<'a' | 'b' | 'c' | 'd', Pupil>>;
}

const stand = (
  engine: Engine,
  strategy: SupervisorInput['strategy'],
  specs: Partial<Record<'a' | 'b' | 'c' | 'd', Spec>> = {},
  hangs = false,
): Stand => {
  const grove = new Grove(engine, { strategy, intensity: ample });
  const add = (id: 'a' | 'b' | 'c' | 'd'): Pupil =>
    grove.root.add(id, specs[id], (pupil) => {
      pupil.hangs = hangs;
    });
  const pupils = { a: add('a'), b: add('b'), c: add('c'), d: add('d') };
  grove.told();
  return { grove, pupils };
};

/** Ends, in the order in which they are told, those that are on their way down. */
const land = ({ pupils }: Stand): void => {
  for (;;) {
    const leaving = Object.values(pupils).filter((one) => one.alive && one.leaving);
    if (leaving.length === 0) return;
    expect(leaving.length).toBe(1);
    leaving[0]?.ends();
  }
};

describe.each(engines)('a strategy, %s', (engine) => {
  describe.each([false, true])('whose children take their time to stop: %s', (hangs) => {
    it.each<[SupervisorInput['strategy'], 'a' | 'b' | 'd', readonly string[]]>([
      ['one-for-one', 'b', ['b starts']],
      ['one-for-all', 'b', ['d halts', 'c halts', 'a halts', 'a starts', 'b starts', 'c starts', 'd starts']],
      ['one-for-all', 'a', ['d halts', 'c halts', 'b halts', 'a starts', 'b starts', 'c starts', 'd starts']],
      ['rest-for-one', 'b', ['d halts', 'c halts', 'b starts', 'c starts', 'd starts']],
      ['rest-for-one', 'd', ['d starts']],
    ])('%s: when %s falls', (strategy, who, told) => {
      const one = stand(engine, strategy, {}, hangs);
      one.pupils[who].crash();
      land(one);
      expect(one.grove.told()).toEqual(told);
      expect(one.grove.root.supervision.state).toBe('running');
      expect(one.grove.root.supervision.budget.left).toBe(9);
      const clears = one.grove.records.filter(({ event }) => event.type === 'clear');
      expect(clears.length).toBe(strategy === 'one-for-one' ? 0 : 1);
      expect(one.grove.broken).toEqual([]);
    });

    it('forgets the temporary ones that it took down, and brings the transient ones back', () => {
      const one = stand(engine, 'one-for-all', { a: { restart: 'temporary' }, c: { restart: 'permanent' } }, hangs);
      one.pupils.b.crash();
      land(one);
      expect(one.grove.told()).toEqual([
        'd halts',
        'c halts',
        'a halts',
        `a is over: asked ${hangs ? 'stopped' : 'halted'}`,
        'b starts',
        'c starts',
        'd starts',
      ]);
      expect(one.grove.tree().map(({ id }) => id)).toEqual(['b', 'c', 'd']);
    });

    it('is not asked when a temporary one crashes, or a transient one is done', () => {
      const one = stand(engine, 'one-for-all', { a: { restart: 'temporary' } }, hangs);
      one.pupils.a.crash();
      one.pupils.c.exit({ how: 'normal', reason: 'done' });
      expect(one.grove.told()).toEqual(['a is over: crashed crashed', 'c is over: normal done']);
      expect(one.pupils.b.lives).toBe(1);
    });

    it('takes one that crashes on its way down for down, and brings it back', () => {
      const one = stand(engine, 'one-for-all', {}, true);
      one.pupils.a.crash();
      expect(one.grove.told()).toEqual(['d halts']);
      one.pupils.d.crash();
      land(one);
      expect(one.grove.told()).toEqual(['c halts', 'b halts', 'a starts', 'b starts', 'c starts', 'd starts']);
      expect(one.grove.root.supervision.budget.left).toBe(9);
    });
  });

  it('one-for-all: one that falls meanwhile counts, and is brought back with the others, once', () => {
    const one = stand(engine, 'one-for-all', {}, true);
    one.pupils.b.crash();
    one.pupils.a.crash();
    expect(one.grove.told()).toEqual(['d halts']);
    land(one);
    expect(one.grove.told()).toEqual(['c halts', 'a starts', 'b starts', 'c starts', 'd starts']);
    expect(one.grove.root.supervision.budget.left).toBe(8);
    expect(one.grove.broken).toEqual([]);
  });

  it('rest-for-one: an earlier one that falls meanwhile takes down those between as well', () => {
    const one = stand(engine, 'rest-for-one', {}, true);
    one.pupils.c.crash();
    expect(one.grove.told()).toEqual(['d halts']);
    one.pupils.a.crash();
    expect(one.grove.told()).toEqual([]);
    one.pupils.d.ends();
    expect(one.grove.told()).toEqual(['b halts']);
    one.pupils.b.ends();
    expect(one.grove.told()).toEqual(['a starts', 'b starts', 'c starts', 'd starts']);
    expect(one.grove.broken).toEqual([]);
  });

  it('rest-for-one: a later one that falls meanwhile changes nothing', () => {
    const one = stand(engine, 'rest-for-one', {}, true);
    one.pupils.b.crash();
    one.pupils.c.crash();
    one.pupils.d.ends();
    expect(one.grove.told()).toEqual(['d halts', 'b starts', 'c starts', 'd starts']);
    expect(one.pupils.a.lives).toBe(1);
  });

  it('rest-for-one: a later one that falls meanwhile does not shorten the rest', () => {
    const one = stand(engine, 'rest-for-one', {}, true);
    one.pupils.a.crash();
    one.pupils.c.crash();
    land(one);
    expect(one.grove.told()).toEqual(['d halts', 'b halts', 'a starts', 'b starts', 'c starts', 'd starts']);
    expect(one.grove.broken).toEqual([]);
  });

  it('one-for-all: nobody is started behind one that falls as it is started, until that is decided', () => {
    const one = stand(engine, 'one-for-all');
    one.pupils.b.onStart = () => {
      one.pupils.b.onStart = () => {};
      throw new Error('no start');
    };
    one.pupils.d.crash();
    expect(one.grove.told().slice(3)).toEqual([
      'a starts',
      'b starts',
      'a halts',
      'a starts',
      'b starts',
      'c starts',
      'd starts',
    ]);
  });

  it('gives up when one more falls than it may, in the middle of a restart too', () => {
    const grove = new Grove(engine, { strategy: 'one-for-all', intensity: { restarts: 1, within: 1_000 } });
    const group = grove.root;
    const [a, b, c] = [group.add('a'), group.add('b'), group.add('c', {}, (pupil) => (pupil.hangs = true))];
    grove.told();
    a.crash();
    b.crash();
    expect(group.supervision.state).toBe('stopping');
    c.ends();
    expect(grove.told()).toEqual(['c halts', 'root ends: restarts-used-up']);
    expect([a.lives, b.lives, c.lives]).toEqual([1, 1, 1]);
  });

  it.each<SupervisorInput['strategy']>(['one-for-one', 'one-for-all', 'rest-for-one'])(
    '%s: one that falls as it is started does not keep those after it from being started',
    (strategy) => {
      const one = stand(engine, strategy);
      one.pupils.b.onStart = () => {
        if (one.pupils.b.lives < 4) throw new Error('no start');
      };
      one.pupils.b.crash();
      expect(Object.values(one.pupils).map(({ alive }) => alive)).toEqual([true, true, true, true]);
      expect(one.pupils.b.lives).toBe(4);
      expect(one.grove.root.supervision.budget.left).toBe(7);
      expect(one.grove.broken).toEqual([]);
    },
  );

  it('starts all children of a group one after the other, though one of them falls at first', () => {
    const grove = new Grove(engine, {}, { restarts: 5, within: 1_000 });
    const group = grove.root.group('group', { intensity: { restarts: 2, within: 1_000 } });
    const [a, b, c] = [group.add('a'), group.add('b'), group.add('c')];
    for (let i = 0; i < 3; i += 1) {
      a.onStart = i === 2 ? () => (a.onStart = () => {}) : a.onStart;
      b.onStart = () => {
        b.onStart = () => {};
        throw new Error('no start');
      };
      a.crash();
      grove.pass(0);
    }
    expect([a.alive, b.alive, c.alive, group.supervision.state]).toEqual([true, true, true, 'running']);
    expect(grove.broken).toEqual([]);
  });

  it('never starts one whose fall is not counted yet', () => {
    const grove = new Grove(engine, { intensity: { restarts: 1, within: 1_000 } });
    const b = grove.root.add('b');
    const a = grove.root.add('a');
    let restarts = 0;
    a.onStart = () => {
      restarts += 1;
      b.crash();
    };
    b.onStart = () => (restarts += 1);
    a.crash();
    grove.pass(0);
    expect(restarts).toBe(1);
    expect([a.alive, b.alive, grove.root.supervision.state]).toEqual([false, false, 'ended']);
    expect(grove.broken).toEqual([]);
  });

  it('one-for-one: both that fall at once come back, each by its own count', () => {
    const one = stand(engine, 'one-for-one');
    one.pupils.c.onStart = () => {
      one.pupils.c.onStart = () => {};
      one.pupils.a.crash();
    };
    one.pupils.c.crash();
    expect(one.grove.told()).toEqual(['c starts', 'a starts']);
    expect(one.grove.root.supervision.budget.left).toBe(8);
  });
});
