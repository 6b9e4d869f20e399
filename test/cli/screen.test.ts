import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HoldfastError } from '../../src/contract/errors.ts';
import { FakeWorld, Later } from './fakes.ts';
import { lost, screenOf, shownOf, terminalWorld } from './on-screen.ts';

let folder = '';
let file = '';
let world = terminalWorld();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-table-'));
  file = join(folder, 'links.yaml');
  writeFileSync(
    file,
    'links:\n  redis: {to: "tcp://h:1", framing: line}\n  bank: {to: ["tls://a:2", "tls://b:3"], framing: line}\n  once: {to: "tcp://h:4", framing: line, lifecycle: short}\n',
  );
});
beforeEach(() => {
  world = terminalWorld();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const isRestored = (): void => {
  const { alternate, cursorShown, wraps } = screenOf(world);
  expect({ alternate, cursorShown, wraps }).toEqual({ alternate: false, cursorShown: true, wraps: true });
};

describe('the terminal', () => {
  test('is given back before the summary, which stays', async () => {
    const over = world.run('run', file, '--for', '5s');
    world.pass(100);
    const { alternate, cursorShown, wraps } = screenOf(world);
    expect({ alternate, cursorShown, wraps }).toEqual({ alternate: true, cursorShown: false, wraps: false });
    world.pass(5_000);
    expect(await over).toBe(0);
    isRestored();
    expect(shownOf(world)).toMatch(/^\n?link .*\nredis .*\nbank .*\nonce .*\n\nran for 5s: 3 links, 0 transitions$/);
    expect(world.terminal).toBeNull();
  });

  test('says so while it stops, and is given back at once when it is interrupted again', async () => {
    world.supervisor.stopped = new Later<void>().promise;
    const over = world.run('run', file);
    world.pass(0);
    world.end('interrupt');
    world.pass(100);
    expect(shownOf(world)).toContain('stopping, Ctrl-C ends it at once');
    world.end('interrupt');
    expect(await over).toBe(1);
    isRestored();
    expect(shownOf(world)).toBe('');
  });

  test('is given back when the process ends in whatever way, and is not drawn on afterwards', async () => {
    const over = world.run('run', file);
    world.pass(0);
    world.terminal?.leaving();
    isRestored();
    world.supervisor.tell(lost('redis', 0));
    world.pass(5_000);
    isRestored();
    world.terminal?.back();
    world.pass(100);
    expect(shownOf(world)).toContain('links up');
    world.end('interrupt');
    await over;
    isRestored();
  });

  test('is given back when nobody reads any more, and when a link cannot be made', async () => {
    const over = world.run('run', file);
    world.end('unread');
    expect(await over).toBe(0);
    isRestored();
    expect(world.out).not.toContain('ran for');
    const other = new FakeWorld();
    other.stdout.isTTY = true;
    other.supervisor.link = () => {
      throw new HoldfastError('name-taken', 'redis: taken');
    };
    expect(await other.run('run', file)).toBe(1);
    expect(other.out).toBe('');
  });

  test('of another size is drawn anew at once', async () => {
    const over = world.run('run', file);
    world.pass(500);
    world.stdout.rows = 5;
    world.terminal?.resized();
    world.pass(0);
    world.writes.splice(0, world.writes.length - 1, '\u001B[?1049h');
    expect(screenOf(world).lines).toHaveLength(5);
    world.end('interrupt');
    await over;
  });

  test('that tells no size is taken for a usual one', async () => {
    Object.assign(world.stdout, { columns: 0, rows: 0 });
    const over = world.run('run', file);
    world.pass(0);
    Object.assign(world.stdout, { columns: 80, rows: 24 });
    expect(screenOf(world).overflow).toBe('');
    expect(shownOf(world)).toContain('last reason');
    world.end('interrupt');
    await over;
  });
});
