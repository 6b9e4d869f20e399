import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { holdfast } from '../interop/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
afterAll(() => rmSync(folder, { recursive: true }));

const read = (file: string): string => readFileSync(file, 'utf8');
const pages = readdirSync('docs').filter((name) => name.endsWith('.md'));
const examples = readdirSync('examples').filter((name) => name.endsWith('.ts'));
const programs = examples.map((name) => read(`examples/${name}`));

const blocks = (page: string, language: string): readonly string[] =>
  Array.from(page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms')), ([, body = '']) => body);

describe('the pages of docs/ are true', () => {
  test.each(pages)('every program in %s is a part of an example, which is type-checked and run', (name) => {
    const strange = blocks(read(`docs/${name}`), '(?:ts|js|typescript|javascript)').filter(
      (block) => !programs.some((program) => program.includes(`\n${block}`)),
    );
    expect(strange).toEqual([]);
  });

  test.each(pages)('every file that %s points at is there', (name) => {
    const links = Array.from(read(`docs/${name}`).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g), ([, path = '']) => path);
    expect(links.filter((path) => !existsSync(resolve(dirname(`docs/${name}`), path)))).toEqual([]);
  });

  test.each(pages)('every configuration in %s is one', (name) => {
    const file = join(folder, 'links.yaml');
    const mistakes = blocks(read(`docs/${name}`), 'yaml').flatMap((block) => {
      writeFileSync(file, block);
      const config = readConfig(file);
      return config.ok ? [] : config.mistakes;
    });
    expect(mistakes).toEqual([]);
  });

  test('every command in a page is one of the help', async () => {
    const written = pages.flatMap((name) => blocks(read(`docs/${name}`), 'sh')).join('');
    const commands = Array.from(written.matchAll(/^holdfast (?:audit )?\w+/gm), ([command]) => command);
    expect(commands.length).toBeGreaterThan(1);
    const { stdout: help } = await holdfast('--help');
    const { stdout: more } = await holdfast('audit', '--help');
    expect(commands.filter((command) => !`${help}${more}`.includes(command))).toEqual([]);
  });

  test('the index names every page', () => {
    const index = read('docs/README.md');
    expect(pages.length).toBeGreaterThan(6);
    expect(pages.filter((name) => name !== 'README.md' && !index.includes(`](${name})`))).toEqual([]);
  });
});

describe('the examples', () => {
  const tests = ['test/examples', 'test/interop']
    .flatMap((where) => readdirSync(where).map((name) => join(where, name)))
    .filter((name) => name.endsWith('.test.ts'))
    .map(read);

  test.each(examples)('%s has a test that runs it', (name) => {
    const called = `run('${name.replace(/\.ts$/, '')}'`;
    expect(tests.filter((text) => text.includes(called))).not.toEqual([]);
  });

  test.each(examples)('%s is short, begins with what it shows, and uses what a stranger can import', (name) => {
    const text = read(`examples/${name}`);
    expect(text).toMatch(/^\/\*\* .+\n/);
    expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('/**')).length).toBeLessThan(60);
    for (const [, from = ''] of text.matchAll(/ from '([^']+)'/g)) expect(from).toMatch(/^(?:holdfast|node:|pg$)/);
  });
});
