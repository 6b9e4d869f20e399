/** What Prometheus scrapes, as `run` and `demo` serve it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { UsageError } from '../../src/cli/command.ts';
import { takeMetrics } from '../../src/cli/metrics.ts';
import type { Held } from '../../src/cli/world.ts';
import { HoldfastError } from '../../src/contract/errors.ts';
import { FakeWorld } from './fakes.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-metrics-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** @param port of a peer */
function fileFor(port: number): string {
  const file = join(folder, `${String(port)}.yaml`);
  writeFileSync(file, `links:\n  line:\n    to: tcp://127.0.0.1:${String(port)}\n    framing: line\n`);
  return file;
}

describe('--metrics', () => {
  it.each([
    [['a.yaml'], ['a.yaml'], null],
    [['a.yaml', '--metrics'], ['a.yaml'], { host: '127.0.0.1', port: 9464 }],
    [['--metrics', 'a.yaml'], ['a.yaml'], { host: '127.0.0.1', port: 9464 }],
    [['--metrics', '--json'], ['--json'], { host: '127.0.0.1', port: 9464 }],
    [['--metrics', '0', 'a.yaml'], ['a.yaml'], { host: '127.0.0.1', port: 0 }],
    [['--metrics=[::1]:9000', '--inspect'], ['--inspect'], { host: '::1', port: 9000 }],
  ])('%j leaves %j', (args, rest, metrics) => {
    expect(takeMetrics(args)).toEqual({ rest, metrics });
  });

  it.each([
    [['--metrics', '--metrics'], /^--metrics is given twice/],
    [['--metrics=nowhere'], /^--metrics: found 'nowhere', expected HOST:PORT/],
    [['--metrics', '99999'], /^--metrics: there is no port 99999/],
  ])('refuses %j', (args, why) => {
    expect(() => takeMetrics(args)).toThrow(UsageError);
    expect(() => takeMetrics(args)).toThrow(why);
  });
});

async function ran(args: readonly string[], metrics: NonNullable<Held['metrics']>): Promise<FakeWorld> {
  const world = new FakeWorld();
  Object.assign(world.supervisor, { metrics });
  const done = world.run(...args);
  await expect.poll(() => world.awaited).toBe(true);
  world.end('interrupt');
  await done;
  return world;
}

describe('a session that is measured', () => {
  const url = 'http://127.0.0.1:9464/metrics';

  it.each([
    ['run', '--plain', 'out'],
    ['run', '--json', 'err'],
    ['demo', '--plain', 'out'],
    ['demo', '--json', 'err'],
  ] as const)('%s %s says where', async (name, how, where) => {
    const args = name === 'run' ? ['run', fileFor(1)] : ['demo', '--no-inspect'];
    const asked: unknown[] = [];
    const world = await ran([...args, how, '--metrics'], (at) => {
      asked.push(at);
      return Promise.resolve(url);
    });
    expect(world[where]).toContain(`metrics: ${url}\n`);
    expect(asked).toEqual([{ host: '127.0.0.1', port: 9464 }]);
  });

  it.each([
    ['listen-failed', 'metrics cannot be served at 127.0.0.1:9464: the port is taken'],
    ['option-unavailable', 'metrics: the package prom-client is not installed: add it'],
  ] as const)('goes on where nothing can be served, and says why: %s', async (code, why) => {
    const world = await ran(['run', fileFor(1), '--plain', '--metrics'], () =>
      Promise.reject(new HoldfastError(code, why)),
    );
    expect(world.err).toContain(`${code}: ${why}`);
    expect([world.supervisor.links.size, world.supervisor.stops]).toEqual([1, 1]);
  });

  it('serves nothing unasked', async () => {
    const world = await ran(['run', fileFor(1), '--plain'], () => Promise.reject(new Error('it was asked')));
    expect(world.err + world.out).not.toMatch(/metrics|asked/);
  });
});

/** The built command in a process of its own. */
class Running {
  out = '';
  err = '';
  readonly #child;

  constructor(...args: readonly string[]) {
    this.#child = spawn(process.execPath, ['dist/src/cli/main.js', ...args]);
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => (this.out += text));
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.err += text));
    onTestFinished(() => void this.#child.kill('SIGKILL'));
  }

  async interrupt(): Promise<number | null> {
    const ended = once(this.#child, 'close');
    this.#child.kill('SIGINT');
    const [code] = (await ended) as readonly (number | null)[];
    return code ?? null;
  }
}

const patient = { timeout: 10_000 };

describe('a real `holdfast run --metrics`', () => {
  it('is scraped, tells that the peer died, and ends though its port is held open', async () => {
    const sockets = new Set<Socket>();
    const peer = createServer((socket) => {
      sockets.add(socket.on('error', () => {}).resume());
    });
    await once(peer.listen(0, '127.0.0.1'), 'listening');
    const run = new Running(
      'run',
      fileFor((peer.address() as AddressInfo).port),
      '--plain',
      '--metrics',
      '127.0.0.1:0',
    );
    await expect.poll(() => run.out, patient).toMatch(/^metrics: http:\/\/127\.0\.0\.1:\d+\/metrics$/m);
    const [, url = ''] = /^metrics: (.*)$/m.exec(run.out) ?? [];
    const scraped = async (): Promise<string> => (await fetch(url)).text();
    await expect.poll(scraped, patient).toContain('holdfast_link_up{link="line"} 1\n');
    peer.close();
    for (const socket of sockets) socket.destroy();
    await expect.poll(scraped, patient).toContain('holdfast_link_up{link="line"} 0\n');
    expect(await scraped()).toMatch(/^holdfast_losses_total\{link="line",reason="[\w-]+"\} [1-9]/m);
    expect(await run.interrupt()).toBe(0);
  });

  it('goes on when the port is taken, and says so', async () => {
    const taken = createServer();
    await once(taken.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void taken.close());
    const where = `127.0.0.1:${String((taken.address() as AddressInfo).port)}`;
    const run = new Running('run', fileFor(1), '--plain', '--metrics', where);
    await expect.poll(() => run.err, patient).toMatch(`listen-failed: metrics cannot be served at ${where}`);
    await expect.poll(() => run.out, patient).toContain('line#1');
    expect(await run.interrupt()).toBe(0);
  });
});
