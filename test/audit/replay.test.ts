import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createMachine, initialTransition, transition } from 'xstate';
import type { RecordEntry } from '../../src/audit/entries.ts';
import { archived, charts, hashOf, notReplayable } from '../../src/audit/replay-charts.ts';
import { Life } from '../../src/audit/replay-life.ts';
import { step } from '../../src/audit/replay-step.ts';
import { Replay } from '../../src/audit/replay.ts';
import { outage, Stage } from './happened.ts';
import { Keeps } from './writing.ts';

const machine = (id: string) => {
  const found = charts.get(id);
  if (found === undefined) throw new Error(`there is no chart ${id}`);
  return found;
};

const begun = { drainTimeout: 5 };

describe('a life', () => {
  it('has armed what its chart declares, and nothing once it is over', () => {
    const life = Life.begun(machine('link'), begun);
    life.take({ type: 'start', at: 0 });
    expect([life.state, life.armed]).toEqual(['open', []]);
    life.take({ type: 'close', at: 0 });
    expect([life.state, life.armed]).toEqual(['draining', ['draining:drainTimeout']]);
    life.take({ type: 'after:drainTimeout', at: 5 });
    expect([life.state, life.effects, life.armed]).toEqual(['down', ['shut', 'report'], []]);
    life.take({ type: 'over', at: 5, reason: 'stopped' });
    expect([life.state, life.over]).toEqual(['closed', true]);
  });

  it('met on its way has armed all that its state declares', () => {
    const life = Life.met(machine('link'), 'draining', { drainTimeout: 5, reason: null });
    expect(life.armed).toEqual(['draining:drainTimeout']);
    life.take({ type: 'after:drainTimeout', at: 0 });
    expect(life.state).toBe('down');
    expect(() => Life.met(machine('link'), 'draining.twice', {})).toThrow(/does not exist|no state/);
  });

  it('fires a timer once', () => {
    const life = Life.begun(machine('writer'), { keepSending: null });
    life.take({ type: 'opened', at: 0 });
    expect(() => life.take({ type: 'after:quiet', at: 1 })).toThrow(/before it was due/);
    life.take({ type: 'after:quiet', at: 2 ** 31 });
    expect(() => life.take({ type: 'after:quiet', at: 2 ** 32 })).toThrow(/was not armed/);
  });
});

const inShort = (action: { readonly type: string; readonly params: unknown }): unknown => [action.type, action.params];

it('a step is what XState’s own transition makes of it', () => {
  const events = [
    { type: 'start', at: 0 },
    { type: 'nonsense', at: 1 },
    { type: 'close', at: 2, within: 9 },
    { type: 'xstate.after.drainTimeout.link.draining' },
    { type: 'over', at: 5, reason: 'stopped' },
  ];
  const link = machine('link');
  let [snapshot] = initialTransition(link, begun);
  for (const event of events) {
    const [theirs, asked] = transition(link, snapshot, event);
    const [ours, performed] = step(link, snapshot, event);
    expect(JSON.stringify(ours)).toBe(JSON.stringify(theirs));
    expect(performed.map(inShort)).toEqual(asked.map(inShort));
    snapshot = theirs;
  }
  expect(snapshot.status).toBe('done');
});

describe('the charts', () => {
  it('are archived by the hash of their definition', () => {
    for (const one of charts.values()) {
      const chart = archived(one);
      expect(hashOf(JSON.parse(JSON.stringify(chart.definition)) as object)).toBe(chart.hash);
    }
    const drawn = readdirSync('machines').filter((file) => file !== 'index.ts');
    expect([...charts.keys()].toSorted()).toEqual(drawn.map((file) => file.replace('.ts', '')).toSorted());
  });

  it('have another hash with an `always` less, and with another guard of one', () => {
    const { definition, hash } = archived(machine('connection'));
    const changed = (change: (connected: Record<string, unknown>) => void): string => {
      const copy = structuredClone(definition) as { readonly states: { readonly connected: Record<string, unknown> } };
      change(copy.states.connected);
      return archived(createMachine(copy as Parameters<typeof createMachine>[0])).hash;
    };
    expect(changed(() => {})).toBe(hash);
    expect(changed((connected) => delete connected['always'])).not.toBe(hash);
    expect(changed((connected) => (connected['always'] = { guard: 'last', target: 'closing' }))).not.toBe(hash);
  });

  it('must be those of this version', () => {
    const link = archived(machine('link'));
    expect(notReplayable({ link })).toBeNull();
    expect(notReplayable({ link: { ...link, hash: '' } })).toContain('another definition');
    expect(notReplayable({ link: { ...link, version: '' } })).toContain('of version (none)');
    expect(notReplayable({ lynx: link })).toContain('not known');
  });
});

describe('many actors', () => {
  it('of a link that is added again under its name begin anew', async () => {
    const keeps = new Keeps('all');
    const stage = await outage(keeps);
    expect(stage.supervisor.links.size).toBe(0);
    const replay = new Replay(charts);
    for (const entry of keeps.entries) replay.take(entry as RecordEntry);
    expect(replay.of('connection', 'line#1')).toBeUndefined();
    for (const entry of keeps.entries) replay.take(entry as RecordEntry);
    expect(replay.skipped).toBe(0);
  });

  it.each(['all', 'lifecycle'] as const)('of short links end, and are forgotten, at level %s', async (level) => {
    const keeps = new Keeps(level);
    const stage = new Stage(keeps);
    const link = stage.supervisor.link('short', {
      to: 'memory://peer',
      framing: { type: 'length', encoding: 'uint', bytes: 2 },
      lifecycle: 'short',
    });
    for (let i = 0; i < 20; i += 1) await stage.ask(link);
    await stage.stop();
    const replay = new Replay(charts);
    for (const entry of keeps.closing()) if (entry.type === 'record' || entry.type === 'summary') replay.take(entry);
    expect(replay.of('writer', 'short#1')).toBeUndefined();
    expect(replay.of('link', 'short')).toBeUndefined();
  });

  it('of a link whose own actor has crashed begin anew with it', async () => {
    const keeps = new Keeps('all');
    await outage(keeps);
    const up = keeps.entries.findIndex((one) => one.type === 'record' && one.to === 'connected.listening.idle');
    const begins = keeps.entries
      .slice(0, up + 1)
      .filter((one): one is RecordEntry => one.type === 'record' && one.link === 'line' && one.chart !== 'child');
    const replay = new Replay(charts);
    for (const entry of [...begins, ...begins]) replay.take(entry);
    expect(replay.of('connection', 'line#1')?.state).toBe('connected.listening.idle');
    const [line] = begins.filter(({ chart }) => chart === 'connection');
    expect(() => line !== undefined && replay.take(line)).toThrow('it has begun before');
  });
});
