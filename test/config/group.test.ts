import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseConfig } from '../../src/config/config.ts';
import { formatMistakes } from '../../src/config/mistake.ts';

const parsed = (...lines: readonly string[]) => {
  const config = parseConfig(lines.join('\n'), 'links.yaml');
  if (!config.ok) throw new Error(formatMistakes(config.mistakes));
  return config;
};
const mistakes = (...lines: readonly string[]): readonly string[] => {
  const config = parseConfig(lines.join('\n'), 'links.yaml');
  return config.ok ? [] : formatMistakes(config.mistakes).trimEnd().split('\n');
};

const to = '{to: tcp://h:1, framing: line}';
const nested = (levels: number): string =>
  levels === 0 ? `links: {deep: ${to}}` : `groups: {g${String(levels)}: {${nested(levels - 1)}}}`;

describe('groups of a file', () => {
  test('come to their options, complete, with names in the order of the file', () => {
    const { groups, children, links, listeners } = parsed(
      `links: {alone: ${to}}`,
      'groups:',
      '  settlement:',
      '    strategy: rest-for-one',
      '    intensity: {restarts: 2, within: 1m}',
      '    listeners:',
      '      front: {on: tcp://127.0.0.1:0, framing: line}',
      '    groups:',
      `      pair: {restart: temporary, links: {b: ${to}, a: ${to}}}`,
      '    links:',
      `      switch: ${to}`,
    );
    expect(children).toEqual(['alone', 'settlement']);
    expect(Object.fromEntries(groups)).toEqual({
      settlement: {
        options: { strategy: 'rest-for-one', intensity: { restarts: 2, within: 60_000 }, restart: 'permanent' },
        children: ['front', 'pair', 'switch'],
      },
      pair: {
        options: { strategy: 'one-for-one', intensity: { restarts: 1, within: 5_000 }, restart: 'temporary' },
        children: ['b', 'a'],
      },
    });
    expect([...links.keys()]).toEqual(['alone', 'b', 'a', 'switch']);
    expect([...listeners.keys()]).toEqual(['front']);
  });

  test('keep the order of names that are numbers', () => {
    const { groups } = parsed('groups:', '  g:', '    links:', `      20: ${to}`, `      3: ${to}`, `      100: ${to}`);
    expect(groups.get('g')?.children).toEqual(['20', '3', '100']);
  });

  test('have links that extend templates as elsewhere, of the file and of another beside it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-group-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'own.yaml'), 'templates: {terse: {connectTimeout: 2s}}');
    const text = [
      'templates: {ours: {extends: ./own.yaml#terse, framing: line}}',
      'groups: {g: {links: {a: {extends: ours, to: tcp://h:1}}}}',
    ].join('\n');
    const config = parseConfig(text, join(folder, 'links.yaml'));
    expect(config.ok && config.links.get('a')?.options.connectTimeout).toBe(2_000);
  });

  test('nest as deep as eight, and no deeper', () => {
    expect(mistakes(nested(8))).toEqual([]);
    const [first, ...others] = mistakes(nested(9));
    expect(first).toMatch(
      /^links\.yaml:1:\d+: groups\.g9\..*\.g1: found one more, expected at most 8 groups one within another$/,
    );
    expect(others).toEqual([]);
  });
});

describe('mistakes in groups are told with line and column', () => {
  test('a name stands once in the whole tree, whatever it is a name of', () => {
    expect(
      mistakes(
        'links:',
        `  a: ${to}`,
        'groups:',
        '  g:',
        '    links:',
        `      a: ${to}`,
        '    groups:',
        '      a:',
        `        links: {b: ${to}}`,
        '      h:',
        '        listeners:',
        '          g: {on: tcp://127.0.0.1:0, framing: line}',
      ),
    ).toEqual([
      "links.yaml:6:7: groups.g.links.a: found the name 'a', expected a name that no link has: they stand in one tree",
      "links.yaml:8:7: groups.g.groups.a: found the name 'a', expected a name that no link has: they stand in one tree",
      "links.yaml:12:11: groups.g.groups.h.listeners.g: found the name 'g', expected a name that no group has: they stand in one tree",
    ]);
  });

  test('nor does it stand in two groups', () => {
    expect(mistakes('groups:', `  g: {links: {a: ${to}}}`, `  h: {links: {a: ${to}}}`)).toEqual([
      "links.yaml:3:15: groups.h.links.a: found the name 'a', expected a name that no link has: they stand in one tree",
    ]);
  });

  test('options of a group, and of what is in it', () => {
    expect(
      mistakes(
        'groups:',
        '  g/h:',
        '    stratergy: one-for-all',
        '    intensity: {restarts: -1}',
        '    restart: always',
        '    links:',
        '      a: {to: tcp://h:1, framing: lines}',
      ),
    ).toEqual([
      "links.yaml:2:3: groups.g/h: found the name 'g/h', expected 1 to 64 letters, digits, '.', '_' or '-', a letter or digit first",
      "links.yaml:3:5: groups.g/h.stratergy: found the unknown name 'stratergy', expected 'strategy'",
      'links.yaml:4:27: groups.g/h.intensity.restarts: found -1, expected a whole number from 0 to 1,000',
      "links.yaml:5:14: groups.g/h.restart: found \"always\", expected 'transient', 'permanent' or 'temporary'",
      expect.stringMatching(/^links\.yaml:7:35: groups\.g\/h\.links\.a\.framing: found "lines", /),
    ]);
  });

  test.each([
    ['groups: {g: {}}', 'links.yaml:1:10: groups.g.links: found nothing, expected a map from the name of each link'],
    ['groups: {g: 5}', 'links.yaml:1:13: groups.g: found 5, expected a map'],
    ['groups: 5', 'links.yaml:1:9: groups: found 5, expected a map from the name of each group'],
    ['groups: {g: {links: {}}}', 'links.yaml:1:21: groups.g.links: found a map, expected at least one link'],
  ])('%s', (text, told) => {
    const [first, ...others] = mistakes(text);
    expect(first).toContain(told);
    expect(others).toEqual([]);
  });

  test('what a template gives wrongly, once and where it was written', () => {
    expect(
      mistakes(
        'templates: {t: {framing: line, queue: {max: 0}}}',
        'groups:',
        '  g: {links: {a: {extends: t, to: tcp://h:1}, b: {extends: t, to: tcp://h:2}}}',
      ),
    ).toEqual(['links.yaml:1:45: groups.g.links.a.queue.max: found 0, expected a whole number from 1 to 1,000,000']);
  });
});
