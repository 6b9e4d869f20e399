import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { holdfast } from './interop/command.ts';

const readme = readFileSync('README.md', 'utf8');
const blocks = (language: string): readonly string[] =>
  Array.from(readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms')), ([, body = '']) => body);

describe('the README is true', () => {
  test('its program is the example, whose run is a test', () => {
    const example = readFileSync('examples/payment-line.ts', 'utf8');
    const [program = ''] = blocks('ts');
    expect(program.length).toBeGreaterThan(0);
    expect(example.endsWith(`\n${program}`)).toBe(true);
  });

  test('its files are there', () => {
    const paths = Array.from(
      readme.matchAll(/`((?:src|docs|machines|examples)\/[^`]*)`|\]\(([^)#:]+)\)/g),
      (found) => found[1] ?? found[2],
    );
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => !existsSync(path ?? ''))).toEqual([]);
  });

  test('its commands are those of the help, and those that need no peer are run', async () => {
    const commands = blocks('sh')
      .flatMap((block) => block.trim().split('\n'))
      .filter((line) => line.startsWith('holdfast '));
    const { stdout: help } = await holdfast('--help');
    for (const command of commands) expect(help).toContain(`holdfast ${command.split(' ')[1] ?? ''}`);
    expect((await holdfast('check', 'examples/redis.yaml')).code).toBe(0);
    const drawn = await holdfast('diagram', 'connection', '--format', 'mermaid');
    expect(drawn).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync('visualizations/connection.mermaid.md', 'utf8')).toContain(drawn.stdout.trim());
  });

  test('the two commands it begins with are scripts', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    expect(readme).toContain('npm ci && npm start');
    expect(readme).toContain('npm ci && npm test');
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['start', 'test']));
  });
});
