import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { segmentFile } from '../../src/audit/entries.ts';
import { verify } from '../../src/audit/verify.ts';
import { Desk, chain, defaults } from './writer-kit.ts';

const WRITER = pathToFileURL(resolve('dist/src/audit/audit.js')).href;

const charts = { sample: { version: '1', definition: { id: 'sample' } } };

/** Writes as fast as it can until it is killed. */
const program = (file: string): string => `
  import { openAudit } from '${WRITER}';
  const audit = openAudit(${JSON.stringify({ ...defaults, file, level: 'all', rotate: { size: 300_000, age: 86_400_000 } })}, {
    charts: ${JSON.stringify(charts)}, config: {}, holdfast: '0', origin: 0,
    clock: { now: () => performance.now(), wall: () => Date.now() },
    fault: (error) => { throw error; }, stopLink: () => {},
  });
  let seq = 0;
  const write = () => {
    for (let i = 0; i < 700; i += 1) {
      seq += 1;
      audit.take({ seq, at: Date.now(), mono: seq, link: 'a', connection: 'a#1', epoch: 1, chart: 'sample', from: 'x',
        event: { type: 'lost', at: seq, detail: 'd'.repeat(seq % 97) }, to: 'y', effects: ['drop'], cause: 'io' }, {});
    }
    setImmediate(write);
  };
  write();
`;

test('a process that is killed while it writes leaves a log that the next one goes on with, twenty times', async () => {
  const desk = new Desk();
  let segment = 1;
  for (let round = 1; round <= 20; round += 1) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program(desk.log)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const gone = once(child, 'exit');
    // Another amount each time, so that it dies at another point of a batch, or of a turn.
    for (let left = 20_011 * round; left > 0 && child.exitCode === null; await pause(1)) {
      const file = segmentFile(desk.log, segment);
      if (existsSync(segmentFile(desk.log, segment + 1))) {
        left -= statSync(file).size;
        segment += 1;
      } else if (existsSync(file) && statSync(file).size >= left) break;
    }
    child.kill('SIGKILL');
    const [, signal] = (await gone) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');
    while (existsSync(segmentFile(desk.log, segment))) segment += 1;
  }
  desk.open({}, { charts }).close();
  const { answer, broken, runs, records } = await verify(desk.log);
  expect({ answer, broken, runs }).toEqual({ answer: 'complete', broken: null, runs: 21 });
  expect(records).toBeGreaterThan(20 * 512);
  expect(
    chain(desk.texts).entries.filter((entry) => entry.type === 'turn' && entry.why === 'recovered').length,
  ).toBeGreaterThan(10);
}, 60_000);
