/**
 * Random trees of supervisors to which anything happens (I6). `HOLDFAST_RUNS` and `HOLDFAST_SEED` ask for more runs, and for
 * those of a seed that a failure has printed.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import { courses, Life } from './course.ts';
import type { Course } from './course.ts';
import { Judge } from './judge.ts';
import { mute } from './mute.ts';

mute();

const { HOLDFAST_RUNS: asked, HOLDFAST_SEED: seed } = process.env;

const live = (course: Course, engine: Engine, seen: Map<string, number>): readonly string[] => {
  const life = new Life(course, engine);
  const judge = new Judge(life);
  for (const deed of course.deeds) {
    life.do(deed);
    judge.check();
  }
  life.end();
  judge.checkEnd();
  for (const { chart, from, event, to } of life.grove.records) {
    const what = `${chart}: ${from} ${event.type} ${to}`;
    seen.set(what, (seen.get(what) ?? 0) + 1);
  }
  return life.grove.log;
};

/** What comes to pass in many runs together. */
const happens = [
  'child: running exited running',
  'child: running exited down',
  'child: running exited ended',
  'child: running halt stopping',
  'child: running kill ended',
  'child: down halt down',
  'child: down stop ended',
  'child: down kill ended',
  'child: stopping stop stopping',
  'child: stopping exited down',
  'child: stopping exited ended',
  'child: stopping kill ended',
  'child: stopping after:shutdown down',
  'child: stopping after:shutdown ended',
  'supervisor: running fell running',
  'supervisor: running fell restarting',
  'supervisor: running fell stopping',
  'supervisor: running halt stopping',
  'supervisor: restarting down restarting',
  'supervisor: restarting fell restarting',
  'supervisor: restarting fell stopping',
  'supervisor: restarting clear running',
  'supervisor: restarting stop stopping',
  'supervisor: restarting halt stopping',
  'supervisor: stopping fell stopping',
  'supervisor: stopping stop stopping',
  'supervisor: stopping after:limit ended',
  'supervisor: restarting destroy ended',
];

describe('a tree of supervisors that anything may happen to', () => {
  it('keeps its budgets and its order, and does the same in both engines', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(courses, (course) => {
        const compiled = live(course, 'compiled', seen);
        expect(live(course, 'interpreted', seen)).toEqual(compiled);
      }),
      { numRuns: Number(asked ?? 1_500), ...(seed === undefined ? {} : { seed: Number(seed) }) },
    );
    // Runs in which nothing happens prove nothing.
    expect(happens.filter((one) => !seen.has(one))).toEqual([]);
  });
});
