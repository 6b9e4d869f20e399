/** Children of the user's own below the same supervisor as the links. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import type { Ended } from '../../src/supervisor/shared.ts';
import type { Running, Worker } from '../../src/supervisor/worker.ts';
import { microtasks, world } from '../model/world.ts';
import type { World } from '../model/world.ts';
import { mute } from '../supervision/mute.ts';

mute();

const mine = new Error('mine');

/** A worker in the test's hand: each start waits until the test lets it through. */
class Hand implements Worker {
  readonly log: string[] = [];
  /** Starts and stops settle by themselves. */
  quick = true;
  crash: (error?: unknown) => void = () => {};
  begun: (error?: unknown) => void = () => {};
  stopped: (error?: unknown) => void = () => {};
  #lives = 0;

  start(crash: (error?: unknown) => void): Promise<Running> {
    this.#lives += 1;
    const life = String(this.#lives);
    this.crash = crash;
    this.log.push(`start ${life}`);
    const running: Running = {
      stop: () => {
        this.log.push(`stop ${life}`);
        return this.#settled((settle) => (this.stopped = settle));
      },
      kill: () => void this.log.push(`kill ${life}`),
    };
    return this.#settled((settle) => (this.begun = settle)).then(() => running);
  }

  #settled(keep: (settle: (error?: unknown) => void) => void): Promise<void> {
    if (this.quick) return Promise.resolve();
    return new Promise((resolve, reject) => {
      keep((error) => (error === undefined ? resolve() : reject(error)));
    });
  }
}

const stand = (engine: Engine): { w: World; hand: Hand; ends: Ended[] } => {
  const w = world({ engine });
  const ends: Ended[] = [];
  w.supervisor.on('ended', (told) => ends.push(told));
  return { w, hand: new Hand(), ends };
};

const stubborn: Worker = {
  start: () => ({
    stop: () => new Promise(() => {}),
    kill: () => {
      throw mine;
    },
  }),
};

const stateOf = (w: World): string | undefined => w.supervisor.tree().children?.[0]?.state;

