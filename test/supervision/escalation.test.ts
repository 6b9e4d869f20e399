/** Supervisors below supervisors: what becomes of the children of one that gave up, and of one that is taken down. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import type { TreeNode } from '../../src/contract/tree.ts';
import { Grove } from './grove.ts';
import type { Nest, Pupil } from './grove.ts';
import { mute } from './mute.ts';

mute();

const engines: readonly Engine[] = ['compiled', 'interpreted'];
const once = { restarts: 1, within: 5_000 };

const statesOf = (nodes: readonly TreeNode[]): object =>
  Object.fromEntries(nodes.map(({ id, state, children }) => [id, children === undefined ? state : statesOf(children)]));

const three = (group: Nest): Pupil[] => ['a', 'b', 'c'].map((id) => group.add(id));

describe.each(engines)('a group, %s', (engine) => {
  it('that used up its budget takes its children down in reverse order, and comes back with them', () => {
    const grove = new Grove(engine, {}, once);
    const group = grove.root.group('group', { strategy: 'rest-for-one' });
    const [a, b, c] = three(group);
    b?.crash();
    grove.told();
    b?.crash();
    expect(grove.told()).toEqual([
      'c halts',
      'a halts',
      'group ends: restarts-used-up',
      'a starts',
      'b starts',
      'c starts',
    ]);
    expect([a?.lives, b?.lives, c?.lives]).toEqual([2, 3, 3]);
    expect(group.supervision.budget.left).toBe(1);
    expect(grove.tree()[0]?.budget?.left).toBe(0);
    expect(grove.ended).toEqual([]);
    expect(grove.broken).toEqual([]);
  });

  it('that used up its own supervisor’s budget for it as well ends for good, and its children as crashed', () => {
    const grove = new Grove(engine, {}, once);
    const sibling = grove.root.add('sibling');
    const group = grove.root.group('group');
    const [, b] = three(group);
    for (let i = 0; i < 3; i += 1) b?.crash();
    expect(group.supervision.state).toBe('running');
    grove.told();
    b?.crash(new Error('the last'));
    expect(grove.told().filter((what) => !what.includes('halts'))).toEqual([
      'group ends: restarts-used-up',
      'group is spent: restarts-used-up',
      'c is over: crashed crashed',
      'b is over: crashed crashed',
      'a is over: crashed crashed',
    ]);
    expect(grove.ended.map(([path, { how, reason }]) => `${path} ${how} ${reason}`)).toEqual([
      'root/group/c crashed crashed',
      'root/group/b crashed crashed',
      'root/group/a crashed crashed',
      'root/group crashed crashed',
    ]);
    expect(grove.tree().map(({ id }) => id)).toEqual(['sibling']);
    expect(sibling.lives).toBe(1);
    expect(grove.replay.alive()).toEqual(['supervisor root', 'child root/sibling']);
    expect(grove.broken).toEqual([]);
  });

  it('that is temporary ends for good at once', () => {
    const grove = new Grove(engine, {}, once);
    const group = grove.root.group('group', {}, { restart: 'temporary' });
    const [, b] = three(group);
    b?.crash();
    b?.crash();
    expect(grove.ended.map(([path, { how, reason }]) => `${path} ${how} ${reason}`)).toEqual([
      'root/group/c crashed crashed',
      'root/group/b crashed crashed',
      'root/group/a crashed crashed',
      'root/group crashed restarts-used-up',
    ]);
    expect(grove.broken).toEqual([]);
  });

  it('escalates through two levels, each counting for itself', () => {
    const grove = new Grove(engine, {}, once);
    const outer = grove.root.group('outer', { intensity: once });
    const inner = outer.group('inner', { intensity: once });
    const child = inner.add('child');
    const beside = outer.add('beside');
    // One restart of the inner, one of the outer for each of these, one of the root for each of those.
    const lives = [2, 3, 4, 5, 6, 7, 8, 8];
    const spent: (number | undefined)[][] = [];
    for (const [i, most] of lives.entries()) {
      child.crash();
      grove.pass(0);
      expect(child.lives, `crash ${String(i + 1)}`).toBe(most);
      spent.push([inner.supervision.budget.left, outer.supervision.budget.left, grove.tree()[0]?.budget?.left]);
    }
    expect(spent.slice(0, 7)).toEqual([
      [0, 1, 1],
      [1, 0, 1],
      [0, 0, 1],
      [1, 1, 0],
      [0, 1, 0],
      [1, 0, 0],
      [0, 0, 0],
    ]);
    expect([child.gone, beside.gone, beside.lives]).toEqual([true, true, 2]);
    expect(grove.ended.map(([path]) => path)).toEqual([
      'root/outer/beside',
      'root/outer/inner/child',
      'root/outer/inner',
      'root/outer',
    ]);
    expect(grove.replay.alive()).toEqual(['supervisor root']);
    expect(grove.broken).toEqual([]);
  });

  it('is taken down with its siblings, waits for its own children, and comes back with them', () => {
    const grove = new Grove(engine, { strategy: 'one-for-all', intensity: { restarts: 5, within: 1_000 } });
    const first = grove.root.add('first');
    const group = grove.root.group('group');
    const slow = group.add('slow', {}, (pupil) => (pupil.hangs = true));
    const passing = group.add('passing', { restart: 'temporary' });
    grove.told();
    first.crash();
    expect(grove.told()).toEqual(['slow halts', 'passing halts', 'passing is over: asked halted']);
    expect(statesOf(grove.tree())).toEqual({ first: 'down', group: { slow: 'stopping' } });
    const added = group.add('added');
    expect(added.lives).toBe(0);
    slow.ends();
    expect(grove.told()).toEqual(['group ends: halted', 'first starts', 'slow starts', 'added starts']);
    expect(passing.gone).toBe(true);
    expect(grove.broken).toEqual([]);
  });

  it('is removed while it restarts its children: all of them end', () => {
    const grove = new Grove(engine, {}, once);
    const group = grove.root.group('group', { strategy: 'one-for-all' });
    const [a, b, c] = three(group);
    if (c !== undefined) c.hangs = true;
    a?.crash();
    expect(statesOf(grove.tree())).toEqual({ group: { a: 'down', b: 'running', c: 'stopping' } });
    grove.root.remove('group');
    expect(group.supervision.leaving).toBe(true);
    c?.ends();
    expect([a?.gone, b?.gone, c?.gone]).toEqual([true, true, true]);
    expect(grove.tree()).toEqual([]);
    expect(grove.broken).toEqual([]);
  });

  it('that is halted, and then stopped for good, ends those of its children that were down already', () => {
    const grove = new Grove(engine, { strategy: 'one-for-all', intensity: { restarts: 5, within: 1_000 } });
    const group = grove.root.group('group');
    const [a, b] = [group.add('a', {}, (pupil) => (pupil.hangs = true)), group.add('b')];
    const last = grove.root.add('last');
    last.crash();
    expect([a.leaving, b.alive, group.supervision.state]).toEqual([true, false, 'stopping']);
    expect(group.supervision.leaving).toBe(false);
    grove.root.remove('group');
    expect([group.supervision.leaving, b.gone]).toEqual([true, true]);
    a.ends();
    expect(grove.log.slice(-5)).toEqual([
      'a stops',
      'b is over: asked stopped',
      'a is over: asked stopped',
      'group ends: stopped',
      'last starts',
    ]);
    expect(grove.broken).toEqual([]);
  });

  it('whose child never starts costs its supervisor one restart for each time that it gives up', () => {
    const grove = new Grove(engine, {}, { restarts: 3, within: 1_000 });
    const group = grove.root.group('group', { intensity: { restarts: 2, within: 1_000 } });
    const bad = group.add('bad', {}, (pupil) => {
      pupil.onStart = () => {
        throw new Error('no start');
      };
    });
    grove.pass(0);
    expect([bad.lives, bad.gone]).toEqual([12, true]);
    expect(grove.broken).toEqual([]);
  });
});
