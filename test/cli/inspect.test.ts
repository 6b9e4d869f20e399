/** The live page as `run` and `demo` serve it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { UsageError } from '../../src/cli/command.ts';
import { takeInspect } from '../../src/cli/inspect.ts';
import type { Held } from '../../src/cli/world.ts';
import { HoldfastError } from '../../src/contract/errors.ts';
import { FakeWorld } from './fakes.ts';

describe('--inspect', () => {
  it.each([
    [['a.yaml'], ['a.yaml'], null],
    [['a.yaml', '--inspect'], ['a.yaml'], { host: '127.0.0.1', port: 0, chaos: false }],
    [['--inspect', 'a.yaml'], ['a.yaml'], { host: '127.0.0.1', port: 0, chaos: false }],
    [['--inspect', '8080', 'a.yaml'], ['a.yaml'], { host: '127.0.0.1', port: 8080, chaos: false }],
    [['--inspect', ':8080'], [], { host: '127.0.0.1', port: 8080, chaos: false }],
    [['--inspect', 'localhost:8080', '--json'], ['--json'], { host: 'localhost', port: 8080, chaos: false }],
    [['--inspect=[::1]:0', '--inspect-chaos'], [], { host: '::1', port: 0, chaos: true }],
  ])('%j leaves %j', (args, rest, inspect) => {
    expect(takeInspect(args, false)).toEqual({ rest, inspect });
  });

  it.each([
    [['--inspect', '--inspect'], /twice/],
    [['--inspect=nowhere'], /expected HOST:PORT/],
    [['--inspect', '99999'], /no port 99999/],
    [['--inspect-chaos'], /needs --inspect/],
  ])('refuses %j', (args, why) => {
    expect(() => takeInspect(args, false)).toThrow(UsageError);
    expect(() => takeInspect(args, false)).toThrow(why);
  });

  it('is not asked for in the demo, and may be forbidden there alone', () => {
    const any = { host: '127.0.0.1', port: 0, chaos: false };
    expect(takeInspect([], true)).toEqual({ rest: [], inspect: any });
    expect(takeInspect(['--no-inspect', '--json'], true)).toEqual({ rest: ['--json'], inspect: null });
    expect(takeInspect(['--no-inspect'], false).rest).toEqual(['--no-inspect']);
    expect(() => takeInspect(['--no-inspect', '--inspect'], true)).toThrow(/exclude/);
  });
});

async function ran(args: readonly string[], inspect: NonNullable<Held['inspect']>): Promise<FakeWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-inspect-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'links.yaml');
  writeFileSync(file, 'links:\n  line:\n    to: tcp://127.0.0.1:1\n    framing: line\n');
  const world = new FakeWorld();
  Object.assign(world.supervisor, { inspect });
  const { cli } = await import('../../src/cli/cli.ts');
  const done = cli(['run', file, ...args], world);
  await expect.poll(() => world.supervisor.links.size).toBe(1);
  world.end('interrupt');
  await done;
  return world;
}

describe('holdfast run', () => {
  const url = 'http://127.0.0.1:1/#token=x';

  it('says where the page is before the first link is held', async () => {
    const world = await ran(['--inspect', '--plain'], () => Promise.resolve(url));
    expect(world.out).toContain(`inspect: ${url}\n`);
  });

  it('says it beside what is JSON', async () => {
    const world = await ran(['--inspect', '--json'], () => Promise.resolve(url));
    expect(world.out).toBe('');
    expect(world.err).toMatch(`inspect: ${url}\n`);
  });

  it('goes on where the page cannot be served, and says why', async () => {
    const world = await ran(['--inspect', '--plain'], () =>
      Promise.reject(new HoldfastError('inspector-failed', 'the port is taken')),
    );
    expect(world.err).toMatch(/^inspector-failed: the port is taken; /);
    expect(world.supervisor.stops).toBe(1);
  });

  it('serves none unasked', async () => {
    const world = await ran(['--plain'], () => Promise.reject(new Error('it was asked')));
    expect(world.err).not.toMatch(/inspect|asked/);
    expect(world.out).not.toMatch(/inspect:/);
  });
});
