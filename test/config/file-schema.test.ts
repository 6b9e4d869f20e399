import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseConfig, readConfig } from '../../src/config/config.ts';
import { fileSchema } from '../../src/config/file-schema.ts';
import { formatMistakes } from '../../src/config/mistake.ts';
import { against } from './json-schema.ts';

const schema = fileSchema() as Readonly<Record<string, unknown>>;
const defs = schema['$defs'] as Readonly<Record<string, { properties?: object }>>;
const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => `${folder}/${name}`);
const examples = filesIn('examples');
const blocks = readdirSync('docs', { encoding: 'utf8', recursive: true })
  .filter((name) => name.endsWith('.md'))
  .flatMap((name) =>
    Array.from(
      readFileSync(`docs/${name}`, 'utf8').matchAll(/^```yaml\n(.*?)^```/gms),
      ([, body = '']) => [name, body] as const,
    ),
  );
const everything = parse(readFileSync('examples/links.yaml', 'utf8')) as Record<string, unknown>;

describe('the JSON Schema of configuration files', () => {
  test('schema/links.schema.json is what the options say; run `npm run docs` when it is not', () => {
    expect(readFileSync('schema/links.schema.json', 'utf8')).toBe(`${JSON.stringify(fileSchema(), null, 2)}\n`);
  });

  test.each([...examples, ...filesIn('templates')])('takes %s', (file) => {
    expect(against(schema, parse(readFileSync(file, 'utf8')))).toEqual([]);
  });

  test('takes each configuration in the documentation', () => {
    const configurations = blocks.filter(([, body]) => /^(?:links|listeners|groups):/m.test(body));
    expect(configurations.length).toBeGreaterThan(5);
    expect(configurations.filter(([, body]) => against(schema, parse(body)).length > 0)).toEqual([]);
  });

  test.each(examples)('%s is right, and an editor finds the schema', (file) => {
    const config = readConfig(file);
    expect(config.ok ? '' : formatMistakes(config.mistakes)).toBe('');
    expect(readFileSync(file, 'utf8')).toMatch(/^# yaml-language-server: \$schema=\.\.\/schema\/links\.schema\.json\n/);
  });

  test.each([
    'links: {a: {extends: payment-line, to: tcp://h:1, framing: {encoding: bcd, bytes: 2, maxFrame: 10001}}}',
    'links: {a: {extends: pool, to: tcp://h:1, framing: line, lifecycle: {connections: 2}}}',
    'listeners: {a: {extends: payment-front, on: tcp://h:1, framing: {encoding: bcd, bytes: 2, maxFrame: 10001}}}',
    'templates: {t: {framing: {bytes: 2}, limits: {max: 2}}}\nlinks: {a: {to: tcp://h:1, framing: line}}',
  ])('takes parts of what a template gives: %s', (text) => {
    expect(against(schema, parse(text))).toEqual([]);
    expect(parseConfig(text, 'f').ok).toBe(true);
  });

  test.each([
    'links: {a: {to: tls://h:1, framing: line, tls: {ca: {file: ca.pem}}}}',
    'links: {a: {to: tls://h:1, framing: line, tls: {ca: [{file: ca.pem}], cert: {file: c.pem}, key: {file: k.pem}}}}',
    'links: {a: {extends: pool, to: {listen: tls://h:1, tls: {cert: {file: c.pem}, key: {file: k.pem}}}}}',
    'listeners: {a: {on: tls://h:1, framing: line, tls: {cert: {file: c.pem}, key: {file: k.pem}}}}',
  ])('takes the paths of PEM files: %s', (text) => {
    expect(against(schema, parse(text))).toEqual([]);
    expect(against(schema, parse(text.replace('file:', 'fil:')))).not.toEqual([]);
  });

  test.each([
    'groups: {g: {links: {a: {to: tcp://h:1, framing: line}}}}',
    'groups: {g: {groups: {h: {listeners: {a: {extends: payment-front, on: tcp://h:1}}}}}}',
  ])('takes groups, one within another: %s', (text) => {
    expect(against(schema, parse(text))).toEqual([]);
    expect(parseConfig(text, 'f').ok).toBe(true);
  });

  test.each([
    'groups: {}',
    'groups: {g: {}}',
    'groups: {g: {strategy: one-for-all}}',
    'groups: {g: {group: {h: {}}, links: {a: {to: tcp://h:1, framing: line}}}}',
    'groups: {g: {links: {a: {to: tcp://h:1}}}}',
    'groups: {g: {extends: x, links: {a: {to: tcp://h:1, framing: line}}}}',
    'links: {a: {to: tcp://h:1}}',
    'links: {a: {to: tcp://h:1, framing: {bytes: 2}}}',
    'listeners: {a: {framing: line}}',
    'links: {}',
    'dials: {}',
    'links: {a: {extends: 5, to: tcp://h:1, framing: line}}',
  ])('misses what nothing gives: %s', (text) => {
    expect(against(schema, parse(text))).not.toEqual([]);
    expect(parseConfig(text, 'f').ok).toBe(false);
  });

  test('tells what each option means', () => {
    const untold: string[] = [];
    const walk = (json: unknown, path: string): void => {
      if (!isMap(json)) return;
      for (const [name, part] of Object.entries(isMap(json['properties']) ? json['properties'] : {})) {
        if (isMap(part) && !('description' in part) && !('$ref' in part) && !('anyOf' in part))
          untold.push(`${path}.${name}`);
      }
      for (const [key, part] of Object.entries(json)) walk(part, `${path}.${key}`);
    };
    walk(schema, '');
    // What a frame holds is told of the option that it is.
    expect(untold.filter((path) => !/\.(?:text|hex|match)$/.test(path))).toEqual([]);
  });

  test('offers nothing that only code can give', () => {
    const maps = ['link', 'linkInParts', 'listener', 'listenerInParts', 'template'].map(
      (name) => defs[name]?.properties,
    );
    for (const name of ['handshake', 'onLost', 'onRequest', 'onGone'])
      for (const map of maps) expect(map).not.toHaveProperty(name);
    expect(schema['properties']).not.toHaveProperty('engine');
    expect(JSON.stringify(schema)).not.toContain('{"not":');
  });
});

type Entry = Record<string, unknown>;

/** Maps of options, outer ones first. */
const optionMaps = (value: unknown): Entry[] =>
  Array.isArray(value)
    ? value.flatMap(optionMaps)
    : isMap(value)
      ? [value, ...Object.values(value).flatMap(optionMaps)]
      : [];

/** What the file holds piece by piece, each in a file that is right by itself. */
const { links, listeners, groups, templates, ...shared } = everything as Record<string, Record<string, Entry>>;
const line = { to: 'tcp://h:1', framing: 'line' };
const pieces: readonly (readonly [Entry, (entry: Entry) => unknown])[] = [
  ...Object.values(links ?? {}).map((link) => [link, (a: Entry) => ({ templates, links: { a } })] as const),
  ...Object.values(listeners ?? {}).map((listener) => [listener, (a: Entry) => ({ listeners: { a } })] as const),
  ...Object.values(templates ?? {}).map(
    (template) => [template, (t: Entry) => ({ templates: { t }, links: { a: { ...line, extends: 't' } } })] as const,
  ),
  ...Object.values(groups ?? {}).map(
    ({ strategy, intensity, restart }) =>
      [{ strategy, intensity, restart }, (of: Entry) => ({ groups: { g: { ...of, links: { a: line } } } })] as const,
  ),
  [shared, (of) => ({ ...of, links: { a: line } })],
];

/** Who takes it. */
const takers = (file: unknown): readonly string[] => [
  ...(against(schema, file).length === 0 ? ['schema'] : []),
  ...(parseConfig(JSON.stringify(file), 'examples/links.yaml').ok ? ['check'] : []),
];

/** Changes each option of the file by itself, and tells who takes what came of it. */
function changed(change: (map: Entry, name: string) => void): {
  readonly names: number;
  readonly taken: readonly string[];
} {
  const taken: string[] = [];
  let names = 0;
  for (const [entry, whole] of pieces)
    optionMaps(entry).forEach((map, i) => {
      for (const name of Object.keys(map)) {
        const other = structuredClone(entry);
        change(optionMaps(other)[i] ?? {}, name);
        names += 1;
        taken.push(...takers(whole(other)).map((taker) => `${name}: ${taker}`));
      }
    });
  return { names, taken };
}

describe('schema and check agree', () => {
  test('on what is right', () => {
    expect(pieces.map(([entry, whole]) => takers(whole(entry)))).toEqual(pieces.map(() => ['schema', 'check']));
  });

  test('on each name that is misspelt', () => {
    const { names, taken } = changed((map, name) => {
      map[`${name}x`] = map[name];
      delete map[name];
    });
    expect(names).toBeGreaterThan(200);
    expect(taken).toEqual([]);
  });

  test('on each value of another kind', () => {
    const { taken } = changed((map, name) => {
      map[name] = typeof map[name] === 'boolean' ? 'yes' : true;
    });
    expect(taken).toEqual([]);
  });
});
