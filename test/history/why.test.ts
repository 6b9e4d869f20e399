import { readFileSync, truncateSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { segmentFile } from '../../src/audit/entries.ts';
import { cli } from '../../src/cli/cli.ts';
import { options, Stage } from '../audit/happened.ts';
import { Desk } from '../audit/writer-kit.ts';
import { FakeWorld } from '../cli/fakes.ts';
import { commands, historyOf, lived } from './lives.ts';

/** What the command says of it. */
async function commanded(log: string, ...args: readonly string[]): Promise<string> {
  const world = new FakeWorld();
  await cli(['audit', 'why', log, ...args], world);
  return world.out;
}

it.each(['all', 'lifecycle'] as const)(
  'why is told in the words of the command, from a log of level %s',
  async (level) => {
    await fc.assert(
      fc.asyncProperty(commands, fc.double({ min: 0, max: 1, noNaN: true }), async (given, share) => {
        const { desk } = await lived(given, { level, rotate: { size: 16_384, age: 86_400_000 } });
        const history = await historyOf(desk.log);
        for (const link of ['line', 'other']) {
          expect((await history.why(link))?.text).toBe(await commanded(desk.log, link));
          // The command takes whole seconds.
          const t = Math.floor((share * history.extent.to) / 1_000) * 1_000;
          const at = new Date(history.wallAt(t));
          expect(at.getMilliseconds()).toBe(0);
          const told = await commanded(desk.log, link, '--at', at.toISOString());
          expect((await history.why(link, t))?.text).toBe(told);
        }
        expect(await history.why('nobody')).toBeNull();
      }),
      { numRuns: 15 },
    );
  },
  60_000,
);

it.each(['all', 'lifecycle'] as const)('over gaps and several runs of level %s as well', async (level) => {
  const desk = new Desk();
  for (let run = 0; run < 3; run += 1) {
    const stage = new Stage((origin) => desk.open({ level, buffer: 1 }, { origin }));
    const link = stage.supervisor.link('line', options);
    await stage.ask(link);
    stage.silent = true;
    stage.listener.answer = 'refused';
    await stage.pass(9_000);
    desk.time.pass(100);
    desk.disk.room = 0;
    for (let i = 0; i < 40; i += 1) {
      await stage.pass(500);
      desk.time.pass(100);
    }
    desk.disk.room = Infinity;
    desk.time.pass(1_000);
    await stage.pass(5_000);
    const history = await historyOf(desk.log);
    const told = await history.why('line');
    expect(told?.kind === 'link' && told.story.outage?.gaps.length).toBe(1);
    expect((await history.why('line'))?.text).toBe(await commanded(desk.log, 'line'));
    expect((await history.why('line', 0))?.text).toBe(
      await commanded(desk.log, 'line', '--at', new Date(history.wallAt(0)).toISOString()),
    );
    await stage.stop();
    // As a process leaves it that dies.
    const last = segmentFile(desk.log, run + 1);
    truncateSync(last, readFileSync(last).length - 3_000);
  }
  const told = (await (await historyOf(desk.log)).why('line'))?.text;
  expect(told).toBe(await commanded(desk.log, 'line'));
});
