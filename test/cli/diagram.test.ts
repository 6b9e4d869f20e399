import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { linkMachine } from '../../machines/index.ts';
import { isChartModule } from '../../src/cli/chart-module.ts';
import { drawChart } from '../../src/diagram/draw.ts';
import { json } from '../../src/diagram/json.ts';
import { mermaid } from '../../src/diagram/mermaid.ts';
import { walk } from '../../src/diagram/walk.ts';
import { xstate } from '../../src/diagram/xstate.ts';
import { FakeWorld } from './fakes.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-charts-'));
afterAll(() => rmSync(folder, { recursive: true }));

const from = `import { createMachine } from ${JSON.stringify(import.meta.resolve('xstate'))};\n`;
const door = `createMachine({ id: 'door', initial: 'shut', states: { shut: { on: { push: 'open' } }, open: {} } })`;
const gate = door.replaceAll('door', 'gate');

let files = 0;
const module = (text: string): string => {
  files += 1;
  const file = join(folder, `chart-${String(files)}.mjs`);
  writeFileSync(file, text);
  return file;
};

const drawn = async (...args: readonly string[]): Promise<FakeWorld & { readonly status: number }> => {
  const world = new FakeWorld();
  const status = await world.run('diagram', ...args);
  return Object.assign(world, { status });
};

describe('holdfast diagram', { timeout: 60_000 }, () => {
  test('draws the connection as Mermaid unless it is told otherwise', async () => {
    const { status, out } = await drawn();
    expect(status).toBe(0);
    expect(out).toMatch(/^stateDiagram-v2\n(?:.*\n)+ {4}destroy → dead\n/);
  });

  test('gives each format', async () => {
    const graph = walk(linkMachine);
    expect((await drawn('link', '--format', 'json')).out).toBe(json(graph));
    expect((await drawn('link', '--format', 'mermaid')).out).toBe(mermaid(graph));
    expect((await drawn('link', '--format', 'xstate')).out).toBe(xstate(graph));
    expect((await drawn('link', '--format', 'svg')).out).toBe(await drawChart(linkMachine));
    const dark = await drawn('link', '--format', 'svg', '--theme', 'dark');
    expect(dark.out).toBe(await drawChart(linkMachine, { theme: 'dark' }));
  });

  test('refuses a theme where nothing has one, or there is none such', async () => {
    expect((await drawn('link', '--theme', 'dark')).err).toContain('usage: --theme: only --format svg has one');
    expect((await drawn('--format', 'svg', '--theme', 'blue')).err).toContain(
      "usage: --theme: found 'blue', expected light or dark",
    );
    expect((await drawn('conection')).status).toBe(2);
  });
});

describe('a chart of the user’s own', { timeout: 60_000 }, () => {
  test('is drawn from the one machine that its module exports, under whatever names', async () => {
    const file = module(`${from}export const door = ${door};\nexport default door;\nexport const other = 1;\n`);
    const { status, out, err } = await drawn(file, '--format', 'svg');
    expect([status, err]).toEqual([0, '']);
    expect(out).toContain('data-id="shut|push|0"');
  });

  test('is taken by the name of its export where there are several', async () => {
    const file = module(`${from}export const door = ${door};\nexport const gate = ${gate};\nexport const n = 1;\n`);
    const several = await drawn(file);
    expect(several.status).toBe(1);
    expect(several.err).toBe(
      `chart-unreadable: ${file}: it exports several machines: add # and one of door, gate; no chart could be had from this module; look at its path, what it does when imported, and what it exports\n`,
    );
    expect((await drawn(`${file}#gate`, '--format', 'json')).out).toContain('"id": "gate"');
    expect((await drawn(`${file}#gait`)).err).toContain("it has no export 'gait'; its machines: door, gate; ");
    expect((await drawn(`${file}#n`)).err).toContain("its export 'n' is no XState machine; its machines: door, gate; ");
  });

  test.each<[string, string | null, string]>([
    ['no such file', null, 'there is no such file; '],
    ['it throws', 'throw new Error("not\\ntoday");', 'it threw when imported: not today; '],
    ['it throws what is no error', 'throw 7;', 'it threw when imported: 7; '],
    ['it does not parse', 'export const = 1;', 'it threw when imported: '],
    ['no machine', 'export const door = { id: 1 }; export default null;', 'it exports no XState machine; '],
  ])('is refused with the reason: %s', async (_, text, reason) => {
    const file = text === null ? join(folder, 'none.mjs') : module(text);
    const { status, out, err } = await drawn(file);
    expect([status, out]).toEqual([1, '']);
    expect(err.startsWith(`chart-unreadable: ${file}: ${reason}`)).toBe(true);
    expect(err.trimEnd()).not.toContain('\n');
  });

  test('is told from a chart’s name by its look', () => {
    const places = ['./a', 'a/b', 'a.js', 'a.mjs#b', 'a.ts', '..\\a', fileURLToPath(import.meta.url)];
    expect(places.filter((one) => !isChartModule(one))).toEqual([]);
    expect(['connection', 'link', 'ajs', 'a.json'].filter(isChartModule)).toEqual([]);
  });
});
