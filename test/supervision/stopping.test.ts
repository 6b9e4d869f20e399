/** In which order all ends, within which limits, and what happens to what is added or removed meanwhile. */
import { describe, expect, it } from 'vitest';
import type { SupervisorInput } from '../../machines/supervisor.ts';
import type { Engine } from '../../src/actor/engines.ts';
import { Grove } from './grove.ts';
import type { Pupil } from './grove.ts';
import { mute } from './mute.ts';

mute();

const engines: readonly Engine[] = ['compiled', 'interpreted'];
const ample = { restarts: 10, within: 1_000 };
const hanging = (pupil: Pupil): void => {
  pupil.hangs = true;
};
/** What the wheel may be late by. */
const LATE = 60;

describe.each(engines)('a stop, %s', (engine) => {
  it('of one-for-one tells children together, and groups one by one, the last first', () => {
    const grove = new Grove(engine);
    const { root } = grove;
    const one = root.group('one');
    const a = root.add('a', {}, hanging);
    const two = root.group('two');
    const b = root.add('b', {}, hanging);
    const [x, y] = [one.add('x', {}, hanging), two.add('y', {}, hanging)];
    grove.told();
    root.supervision.stop(null);
    expect(grove.told()).toEqual(['a stops', 'b stops', 'y stops']);
    b.ends();
    a.ends();
    expect(grove.told()).toEqual(['b is over: asked stopped', 'a is over: asked stopped']);
    y.ends();
    expect(grove.told()).toEqual(['y is over: asked stopped', 'two ends: stopped', 'x stops']);
    x.ends();
    expect(grove.told()).toEqual(['x is over: asked stopped', 'one ends: stopped', 'root ends: stopped']);
    expect(grove.replay.alive()).toEqual([]);
    expect(grove.broken).toEqual([]);
  });

  it.each<SupervisorInput['strategy']>(['one-for-all', 'rest-for-one'])(
    'of %s goes from the last to the first, one by one',
    (strategy) => {
      const grove = new Grove(engine, { strategy });
      const pupils = ['a', 'b', 'c'].map((id) => grove.root.add(id, {}, hanging));
      grove.told();
      grove.root.supervision.stop(null);
      for (const pupil of pupils.toReversed()) {
        expect(grove.told().filter((what) => what.endsWith('stops'))).toEqual([`${pupil.id} stops`]);
        pupil.ends();
      }
      expect(grove.told().at(-1)).toBe('root ends: stopped');
    },
  );

  it('tells 64 at once, and leaves the event loop its turn between', () => {
    const grove = new Grove(engine);
    const pupils = Array.from({ length: 200 }, (_, i) => grove.root.add(`p${String(i)}`));
    const gone = (): number => pupils.filter((pupil) => pupil.gone).length;
    const { clock } = grove;
    const turns: number[] = [];
    const polls: (() => void)[] = [];
    clock.afterPoll = (run) => void polls.push(run);
    grove.root.supervision.stop(null);
    for (turns.push(gone()); polls.length > 0; turns.push(gone())) polls.shift()?.();
    expect(turns).toEqual([64, 128, 192, 200]);
    expect(grove.log.at(-1)).toBe('root ends: stopped');
  });

  it('that is overtaken by a shorter one tells nobody any more', () => {
    const grove = new Grove(engine);
    const pupils = Array.from({ length: 130 }, (_, i) => grove.root.add(`p${String(i)}`, {}, hanging));
    const polls: (() => void)[] = [];
    grove.clock.afterPoll = (run) => void polls.push(run);
    grove.root.supervision.stop(null);
    grove.root.supervision.stop(500);
    for (let run = polls.shift(); run !== undefined; run = polls.shift()) run();
    expect(pupils.map(({ limits }) => limits)).toEqual(pupils.map((_, i) => (i < 64 ? [null, 500] : [500])));
  });

  it('that nothing stands below ends at once', () => {
    const grove = new Grove(engine);
    grove.root.supervision.stop(null);
    expect(grove.told()).toEqual(['root ends: stopped']);
    expect(grove.clock.alarm).toBeNull();
  });

  it('kills a child that hangs once its limit has passed, and hears nothing of it afterwards', () => {
    const grove = new Grove(engine);
    const child = grove.root.add('child', { shutdown: 1_000 }, hanging);
    grove.root.supervision.stop(null);
    grove.pass(990);
    expect([child.alive, grove.root.supervision.state]).toEqual([true, 'stopping']);
    grove.pass(10 + LATE);
    expect(grove.told()).toEqual([
      'child starts',
      'child stops',
      'child is killed',
      'child is over: asked destroyed',
      'root ends: stopped',
    ]);
    child.crash();
    expect(grove.ended.length).toBe(1);
    expect(grove.broken).toEqual([]);
  });

  it('kills a child that hangs while others wait to be restarted with it, and then starts it again', () => {
    const grove = new Grove(engine, { strategy: 'one-for-all', intensity: ample });
    const [a, b] = [grove.root.add('a', { shutdown: 1_000 }, hanging), grove.root.add('b')];
    b.crash();
    grove.told();
    grove.pass(1_000 + LATE);
    expect(grove.told()).toEqual(['a is killed', 'a starts', 'b starts']);
    expect([a.lives, b.lives]).toEqual([2, 2]);
    a.ends();
    expect(grove.ended).toEqual([['root/a', { how: 'asked', reason: 'stopped' }]]);
  });

  it('tells of a child that crashed before, and was killed now, that it was destroyed', () => {
    const grove = new Grove(engine, { intensity: ample });
    const a = grove.root.add('a', { shutdown: 100 }, hanging);
    a.crash(new Error('long ago'));
    grove.root.remove('a');
    grove.pass(100 + LATE);
    expect(grove.ended).toEqual([['root/a', { how: 'asked', reason: 'destroyed' }]]);
  });

  it('within a limit takes no longer, however many hang, and whatever their own limits are', () => {
    const grove = new Grove(engine);
    const group = grove.root.group('group', { strategy: 'one-for-all' });
    for (const id of ['a', 'b', 'c']) group.add(id, { shutdown: 600 }, hanging);
    for (const id of ['x', 'y', 'z']) grove.root.add(id, {}, hanging);
    grove.root.supervision.stop(1_000);
    grove.pass(1_000 + LATE);
    expect(grove.log.at(-1)).toBe('root ends: stopped');
    expect(grove.log.filter((what) => what.endsWith('killed')).toSorted()).toEqual(
      ['a', 'b', 'c', 'x', 'y', 'z'].map((id) => `${id} is killed`),
    );
    expect(grove.clock.alarm).toBeNull();
    expect(grove.replay.alive()).toEqual([]);
    expect(grove.broken).toEqual([]);
  });

  it('may be given a shorter limit by a second one, and not more time by one that gives none', () => {
    const grove = new Grove(engine, { strategy: 'rest-for-one' });
    const [a, b] = [grove.root.add('a', {}, hanging), grove.root.add('b', { shutdown: 1_000 }, hanging)];
    grove.root.supervision.stop(60_000);
    grove.pass(10);
    grove.root.supervision.stop(500);
    expect(b.limits).toEqual([60_000, 500]);
    for (let i = 0; i < 10; i += 1) {
      grove.pass(50);
      grove.root.supervision.stop(null);
    }
    grove.pass(LATE);
    expect([a.gone, b.gone, grove.root.supervision.state]).toEqual([true, true, 'ended']);
    expect(b.limits).toEqual([60_000, 500]);
  });

  it('of one child alone may be given a shorter limit, and is not put off by being asked again', () => {
    const grove = new Grove(engine);
    const a = grove.root.add('a', { shutdown: 1_000 }, hanging);
    grove.root.remove('a');
    for (let i = 0; i < 10; i += 1) {
      grove.pass(100);
      grove.root.remove('a');
    }
    grove.pass(LATE);
    expect([a.gone, a.limits]).toEqual([true, [null]]);
    const b = grove.root.add('b', { shutdown: 1_000 }, hanging);
    grove.root.remove('b');
    grove.root.remove('b', 200);
    grove.pass(200 + LATE);
    expect([b.gone, b.limits]).toEqual([true, [null, 200]]);
  });

  it('turns a restart into an end: those on their way down, those already down, and those that were to come', () => {
    const grove = new Grove(engine, { strategy: 'one-for-all', intensity: ample });
    const [a, b, c] = [
      grove.root.add('a', {}, hanging),
      grove.root.add('b', {}, hanging),
      grove.root.add('c', {}, hanging),
    ];
    c.crash();
    expect([a.leaving, b.leaving, grove.root.supervision.state]).toEqual([false, true, 'restarting']);
    const d = grove.root.add('d');
    grove.told();
    grove.root.supervision.stop(null);
    expect(grove.told()).toEqual(['d is over: asked stopped', 'c is over: asked stopped', 'b stops']);
    b.ends();
    a.ends();
    expect(grove.told()).toEqual([
      'b is over: asked stopped',
      'a stops',
      'a is over: asked stopped',
      'root ends: stopped',
    ]);
    expect([d.lives, c.lives]).toEqual([0, 1]);
    expect(grove.broken).toEqual([]);
  });

  it('takes one that crashes as it is told to stop for ended', () => {
    const grove = new Grove(engine, { strategy: 'one-for-all', intensity: ample });
    const [a, b] = [grove.root.add('a'), grove.root.add('b', {}, hanging)];
    grove.root.supervision.stop(null);
    b.crash(new Error('meanwhile'));
    expect(grove.ended.map(([path, exit]) => [path, exit.how])).toEqual([
      ['root/b', 'crashed'],
      ['root/a', 'asked'],
    ]);
    expect([a.lives, b.lives]).toEqual([1, 1]);
  });

  it('takes one that falls by itself before its turn for down', () => {
    const grove = new Grove(engine, { strategy: 'one-for-all', intensity: ample });
    const [a, b] = [grove.root.add('a'), grove.root.add('b', {}, hanging)];
    grove.root.supervision.stop(null);
    a.crash();
    expect(a.gone).toBe(false);
    b.ends();
    expect([a.lives, a.gone, grove.root.supervision.state]).toEqual([1, true, 'ended']);
    expect(grove.broken).toEqual([]);
  });

  it.each(['running', 'restarting', 'stopping', 'ended'])('at once, destroy, is heard when it is %s', (state) => {
    const grove = new Grove(engine, { strategy: 'one-for-all', intensity: ample });
    const pupils = ['a', 'b', 'c'].map((id) => grove.root.add(id, {}, hanging));
    const group = grove.root.group('group');
    const inner = group.add('inner');
    if (state === 'restarting') pupils[1]?.crash();
    if (state === 'stopping') grove.root.supervision.stop(null);
    if (state === 'ended') grove.root.supervision.destroy();
    expect(grove.root.supervision.state).toBe(state);
    grove.root.supervision.destroy();
    expect(grove.root.supervision.state).toBe('ended');
    expect([...pupils, inner].map(({ alive, gone }) => [alive, gone])).toEqual(
      [...pupils, inner].map(() => [false, true]),
    );
    expect(grove.log.at(-1)).toBe(`root ends: destroyed`);
    expect([grove.root.supervision.leaving, grove.tree(), grove.clock.alarm]).toEqual([true, [], null]);
    expect(grove.replay.alive()).toEqual([]);
    expect(grove.broken).toEqual([]);
  });

  it('leaves a name free at once, in the very call that tells of the end', () => {
    let second: Pupil | undefined;
    const grove = new Grove(engine, {}, { restarts: 0, within: 1 });
    const one = grove.root.add('name');
    const ends = one.over.bind(one);
    one.over = (exit) => {
      ends(exit);
      second = grove.root.add('name');
    };
    one.crash();
    expect([second?.lives, second?.alive, grove.tree().length]).toEqual([1, true, 1]);
    grove.root.remove('name');
    expect(grove.tree()).toEqual([]);
  });

  it('of a child whose own stop throws kills it, and goes on', () => {
    const grove = new Grove(engine, { strategy: 'one-for-all' });
    const [a, b] = [grove.root.add('a'), grove.root.add('b')];
    b.onStop = () => {
      throw new Error('mine');
    };
    grove.root.supervision.stop(null);
    expect(grove.told()).toEqual([
      'a starts',
      'b starts',
      'b stops',
      'b is killed',
      'b is over: crashed crashed',
      'a stops',
      'a is over: asked stopped',
      'root ends: stopped',
    ]);
    expect([a.gone, b.gone]).toEqual([true, true]);
  });
});
