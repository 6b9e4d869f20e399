/** Each restart type by each way to end, and how often: after Erlang/OTP's own suite for its supervisor. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import type { Exit } from '../../src/supervision/child.ts';
import { Grove } from './grove.ts';
import type { Pupil } from './grove.ts';
import { mute } from './mute.ts';

mute();

const engines: readonly Engine[] = ['compiled', 'interpreted'];

const ways: Readonly<Record<string, (pupil: Pupil, grove: Grove) => void>> = {
  normal: (pupil) => pupil.exit({ how: 'normal', reason: 'done' }),
  crashed: (pupil) => pupil.crash(),
  asked: (pupil, grove) => grove.root.remove(pupil.id),
};

const failing =
  (times: number) =>
  (pupil: Pupil): void => {
    pupil.onStart = () => {
      if (pupil.lives <= times) throw new Error('no start');
    };
  };

describe.each(engines)('a child, %s', (engine) => {
  const budgets = { shared: null, own: { restarts: 1, within: 5_000 } };

  describe.each(Object.entries(budgets))('with a budget that is %s', (_, budget) => {
    it.each<['permanent' | 'transient' | 'temporary', string, number, string | null]>([
      ['permanent', 'normal', 2, null],
      ['permanent', 'crashed', 2, null],
      ['permanent', 'asked', 1, 'asked stopped'],
      ['transient', 'normal', 1, 'normal done'],
      ['transient', 'crashed', 2, null],
      ['transient', 'asked', 1, 'asked stopped'],
      ['temporary', 'normal', 1, 'normal done'],
      ['temporary', 'crashed', 1, 'crashed crashed'],
      ['temporary', 'asked', 1, 'asked stopped'],
    ])('that is %s, and ends %s, has %i lives, and its end is %s', (restart, way, lives, end) => {
      const grove = new Grove(engine, {}, budget);
      const sibling = grove.root.add('sibling');
      const pupil = grove.root.add('pupil', { restart });
      ways[way]?.(pupil, grove);
      grove.pass(0);
      expect(pupil.lives).toBe(lives);
      expect(pupil.gone).toBe(end !== null);
      expect(grove.ended.map(([path, { how, reason }]) => `${path} ${how} ${reason}`)).toEqual(
        end === null ? [] : [`root/pupil ${end}`],
      );
      expect(grove.tree().map(({ id }) => id)).toEqual(end === null ? ['sibling', 'pupil'] : ['sibling']);
      expect(sibling.lives).toBe(1);
      expect(grove.broken).toEqual([]);
    });

    it('that is temporary, and whose start throws, ends with what it threw', () => {
      const grove = new Grove(engine, {}, budget);
      const pupil = grove.root.add('pupil', { restart: 'temporary' }, failing(1));
      expect([pupil.lives, pupil.gone]).toEqual([1, true]);
      expect(grove.ended).toEqual([
        ['root/pupil', { how: 'crashed', reason: 'crashed', error: new Error('no start') }],
      ]);
    });

    it.each(['permanent', 'transient'] as const)(
      'that is %s, and whose start throws once, is started anew',
      (restart) => {
        const grove = new Grove(engine, {}, budget);
        const pupil = grove.root.add('pupil', { restart }, failing(1));
        expect([pupil.lives, pupil.alive]).toEqual([2, true]);
        expect(grove.broken).toEqual([]);
      },
    );
  });

  it('that used up the budget of its own ends as crashed, and is reported', () => {
    const grove = new Grove(engine, {}, { restarts: 1, within: 5_000 });
    const [sibling, pupil] = [grove.root.add('sibling'), grove.root.add('pupil')];
    pupil.crash();
    grove.told();
    pupil.crash(new Error('again'));
    expect(grove.told()).toEqual(['pupil is spent: crashed', 'pupil is over: crashed crashed']);
    expect(grove.ended).toEqual([['root/pupil', { how: 'crashed', reason: 'crashed', error: new Error('again') }]]);
    expect([sibling.lives, grove.root.supervision.state]).toEqual([1, 'running']);
  });

  it('that is permanent, and ends by itself too often, ends as crashed', () => {
    const grove = new Grove(engine, {}, { restarts: 1, within: 5_000 });
    const pupil = grove.root.add('pupil', { restart: 'permanent' });
    pupil.exit({ how: 'normal', reason: 'gave-up' });
    pupil.exit({ how: 'normal', reason: 'gave-up' });
    expect(grove.ended.map(([, exit]) => exit)).toEqual([{ how: 'crashed', reason: 'crashed' }]);
  });

  it('counts no restart of a sibling where each has a budget of its own', () => {
    const grove = new Grove(engine, {}, { restarts: 1, within: 5_000 });
    const pupils = ['a', 'b', 'c'].map((id) => grove.root.add(id));
    for (const pupil of pupils) pupil.crash();
    expect(pupils.map(({ lives }) => lives)).toEqual([2, 2, 2]);
    expect(grove.tree().map(({ budget }) => budget)).toEqual(
      Array.from({ length: 3 }, () => ({ restarts: 1, within: 5_000, left: 0 })),
    );
  });

  it.each([
    ['its own', { restarts: 2, within: 1_000 }],
    ['the shared', null],
  ])('may be restarted as often as allowed within any window, both edges of which count: %s budget', (_, own) => {
    const intensity = { restarts: 2, within: 1_000 };
    const at = (third: number): boolean => {
      const grove = new Grove(engine, { intensity }, own);
      const pupil = grove.root.add('pupil');
      pupil.crash();
      grove.pass(400);
      pupil.crash();
      grove.pass(third - 400);
      const left = own === null ? grove.root.supervision.budget.left : grove.tree()[0]?.budget?.left;
      expect(left).toBe(third > 1_000 ? 1 : 0);
      pupil.crash();
      grove.pass(0);
      expect(grove.broken).toEqual([]);
      return pupil.alive;
    };
    expect([at(999), at(1_000), at(1_001), at(1_400)]).toEqual([false, false, true, true]);
  });

  it('has a window that slides: what left it does not come back', () => {
    const grove = new Grove(engine, {}, { restarts: 2, within: 1_000 });
    const pupil = grove.root.add('pupil');
    for (let i = 0; i < 20; i += 1) {
      pupil.crash();
      grove.pass(501);
    }
    expect([pupil.lives, pupil.alive]).toEqual([21, true]);
    pupil.crash();
    pupil.crash();
    expect(pupil.alive).toBe(false);
  });

  it('with no restart in its budget is never started again', () => {
    const grove = new Grove(engine, {}, { restarts: 0, within: 1_000 });
    const pupil = grove.root.add('pupil');
    pupil.crash();
    expect([pupil.lives, pupil.gone]).toEqual([1, true]);
  });

  it('whose start always throws stops being started when the budget is used up', () => {
    const grove = new Grove(engine, {}, { restarts: 1_000, within: 1 });
    const pupil = grove.root.add('pupil', {}, failing(Infinity));
    expect([pupil.lives, pupil.gone]).toEqual([1_001, true]);
    expect(grove.broken).toEqual([]);
  });

  it('is not heard when a life that is over speaks', () => {
    const grove = new Grove(engine, {}, { restarts: 5, within: 1_000 });
    const pupil = grove.root.add('pupil');
    const first: { says?: (exit: Exit) => void } = {};
    const spec = { restart: 'permanent', shutdown: 10, budget: null, id: 'raw', kind: 'child' } as const;
    let lives = 0;
    const child = {
      start: (exited: (exit: Exit) => void) => {
        lives += 1;
        if (lives === 1) first.says = exited;
      },
      stop: () => {},
      halt: () => {},
      kill: () => {},
      over: () => {},
    };
    grove.root.supervision.add({ ...spec, child }, () => {});
    first.says?.({ how: 'crashed', reason: 'crashed' });
    first.says?.({ how: 'crashed', reason: 'crashed' });
    expect(lives).toBe(2);
    grove.root.remove('raw');
    first.says?.({ how: 'asked', reason: 'stopped' });
    expect(grove.tree().map(({ state }) => state)).toEqual(['running', 'stopping']);
    grove.pass(100);
    expect(grove.tree().map(({ id }) => id)).toEqual(['pupil']);
    expect(pupil.lives).toBe(1);
  });

  it('that crashed and is down, and is removed then, ended because it was asked to', () => {
    const grove = new Grove(engine, { strategy: 'one-for-all', intensity: { restarts: 5, within: 1_000 } });
    const other = grove.root.add('other', { shutdown: 1_000 }, (one) => (one.hangs = true));
    const pupil = grove.root.add('pupil');
    pupil.crash(new Error('mine'));
    expect(grove.root.supervision.state).toBe('restarting');
    grove.root.remove('pupil');
    expect(grove.ended).toEqual([['root/pupil', { how: 'asked', reason: 'stopped' }]]);
    other.ends();
    expect([other.lives, pupil.lives]).toEqual([2, 1]);
    expect(grove.broken).toEqual([]);
  });
});
