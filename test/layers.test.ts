import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { foldersIn, sourcesIn } from './layers/files.ts';
import { planted, welcome } from './layers/planted.ts';
import { breaches, rules } from './layers/rules.ts';
import { packages, places, sockets, testFolders } from './layers/table.ts';

const sources = [...sourcesIn('machines'), ...sourcesIn('src')];

describe('the layer table', () => {
  test('is given the sources to judge', () => {
    expect(sources).toEqual(
      expect.arrayContaining(['machines/connection.ts', 'src/contract/codec.ts', 'src/index.ts']),
    );
  });

  test.each(sources)('%s keeps to it', (file) => {
    expect(breaches(file, readFileSync(file, 'utf8')).map((breach) => breach.says)).toEqual([]);
  });

  test('names the packages that users install, each once', () => {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      readonly dependencies: object;
      readonly peerDependencies: object;
    };
    const installed = [...Object.keys(dependencies), ...Object.keys(peerDependencies)];
    expect(Object.keys(packages).toSorted()).toEqual(installed.toSorted());
  });

  test('lets only places with `node:` open sockets', () => {
    expect(sockets.places.filter((place) => places[place]?.node !== true)).toEqual([]);
  });
});

describe('each rule of the layer table bites', () => {
  test.each(planted)('$rule: $why', ({ rule, file, source }) => {
    expect(breaches(file, source).map((breach) => breach.rule)).toEqual([rule]);
  });

  test('and none is without a planted file', () => {
    expect([...new Set(planted.map(({ rule }) => rule))].toSorted()).toEqual([...rules].toSorted());
  });

  test.each(welcome)('and lets pass: $why', ({ file, source }) => {
    expect(breaches(file, source)).toEqual([]);
  });

  test('a breach tells the file, the line and what was imported', () => {
    const [breach] = breaches('src/link/link.ts', "export {};\n\nimport '../supervisor/supervise.ts';\n");
    expect(breach?.says).toBe('src/link/link.ts:3 imports ../supervisor/supervise.ts: row-higher');
  });

  test('a file that does not parse is an error, not a pass', () => {
    expect(() => breaches('src/link/link.ts', 'import {')).toThrow('src/link/link.ts');
  });
});

test('the tests mirror the sources, folder for folder', () => {
  const known = new Set([...foldersIn('src'), ...testFolders]);
  expect(foldersIn('test').filter((folder) => !known.has(folder))).toEqual([]);
});
