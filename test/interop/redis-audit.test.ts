/** A week later somebody asks why the line was down: the log of a real Redis that froze, died and came back answers. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TransitionRecord } from 'holdfast';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Program, requireProgram } from '../../src/testkit/program.ts';
import { holdfast, Run } from './command.ts';

const missing = requireProgram('redis-server');
if (missing !== null) process.stderr.write(`skipped, for want of a peer: ${missing}\n`);

const args = (port: number): string[] =>
  `--port ${String(port)} --bind 127.0.0.1 --appendonly no --save`.split(' ').concat('');
const entering =
  (state: string) =>
  (record: TransitionRecord): boolean =>
    record.chart === 'connection' && record.from !== record.to && record.to.startsWith(state);

/** The sentences of a story, whatever the times and the ports. */
const plain = (story: string): readonly string[] =>
  story
    .trimEnd()
    .replace(/\n {4,}(?! *- |\d)(?=[a-z])/g, ' ')
    .split('\n')
    .map((line) => line.replaceAll(/[\d:.-]*\d[\d:.-]*( ms| s)?/g, '0').trim());

/** Those of the README that do not depend on how long Redis was frozen. */
const fromReadme = (): readonly string[] => {
  const [, story = ''] = /```\n(redis was down .*?)```/s.exec(readFileSync('README.md', 'utf8')) ?? [];
  return plain(story).filter((line) => /^(It went|Verdict|- |Not to|The policy|redis was down)/.test(line));
};

describe.skipIf(missing !== null)('the audit log of a line to a real Redis', () => {
  let folder: string;
  let log: string;
  let head = '';
  let status: number | null = null;

  beforeAll(async () => {
    const redis = await Program.start({ command: 'redis-server', args });
    folder = mkdtempSync(join(tmpdir(), 'holdfast-audit-'));
    log = join(folder, 'redis.ndjson');
    const file = join(folder, 'redis.yaml');
    const example = readFileSync('examples/redis.yaml', 'utf8');
    writeFileSync(file, example.replace('127.0.0.1:6379', `127.0.0.1:${String(redis.port)}`));
    const run = new Run(file, '--audit', log);
    let back = redis;
    try {
      await run.until(entering('connected'));
      redis.freeze();
      await run.until(entering('reconnecting'));
      redis.thaw();
      await run.until((record) => record.event['kind'] === 'heartbeat');
      await redis.kill();
      await run.until((record) => record.event['reason'] === 'refused');
      back = await Program.start({ command: 'redis-server', args, port: redis.port });
      await run.until(entering('connected'));
      await run.until((record) => record.event['kind'] === 'heartbeat');
      status = await run.interrupt();
    } finally {
      redis.thaw();
      await run.kill();
      await redis.stop();
      await back.stop();
    }
  }, 90_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('passes, and nobody else may read it', async () => {
    expect(status).toBe(0);
    const verified = await holdfast('audit', 'verify', log);
    expect(verified).toMatchObject({ code: 0, stderr: '' });
    expect(verified.stdout).toMatch(/^complete: /);
    head = /head ([0-9a-f]{64})/.exec(verified.stdout)?.[1] ?? '';
    expect(head).not.toBe('');
    expect(statSync(log).mode & 0o777).toBe(0o600);
  });

  test('fails with one byte changed, wherever that is', { timeout: 60_000 }, async () => {
    const whole = readFileSync(log);
    const changed = join(folder, 'changed.ndjson');
    for (let i = 0; i < 12; i += 1) {
      const at = Math.floor((whole.length * (i + 0.5)) / 12);
      const bytes = Uint8Array.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(changed, bytes);
      const verified = await holdfast('audit', 'verify', changed);
      expect(verified, `byte ${String(at)}`).toMatchObject({ code: 1, stdout: '' });
      expect(verified.stderr).toMatch(/^broken at record \d+/);
    }
  });

  test('a cut tail passes as open, and fails against the head that was noted', async () => {
    const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
    const last = lines.findLastIndex((line, i) => i < lines.length - 1 && line.startsWith('{"type":"checkpoint"'));
    const cut = join(folder, 'cut.ndjson');
    writeFileSync(cut, `${lines.slice(0, last + 1).join('\n')}\n`);
    expect((await holdfast('audit', 'verify', cut)).stdout).toMatch(/^open: /);
    expect((await holdfast('audit', 'verify', log, '--head', head)).code).toBe(0);
    expect((await holdfast('audit', 'verify', cut, '--head', head)).code).toBe(1);
  });

  test('`why` tells the story: frozen, then dead, then back', async () => {
    const last = await holdfast('audit', 'why', log, 'redis');
    expect(last).toMatchObject({ code: 0, stderr: '' });
    expect(last.stdout).toContain('program-gone');
    expect(last.stdout).toMatch(/refused/);
    expect(last.stdout).toMatch(/back|came up|up again/i);

    const shown = await holdfast('audit', 'show', log, '--state', 'reconnecting', '--json');
    const first = JSON.parse(shown.stdout.split('\n')[0] ?? '') as TransitionRecord;
    const frozen = await holdfast('audit', 'why', log, 'redis', '--at', new Date(first.at).toISOString());
    expect(frozen.stdout).toMatch(/probe/);
    expect(frozen.stdout).toContain('program-silent');
    expect(fromReadme().length).toBeGreaterThan(6);
    expect(plain(frozen.stdout)).toEqual(expect.arrayContaining([...fromReadme()]));
    const { stdout } = await holdfast('audit', 'why', log, 'redis', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ outages: 2, outage: { ended: 'back', proof: 'heard' } });
  });
});
