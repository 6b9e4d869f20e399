import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { widthOf } from '../../src/cli/cells.ts';
import { settled } from './fakes.ts';
import { lost, of, screenOf, shownOf, terminalWorld, up } from './on-screen.ts';

let folder = '';
let world = terminalWorld();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-table-'));
});
beforeEach(() => {
  world = terminalWorld();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const many = async (n: number, told: (names: readonly string[]) => void): Promise<void> => {
  const names = Array.from({ length: n }, (_, i) => `l${String(i)}`);
  writeFileSync(
    join(folder, 'many.yaml'),
    `links:\n${names.map((name) => `  ${name}: {to: "tcp://h:1", framing: line}\n`).join('')}`,
  );
  const over = world.run('run', join(folder, 'many.yaml'));
  told(names);
  world.end('interrupt');
  expect(await over).toBe(0);
};

describe('many links', () => {
  test('are shown as they stand in the file while all of them find room', async () => {
    await many(14, (names) => {
      for (const name of names) world.supervisor.tell(name === 'l9' ? lost(name, 0) : up(name, 0));
      world.pass(100);
      expect(
        screenOf(world)
          .lines.slice(3, 17)
          .map((line) => line.split(/ +/)[1]),
      ).toEqual(names);
    });
  });

  test('are shown with those in trouble first, and the rest as a number', async () => {
    await many(10_000, (names) => {
      for (const name of names) world.supervisor.tell(up(name, 0));
      world.supervisor.tell(lost('l7000', 1));
      world.supervisor.tell(of('l8000', 'connected.probing', 'connected.probing', 'after:probeTimeout', 1));
      world.supervisor.tell({ ...of('l9000', 'open', 'closed', 'failed', 1, { reason: 'gave-up' }), chart: 'link' });
      world.pass(100);
      const { lines } = screenOf(world);
      expect(lines.slice(3, 7).map((line) => line.split(/ +/).slice(0, 2).join(' '))).toEqual([
        '✗ l9000',
        '! l7000',
        '? l8000',
        '● l0',
      ]);
      expect(lines[0]).toContain('9,998 of 10,000 links up');
      expect(shownOf(world)).toMatch(/^ {3}and 9,9\d\d more$/m);
      expect(lines.length).toBe(24);
    });
    expect(world.out).toMatch(/\nl9000 .* {2}gave-up .*\nl7000 /);
    expect(world.out).toMatch(/\nand 9,960 more\n/);
  });
});

describe('whatever the terminal’s size', () => {
  test('no line is wider, and no more lines are drawn', async () => {
    const name = fc.stringMatching(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,40}$/u);
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(name, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 40 }),
        fc.string({ unit: 'binary', maxLength: 60 }),
        async (names, columns, rows, reason) => {
          world = terminalWorld(columns, rows);
          const links = names.map((one) => [one, { to: 'tcp://h:1', framing: 'line' }]);
          writeFileSync(join(folder, 'any.yaml'), JSON.stringify({ links: Object.fromEntries(links) as object }));
          const over = world.run('run', join(folder, 'any.yaml'));
          for (const one of names) {
            world.supervisor.tell(up(one, 0));
            world.supervisor.tell(of(one, 'connected.listening.idle', 'dead', 'rejected', 1, { reason }));
          }
          world.pass(100);
          const terminal = screenOf(world);
          expect(terminal.overflow).toBe('');
          expect(terminal.lines.length).toBeLessThanOrEqual(rows);
          for (const line of terminal.lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
          expect(terminal.lines.join('')).not.toMatch(/\p{Cc}/u);
          world.end('unread');
          await over;
          await settled();
        },
      ),
      { numRuns: 100 },
    );
  });
});
