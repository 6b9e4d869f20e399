/** `supervise()` as users see it: names, ends, what is told, and the tree. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import type { TransitionRecord } from '../../src/contract/record.ts';
import { microtasks, LINE, world } from '../model/world.ts';
import { Replay } from '../model/replay.ts';
import { mute } from '../supervision/mute.ts';

mute();

const mine = (): never => {
  throw new Error('mine');
};
const idle = { start: () => ({ stop: () => {} }) };

describe.each<Engine>(['compiled', 'interpreted'])('a supervisor, %s', (engine) => {
  it('takes nothing new once it has been told to stop, or destroyed', async () => {
    for (const how of ['stop', 'destroy'] as const) {
      const w = world({ engine });
      w.link();
      const group = w.supervisor.group('group');
      const stopped = how === 'stop' ? w.supervisor.stop() : w.supervisor.destroy();
      for (const add of [
        () => w.link({}, 'late'),
        () => w.supervisor.group('late'),
        () => w.supervisor.worker('late', idle),
        () => group.link('late', LINE),
      ])
        expect(add).toThrow(/takes nothing new/);
      await w.pass(10);
      await stopped;
      expect(() => w.link({}, 'late')).toThrow(/takes nothing new/);
      expect(w.supervisor.links.size).toBe(0);
      expect(w.clock.alarm).toBeNull();
    }
  });

  it('has each name once: links in the whole tree, others below their own supervisor', async () => {
    const w = world({ engine });
    const group = w.supervisor.group('group');
    group.link('line', LINE);
    expect(() => w.link({}, 'line')).toThrow(/in use/);
    expect(() => w.supervisor.group('group')).toThrow(/in use/);
    group.worker('group', idle);
    await w.supervisor.remove('group');
    expect([...w.supervisor.links.keys()]).toEqual([]);
    w.link({}, 'line');
    w.supervisor.group('group');
  });

  it('leaves a name free in the very callback that hears of the end', async () => {
    const w = world({ engine });
    const link = w.link({ exchange: { timeout: '1h' } });
    await w.pass(1);
    const again: unknown[] = [];
    link.exchange(new Uint8Array(1), () => {});
    link.exchange(new Uint8Array(1), () => {
      try {
        again.push(w.link().state);
      } catch (error) {
        again.push(error);
      }
    });
    await w.pass(1);
    link.destroy();
    await w.pass(1);
    expect(again).toEqual(['open']);
    expect([link.state, w.supervisor.links.get('line')?.state]).toEqual(['closed', 'open']);
  });

  it('records every step, the last of those that end within the last one too, before its readers are closed', async () => {
    for (const how of ['stop', 'destroy'] as const) {
      const w = world({ engine, watch: false });
      const replay = new Replay();
      const seen: TransitionRecord[] = [];
      const told: string[] = [];
      w.supervisor.on('ended', ({ path }) => told.push(path));
      w.supervisor.addSink({
        level: 'all',
        take: (record) => {
          seen.push(record);
        },
        close: () => {
          told.push('closed');
          return Promise.resolve();
        },
      });
      const { supervisor } = w;
      const ending = {
        start: () => {
          if (how === 'stop') void supervisor.stop();
          else supervisor.destroy();
          return { stop: () => {} };
        },
      };
      supervisor.worker('ending', ending);
      await w.pass(10);
      await microtasks();
      const whole = seen.filter(({ connection }) => connection !== 'supervisor');
      // Its own start came before the reader.
      for (const [i, record] of whole.entries()) replay.take({ ...record, seq: i + 1 });
      expect(told).toEqual(['supervisor/ending', 'closed']);
      expect(replay.alive()).toEqual([]);
      expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, i) => i + 1));
    }
  });

  it('shows a tree that is plain JSON, with the budgets left', async () => {
    const w = world({ engine });
    const ledger: { crash?: (error: unknown) => void } = {};
    const group = w.supervisor.group('settlement', {
      strategy: 'rest-for-one',
      intensity: { restarts: 3, within: '10s' },
    });
    const start = (crash: (error: unknown) => void): { stop: () => void } => {
      ledger.crash = crash;
      return { stop: () => {} };
    };
    group.worker('ledger', { start }, { restart: 'permanent' });
    w.link();
    ledger.crash?.(new Error('mine'));
    await w.pass(1);
    const tree = w.supervisor.tree();
    expect(JSON.parse(JSON.stringify(tree))).toEqual(tree);
    expect(tree).toEqual({
      id: 'supervisor',
      kind: 'supervisor',
      state: 'running',
      restart: null,
      budget: null,
      strategy: 'one-for-one',
      children: [
        {
          id: 'settlement',
          kind: 'supervisor',
          state: 'running',
          restart: 'permanent',
          budget: { restarts: 1, within: 5_000, left: 1 },
          strategy: 'rest-for-one',
          intensity: { restarts: 3, within: 10_000, left: 2 },
          children: [{ id: 'ledger', kind: 'child', state: 'running', restart: 'permanent', budget: null }],
        },
        {
          id: 'line',
          kind: 'link',
          state: 'running',
          restart: 'transient',
          budget: { restarts: 1, within: 5_000, left: 1 },
        },
      ],
    });
    expect(group.tree().id).toBe('settlement');
  });

  it('stops within the limit that is given, whatever hangs', async () => {
    const w = world({ engine });
    const hangs = { start: () => ({ stop: () => new Promise<void>(() => {}) }) };
    w.supervisor.worker('one', hangs, { shutdown: '1h' });
    w.supervisor.group('group').worker('two', hangs, { shutdown: '1h' });
    await w.pass(1);
    const over: string[] = [];
    void w.supervisor.stop().then(() => over.push('first'));
    void w.supervisor.stop({ within: '1s' }).then(() => over.push('second'));
    await w.pass(900);
    expect(over).toEqual([]);
    await w.pass(200);
    expect(over).toEqual(['first', 'second']);
    expect(() => w.supervisor.stop({ within: 'soon' })).toThrow(/is no duration/);
    expect(w.clock.alarm).toBeNull();
  });

  it('puts up with listeners that throw', async () => {
    const w = world({ engine });
    w.supervisor.on('record', mine);
    w.supervisor.on('ended', mine);
    w.supervisor.on('escalated', mine);
    const faults = w.faults.length;
    const link = w.link();
    await w.pass(1);
    expect(w.faults.length).toBeGreaterThan(faults);
    link.destroy();
    await w.supervisor.stop();
    expect(link.state).toBe('closed');
  });
});
