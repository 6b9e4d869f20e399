import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

/** What git would not keep, and what is not ours. */
const passedOver = new Set(['.git', 'node_modules', 'dist', '.bench', 'coverage', 'reports']);
const text = /\.(?:c?js|mjs|ts|tsx|json|ya?ml|md|html|css|svg|sh|txt)$|(?:^|\/)(?:LICENSE|run|\.[\w.]+)$/;

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
    if (passedOver.has(entry.name)) return [];
    return entry.isDirectory() ? filesBelow(path) : [path];
  });

/** What ties a text to one person's machine or to one registry. Each pattern is shown to find what it is for. */
const strangers = [
  {
    what: 'a folder of one machine',
    pattern: /(?<![\w.)\]}-])\/(?:home|root|Users|work|workspaces?)\/[\w.]/,
    like: '/home/me/a.ts',
  },
  { what: 'a folder of one Windows machine', pattern: /\b[A-Z]:\\+Users\b/, like: 'C:\\Users\\me' },
  {
    what: 'a package registry',
    pattern: /\bhttps?:\/\/(?:registry|npm|packages?)\.[\w.-]+/i,
    like: 'https://registry.example.org/x',
  },
  { what: 'where npm took a package from', pattern: /"resolved"\s*:/, like: '"resolved": "x.tgz"' },
] as const;

const own = 'test/repository.test.ts';
const files = filesBelow('.').filter((file) => text.test(file) && file !== own);

describe('the repository speaks of the project alone', () => {
  test('its texts are found', () => {
    const some = ['.ci/run', '.gitignore', 'LICENSE', 'package-lock.json', 'machines/connection.ts'];
    expect(files).toEqual(expect.arrayContaining(some));
  });

  test.each(strangers)('no text holds $what', ({ pattern, like }) => {
    expect(like).toMatch(pattern);
    expect(files.filter((file) => pattern.test(readFileSync(file, 'utf8')))).toEqual([]);
  });
});

describe('the lockfiles', () => {
  test.each(['package-lock.json', '.ci/nodes/package-lock.json'])('%s pins every package by its hash', (file) => {
    const { packages } = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, { integrity?: string }> };
    const unpinned = Object.entries(packages).filter(([path, { integrity }]) => path !== '' && integrity === undefined);
    expect(unpinned.map(([path]) => path)).toEqual([]);
  });
});

describe('the package', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
    scripts: Record<string, string>;
  };

  test('pins what it is built and tested with', () => {
    const loose = Object.entries(manifest.devDependencies).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
    expect(loose).toEqual([]);
  });

  test('runs nothing when it is installed', () => {
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare'];
    expect(hooks.filter((name) => name in manifest.scripts)).toEqual([]);
  });

  test('has every script file that its scripts name', () => {
    const named = Object.values(manifest.scripts).flatMap((script) => script.match(/scripts\/[\w-]+\.mjs/g) ?? []);
    expect(named.filter((file) => !existsSync(file))).toEqual([]);
  });
});
