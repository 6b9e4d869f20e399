import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { supervise } from 'holdfast';
import type { TransitionRecord } from 'holdfast';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { Program, requireProgram } from '../../src/testkit/program.ts';
import { holdfast, Run } from './command.ts';

const missing = requireProgram('redis-server');
if (missing !== null) process.stderr.write(`skipped, for want of a peer: ${missing}\n`);

const text = new TextEncoder();
const said = (frame: Uint8Array | undefined): string => new TextDecoder().decode(frame);
const args = (port: number): string[] =>
  `--port ${String(port)} --bind 127.0.0.1 --appendonly no --save`.split(' ').concat('');
const entering =
  (state: string) =>
  (record: TransitionRecord): boolean =>
    record.chart === 'connection' && record.from !== record.to && record.to.startsWith(state);

describe.skipIf(missing !== null)('a line to a real Redis', () => {
  let redis: Program;
  let folder: string;
  let file: string;

  beforeAll(async () => {
    redis = await Program.start({ command: 'redis-server', args });
    folder = mkdtempSync(join(tmpdir(), 'holdfast-redis-'));
    file = join(folder, 'redis.yaml');
    const example = readFileSync('examples/redis.yaml', 'utf8');
    writeFileSync(file, example.replace('127.0.0.1:6379', `127.0.0.1:${String(redis.port)}`));
  });

  afterAll(async () => {
    await redis.stop();
    rmSync(folder, { recursive: true });
  });

  const again = async (): Promise<void> => {
    redis = await Program.start({ command: 'redis-server', args, port: redis.port });
  };

  test('`call` prints the reply alone, by URL and by the link of a file', async () => {
    const url = `tcp://127.0.0.1:${String(redis.port)}`;
    expect(await holdfast('call', url, '--framing', 'line', '--text', 'PING')).toEqual({
      code: 0,
      stdout: '+PONG\n',
      stderr: '',
    });
    expect(await holdfast('call', `${file}#redis`, '--text', 'SET greeting hello')).toMatchObject({
      code: 0,
      stdout: '+OK\n',
    });
    expect(await holdfast('call', `${file}#redis`, '--text', 'INCR counted', '--repeat', '3')).toMatchObject({
      code: 0,
      stdout: ':1\n:2\n:3\n',
    });
    expect(
      await holdfast(
        'call',
        url,
        '--framing',
        'line',
        '--lifecycle',
        'short',
        '--text',
        'INCR counted',
        '--repeat',
        '2',
      ),
    ).toMatchObject({ code: 0, stdout: ':4\n:5\n' });
  });

  test('the library pipelines, and every reply reaches its own request', async () => {
    const config = readConfig(file);
    if (!config.ok) throw new Error('the example has mistakes');
    const input = config.links.get('redis')?.input;
    if (input === undefined) throw new Error('the example has no link redis');
    const supervisor = supervise();
    const link = supervisor.link('redis', input);
    const replies = await Promise.all(
      Array.from({ length: 200 }, (_, i) => link.request(text.encode(`INCRBY sum ${String(i)}`))),
    );
    let sum = 0;
    expect(replies.map(said)).toEqual(Array.from({ length: 200 }, (_, i) => `:${String((sum += i))}`));
    await supervisor.stop();
  });

  test('`run` tells its freezing, its death and its return as transitions', { timeout: 60_000 }, async () => {
    const run = new Run(file);
    try {
      await run.until(entering('connected'));
      await run.until((record) => record.to === 'connected.probing');
      const pong = await run.until(entering('connected.listening.idle'));
      expect(pong.event).toMatchObject({ type: 'received', kind: 'heartbeat' });

      redis.freeze();
      await run.until(entering('connected.probing'));
      const silent = await run.until(entering('reconnecting'));
      expect(silent.event.type).toBe('after:probeTimeout');
      expect(silent.effects).toContain('drop');
      // The kernel accepts for a program that is stopped: dialled, probed, and found silent again, after a longer wait.
      const first = (await run.until(entering('connecting'))).mono - silent.mono;
      const still = await run.until(entering('reconnecting'));
      const second = (await run.until(entering('connecting'))).mono - still.mono;
      expect(second).toBeGreaterThan(first);
      redis.thaw();
      await run.until((record) => record.event['kind'] === 'heartbeat');

      await redis.kill();
      const ended = await run.until(entering('reconnecting'));
      expect(['ended', 'lost']).toContain(ended.event.type);
      const refused = await run.until(entering('reconnecting'));
      expect(refused.event).toMatchObject({ type: 'lost', reason: 'refused' });
      await again();
      await run.until(entering('connected'));
      await run.until((record) => record.event['kind'] === 'heartbeat');

      expect(await run.interrupt()).toBe(0);
      expect(run.records.at(-1)).toMatchObject({ chart: 'link', to: 'closed' });
      expect(run.records.map(({ seq }) => seq)).toEqual(run.records.map((_, i) => i + 1));
    } finally {
      redis.thaw();
      await run.kill();
    }
  });

  test(
    'what was in flight when it died ends `unknown`, what waited is sent when it is back',
    { timeout: 30_000 },
    async () => {
      const supervisor = supervise();
      const link = supervisor.link('redis', {
        to: `tcp://127.0.0.1:${String(redis.port)}`,
        framing: 'line',
        exchange: { mode: 'sync', timeout: '20s' },
        reconnect: { first: '50ms', max: '200ms' },
      });
      await link.ready();
      redis.freeze();
      const inFlight = link.request(text.encode('INCR once')).catch((error: unknown) => error);
      const waiting = link.request(text.encode('PING'));
      await redis.kill();
      expect(await inFlight).toMatchObject({ name: 'HoldfastError', code: 'lost', outcome: 'unknown' });
      await again();
      expect(said(await waiting)).toBe('+PONG');
      // Nothing is resent unasked: the new server never saw the request that was in flight.
      expect(said(await link.request(text.encode('EXISTS once')))).toBe(':0');
      await supervisor.stop();
    },
  );

  test('a dead port is told at once, with what to do, and exit status 1', async () => {
    await redis.kill();
    const call = await holdfast('call', `${file}#redis`, '--text', 'PING');
    expect(call).toMatchObject({ code: 1, stdout: '' });
    expect(call.stderr).toMatch(/^lost: .*ECONNREFUSED/);
    expect(call.stderr.trimEnd().split('\n')).toHaveLength(1);
    await again();
  });
});
