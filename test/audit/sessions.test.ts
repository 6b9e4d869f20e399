/** Sessions in a log of level lifecycle: their healthy traffic is summed up, replays, and can be counted on. */
import { describe, expect, it } from 'vitest';
import { isQuiet } from '../../src/story/quiet.ts';
import type { RecordFacts } from '../../src/contract/record.ts';
import { verify } from '../../src/audit/verify.ts';
import { beats, Hall } from './sessions-kit.ts';
import { Desk } from './writer-kit.ts';

const facts = (from: string, to: string, type = 'received'): RecordFacts => ({
  connection: 'front!1',
  epoch: 1,
  chart: 'session',
  from,
  event: { type, at: 1 },
  to,
  effects: [],
  cause: 'io',
});

it('what a session on line does in health is quiet, its coming, its doubts and its end are not', () => {
  expect(isQuiet(facts('online.listening.idle', 'online.listening.busy'))).toBe(true);
  expect(isQuiet(facts('online.listening.idle', 'online.probing', 'after:silence'))).toBe(true);
  expect(isQuiet(facts('entering.opening', 'online.listening.idle', 'opened'))).toBe(false);
  expect(isQuiet(facts('online.probing', 'online.probing', 'after:probeTimeout'))).toBe(false);
  expect(isQuiet(facts('online.listening.idle', 'closing.draining', 'ended'))).toBe(false);
  expect(isQuiet({ ...facts('open.listening', 'open.listening', 'called'), chart: 'listener' })).toBe(false);
});

describe('a log of level lifecycle', () => {
  it('sums up the exchanges and heartbeats of each session, and is complete', async () => {
    const desk = new Desk();
    const hall = new Hall((origin) => desk.open({}, { origin }), { heartbeat: { ...beats, role: 'both' } });
    await hall.pass(1);
    const link = hall.client('one', { heartbeat: beats });
    await hall.pass(10);
    for (let i = 0; i < 30; i += 1) await hall.ask(link);
    for (let i = 0; i < 30; i += 1) await hall.pass(500);
    await hall.stop();
    expect(await verify(desk.log)).toMatchObject({ answer: 'complete', broken: null, missing: 0, skipped: 0 });
    const told = desk.entries.filter((entry) => 'chart' in entry && entry.chart === 'session');
    const summaries = told.flatMap((entry) => (entry.type === 'summary' ? [entry] : []));
    expect(told.length).toBeLessThan(10);
    expect(summaries.reduce((sum, { counts }) => sum + (counts['served/pull'] ?? 0), 0)).toBe(30);
  });

  it('goes on with the sessions behind a gap', async () => {
    const desk = new Desk();
    const hall = new Hall((origin) => desk.open({ buffer: 1 }, { origin }), { heartbeat: { ...beats, role: 'both' } });
    await hall.pass(1);
    const link = hall.client('one', { heartbeat: beats });
    await hall.pass(10);
    await hall.ask(link);
    desk.time.pass(100);
    desk.disk.room = 0;
    for (let i = 0; i < 30; i += 1) {
      await hall.ask(link);
      if (i % 10 === 0) hall.sessions[0]?.destroy();
      await hall.pass(500);
      desk.time.pass(100);
    }
    desk.disk.room = Infinity;
    desk.time.pass(1_000);
    for (let i = 0; i < 5; i += 1) await hall.ask(link);
    await hall.stop();
    const found = await verify(desk.log);
    expect(found).toMatchObject({ answer: 'complete', broken: null, skipped: 0 });
    expect(found.missing).toBeGreaterThan(3);
  });
});
