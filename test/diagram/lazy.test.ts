import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';

/** Modules that are loaded with a file: its static imports and re-exports, but for those of types alone. */
const loaded = (file: string): readonly string[] => {
  const { module } = parseSync(file, readFileSync(file, 'utf8'));
  return [
    ...module.staticImports
      .filter(({ entries }) => entries.length === 0 || entries.some(({ isType }) => !isType))
      .map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest, isType }) => (moduleRequest === null || isType ? [] : [moduleRequest.value])),
    ),
  ];
};

const reached = (entry: string): ReadonlySet<string> => {
  const found = new Set([entry]);
  for (const file of found) {
    if (!existsSync(file)) continue;
    for (const one of loaded(file)) found.add(one.startsWith('.') ? posix.join(posix.dirname(file), one) : one);
  }
  return found;
};

describe('the layout library', () => {
  it.each(['src/index.ts', 'src/browser.ts', 'src/cli/main.ts', 'machines/index.ts'])(
    'is not loaded with %s',
    (entry) => {
      const all = reached(entry);
      expect(all).toContain('xstate');
      expect([...all].filter((one) => one.startsWith('elkjs'))).toEqual([]);
    },
  );

  it('is loaded with the first picture alone', () => {
    expect(reached('src/cli/main.ts')).toContain('src/diagram/layout.ts');
    expect(readFileSync('src/diagram/layout.ts', 'utf8')).toContain("import('elkjs')");
  });
});