describe.each<Engine>(['compiled', 'interpreted'])('a worker, %s', (engine) => {
  it('is started at once, and stopped when it is removed', async () => {
    const { w, hand, ends } = stand(engine);
    w.supervisor.worker('one', hand);
    expect(stateOf(w)).toBe('running');
    await w.supervisor.remove('one');
    expect(hand.log).toEqual(['start 1', 'stop 1']);
    expect(ends).toEqual([{ path: 'supervisor/one', how: 'asked', reason: 'stopped' }]);
    await w.supervisor.remove('one');
  });

  it.each([
    ['whose start rejects', (hand: Hand) => hand.begun(mine)],
    ['that crashes with an error', (hand: Hand) => hand.crash(mine)],
  ])('%s is started again, and ends once its budget is used up', async (_, fail) => {
    const { w, hand, ends } = stand(engine);
    hand.quick = false;
    w.supervisor.worker('one', hand);
    fail(hand);
    await microtasks();
    expect(hand.log).toEqual(['start 1', 'start 2']);
    fail(hand);
    await microtasks();
    expect(hand.log).toEqual(['start 1', 'start 2']);
    expect(ends).toEqual([{ path: 'supervisor/one', how: 'crashed', reason: 'crashed', error: mine }]);
  });

  it('whose start throws is started again', async () => {
    const { w, hand } = stand(engine);
    let times = 0;
    const start: Worker['start'] = (crash) => {
      times += 1;
      if (times === 1) throw mine;
      return hand.start(crash);
    };
    w.supervisor.worker('one', { start });
    expect([times, stateOf(w)]).toEqual([2, 'running']);
    await w.supervisor.stop();
    expect(hand.log).toEqual(['start 1', 'stop 1']);
  });

  it('that says that it is done has ended well: a permanent one comes back, another does not', async () => {
    const { w, hand, ends } = stand(engine);
    w.supervisor.worker('one', hand);
    hand.crash();
    expect(ends).toEqual([{ path: 'supervisor/one', how: 'normal', reason: 'done' }]);
    w.supervisor.worker('one', hand, { restart: 'permanent' });
    hand.crash();
    await microtasks();
    expect(hand.log).toEqual(['start 1', 'start 2', 'start 3']);
  });

  it('is heard once a life: what an earlier one says later is nothing', async () => {
    const { w, hand, ends } = stand(engine);
    w.supervisor.worker('one', hand);
    const { crash } = hand;
    crash(mine);
    crash(mine);
    crash();
    await microtasks();
    expect(hand.log).toEqual(['start 1', 'start 2']);
    expect(ends).toEqual([]);
  });

  it('that is removed while it starts is stopped once it has begun', async () => {
    const { w, hand } = stand(engine);
    hand.quick = false;
    w.supervisor.worker('one', hand);
    const removed = w.supervisor.remove('one');
    await microtasks();
    expect(hand.log).toEqual(['start 1']);
    hand.begun();
    await microtasks();
    expect(hand.log).toEqual(['start 1', 'stop 1']);
    hand.stopped();
    await removed;
  });

  it('whose stop rejects has ended all the same, and it is told with what', async () => {
    const { w, hand, ends } = stand(engine);
    hand.quick = false;
    w.supervisor.worker('one', hand);
    hand.begun();
    const removed = w.supervisor.remove('one');
    await microtasks();
    hand.stopped(mine);
    await removed;
    expect(ends).toEqual([{ path: 'supervisor/one', how: 'asked', reason: 'stopped', error: mine }]);
  });

  it('whose stop hangs is killed when its limit has passed, and is told to stop once alone', async () => {
    const { w, hand, ends } = stand(engine);
    hand.quick = false;
    w.supervisor.worker('one', hand, { shutdown: '1s' });
    hand.begun();
    const removed = [w.supervisor.remove('one'), w.supervisor.remove('one', { within: '500ms' })];
    await w.pass(490);
    expect(stateOf(w)).toBe('stopping');
    await w.pass(70);
    await Promise.all(removed);
    expect(hand.log).toEqual(['start 1', 'stop 1', 'kill 1']);
    expect(ends).toEqual([{ path: 'supervisor/one', how: 'asked', reason: 'destroyed' }]);
    hand.stopped(mine);
    await microtasks();
    expect(ends.length).toBe(1);
    expect(w.clock.alarm).toBeNull();
  });

  it('that never begins is killed when its limit has passed, and again should it begin after all', async () => {
    const { w, hand } = stand(engine);
    hand.quick = false;
    w.supervisor.worker('one', hand);
    const removed = w.supervisor.remove('one');
    await w.pass(5_300);
    await removed;
    expect(hand.log).toEqual(['start 1']);
    hand.begun();
    await microtasks();
    // Stop was asked for first.
    expect(hand.log).toEqual(['start 1', 'stop 1', 'kill 1']);
  });

  it('is not told to stop a life that has ended, nor killed in it', async () => {
    const { w, hand } = stand(engine);
    const group = w.supervisor.group('group', { strategy: 'one-for-all', intensity: { restarts: 5 } });
    const slow = new Hand();
    group.worker('slow', slow);
    group.worker('one', hand);
    await microtasks();
    slow.quick = false;
    hand.crash(mine);
    await microtasks();
    expect([slow.log, hand.log]).toEqual([['start 1', 'stop 1'], ['start 1']]);
    w.supervisor.destroy();
    await microtasks();
    expect([slow.log, hand.log]).toEqual([['start 1', 'stop 1', 'kill 1'], ['start 1']]);
  });

  it('that was stopped to be started again is stopped again in its next life', async () => {
    const { w, hand } = stand(engine);
    const group = w.supervisor.group('group', { strategy: 'one-for-all', intensity: { restarts: 5 } });
    const other = new Hand();
    group.worker('other', other);
    group.worker('one', hand);
    await microtasks();
    hand.crash(mine);
    await microtasks();
    await group.remove('other');
    expect(other.log).toEqual(['start 1', 'stop 1', 'start 2', 'stop 2']);
  });

  it('whose kill throws troubles nobody', async () => {
    const { w, ends } = stand(engine);
    w.supervisor.worker('one', stubborn, { shutdown: 10 });
    await microtasks();
    const removed = w.supervisor.remove('one');
    await w.pass(100);
    await removed;
    expect(ends.length).toBe(1);
  });
});
