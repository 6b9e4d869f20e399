/** `npm run sequences` writes the pictures: it is this file, told to take what it finds. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/config.ts';
import { mistakesIn } from './mermaid.ts';
import { blocks, folder, pages, read, redrawn, runs, shownBy } from './pages.ts';

const guide = readFileSync('docs/which-one.md', 'utf8');

describe('the pictures of the modes', () => {
  // A slow machine may let a wait pass that a run did not mean: then another run tells.
  test.each(pages)('%s shows what a run gives, as Mermaid', { retry: 2, timeout: 60_000 }, async (name) => {
    const page = await redrawn(read(name));
    expect(blocks(page, 'mermaid').flatMap(mistakesIn)).toEqual([]);
    await expect(page).toMatchFileSnapshot(resolve(folder, name));
  });

  test('show every run, once', () => {
    const shown = pages.flatMap((name) => shownBy(read(name)));
    expect(shown.toSorted()).toEqual(Object.keys(runs).toSorted());
  });
});

describe('the pages of the modes are true', () => {
  test.each(pages)('every configuration in %s is one', (name) => {
    const written = blocks(read(name), 'yaml');
    expect(written.length).toBeGreaterThan(0);
    expect(written.map((text) => parseConfig(text, resolve('links.yaml')))).toEqual(
      written.map(() => expect.objectContaining({ ok: true })),
    );
  });

  test.each([...pages.map((name) => join(folder, name)), 'docs/which-one.md'])(
    'every file that %s points at is there',
    (file) => {
      const links = Array.from(
        readFileSync(file, 'utf8').matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g),
        ([, path = '']) => path,
      );
      expect(links.filter((path) => !existsSync(resolve(dirname(file), path)))).toEqual([]);
    },
  );

  test('their programs compile, each by itself', { timeout: 60_000 }, async () => {
    const programs = pages.flatMap((name) =>
      blocks(read(name), 'ts').map((body, i) => [`${name.replace('.md', '')}-${String(i)}.ts`, body] as const),
    );
    expect(new Set(programs.map(([file]) => file.replace(/-\d+\.ts$/, ''))).size).toBe(pages.length);
    const where = mkdtempSync(join(tmpdir(), 'holdfast-modes-'));
    try {
      for (const [file, body] of programs) writeFileSync(join(where, file), body);
      writeFileSync(join(where, 'planted.ts'), 'export const planted: string = 1;\n');
      writeFileSync(join(where, 'package.json'), '{ "type": "module" }');
      const compilerOptions = {
        incremental: false,
        tsBuildInfoFile: null,
        typeRoots: [resolve('node_modules/@types')],
      };
      const project = { extends: resolve('tsconfig.json'), compilerOptions, include: ['*.ts'] };
      writeFileSync(join(where, 'tsconfig.json'), JSON.stringify(project));
      const tsc = [resolve('node_modules/typescript/bin/tsc'), '-p', where];
      const { stdout } = await promisify(execFile)(process.execPath, tsc).catch((failed: { stdout: string }) => failed);
      // Of the pages' own mistakes alone: those of the library are for `check:types`. One is planted, to see that it looks.
      const mistakes = stdout.split('\n').filter((line) => line.includes('holdfast-modes-'));
      expect(mistakes).toEqual([expect.stringContaining('planted.ts')]);
    } finally {
      rmSync(where, { recursive: true });
    }
  });

  test('the index and the guide name every one', () => {
    const index = readFileSync('docs/README.md', 'utf8');
    expect(pages.filter((name) => !index.includes(`](modes/${name})`))).toEqual([]);
    expect(pages.filter((name) => !guide.includes(`](modes/${name})`))).toEqual([]);
  });
});

describe('which one do I need?', () => {
  test('every template that it names is there', () => {
    const named = Array.from(guide.matchAll(/\]\(\.\.\/templates\/([\w.-]+)\.yaml\)/g), ([, name]) => name);
    const there = readdirSync('templates').map((name) => name.replace(/\.yaml$/, ''));
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !there.includes(name ?? ''))).toEqual([]);
  });

  test('its arithmetic is right: packets in an hour of silence, and the short exchanges that they are worth', () => {
    const [heartbeat, exchange] = [4, 7];
    const packets = (every: number): number => (3_600 / every) * heartbeat;
    const worth = (every: number): number => Math.round(packets(every) / exchange);
    const flat = guide.replaceAll(/\s+/g, ' ');
    expect(flat).toContain(`spends ${String(packets(20))} packets in an hour, as many as ${String(worth(20))} short`);
    expect(flat).toContain(`With \`every: 3s\` it is some ${String(worth(3))}.`);
  });

  test('its tree is Mermaid', () => {
    expect(blocks(guide, 'mermaid').flatMap(mistakesIn)).toEqual([]);
  });
});
