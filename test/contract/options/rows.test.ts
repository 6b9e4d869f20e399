import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { linkFields } from '../../../src/contract/options/link.ts';
import { jsonSchema } from '../../../src/contract/options/json-schema.ts';
import { optionsPage } from '../../../src/contract/options/page.ts';
import { optionRows, superviseRows } from '../../../src/contract/options/rows.ts';

const rows = [...optionRows(), ...superviseRows()];

describe('the options table', () => {
  test('docs/options.md is what the schema says; run `npm run build && node scripts/docs.mjs` when it is not', () => {
    expect(readFileSync(new URL('../../../docs/options.md', import.meta.url), 'utf8')).toBe(optionsPage());
  });

  test('has a row for every option of a link', () => {
    const outermost = optionRows()
      .map((row) => row.path)
      .filter((path) => !/[. ]/.test(path));
    expect(outermost).toEqual(Object.keys(linkFields.shape));
  });

  test('has a row for every part of an option, those that may be missing too', () => {
    const paths = optionRows().map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['exchange.mode', 'exchange.key.offset', 'lifecycle.maxIdle.peer']));
  });

  test('each row says what the option is and what may be written', () => {
    expect(rows.filter(({ meaning, type }) => meaning === '' || type === '')).toEqual([]);
  });

  test('each quantity has its unit, and each number its reason', () => {
    const own = rows.filter(({ path }) => !path.startsWith('framing'));
    const quantities = own.filter(({ type }) => /duration|size/.test(type));
    const numbers = own.filter(({ type }) => /number|duration|size/.test(type));
    expect(quantities.filter(({ unit }) => unit === '')).toEqual([]);
    expect(numbers.filter(({ reason }) => reason === '')).toEqual([]);
    expect(numbers.length).toBeGreaterThan(quantities.length);
  });

  test('defaults are read from the schema', () => {
    const byPath = new Map(rows.map((row) => [row.path, row.default]));
    expect([byPath.get('connectTimeout'), byPath.get('queue.maxBytes'), byPath.get('lifecycle')]).toEqual([
      '10s',
      '16MiB',
      'long',
    ]);
  });
});

describe('the JSON Schema for editors', () => {
  const schema = jsonSchema(linkFields) as {
    properties: Record<string, { description?: string; default?: unknown; not?: unknown }>;
    required: string[];
    additionalProperties: boolean;
  };

  test('requires what has no default and takes no other name', () => {
    expect(schema.required).toEqual(['to', 'framing']);
    expect(schema.additionalProperties).toBe(false);
  });

  test('describes each option with its limits’ reasons', () => {
    expect(Object.values(schema.properties).filter(({ description = '' }) => description === '')).toEqual([]);
    expect(schema.properties['connectTimeout']).toMatchObject({ default: '10s' });
    expect(schema.properties['connectTimeout']?.description).toContain('Limits: At least 10 ms');
  });

  test('has no place for what only code can give', () => {
    expect(schema.properties).not.toHaveProperty('handshake');
    expect(schema.properties['framing']).toMatchObject({
      anyOf: [{ type: 'string' }, { oneOf: expect.any(Array) as unknown }],
    });
    expect(JSON.stringify(schema)).not.toContain('"not":{}');
  });
});
