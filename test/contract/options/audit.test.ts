import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { audit } from '../../../src/contract/options/audit.ts';
import { check, problemText } from '../../../src/contract/options/problem.ts';

const fields = z.strictObject({ audit });
const read = (input: unknown): unknown => {
  const checked = check(fields, { audit: input }, { later: new Set() });
  return checked.ok ? checked.value.audit : checked.problems.map(problemText).join('; ');
};

const whole = {
  file: 'audit.ndjson',
  level: 'lifecycle',
  rotate: { size: 64 * 2 ** 20, age: 86_400_000 },
  redact: [],
  fsync: false,
  whenFull: 'drop-with-gap',
  buffer: 16 * 2 ** 20,
  blockFor: 5_000,
};

describe('the option audit', () => {
  test('is a file, or a map with one; everything else has a default', () => {
    expect(read(undefined)).toBeUndefined();
    expect(read('audit.ndjson')).toEqual(whole);
    expect(read({ file: 'audit.ndjson' })).toEqual(whole);
    expect(read({ file: 'audit.ndjson', rotate: { age: '1h' } })).toEqual({
      ...whole,
      rotate: { ...whole.rotate, age: 3_600_000 },
    });
  });

  test('takes all that it may be', () => {
    const input = {
      file: '/logs/a',
      level: 'all',
      rotate: { size: '1GiB', age: '7d' },
      redact: ['event.remote', 'event.detail'],
      fsync: true,
      whenFull: 'block',
      buffer: '1MiB',
      blockFor: '30s',
    };
    expect(read(input)).toEqual({
      ...input,
      rotate: { size: 2 ** 30, age: 604_800_000 },
      buffer: 2 ** 20,
      blockFor: 30_000,
    });
  });

  test.each<[unknown, RegExp]>([
    ['', /^audit: found "", expected a path of 1 to 4,096 characters/],
    ['a\0b', /expected a path of 1 to 4,096 characters, without the character 0/],
    [{}, /^audit\.file: found nothing, expected a path/],
    [7, /^audit: found 7, expected /],
    [{ file: 'a', level: 'some' }, /^audit\.level: found "some", expected 'lifecycle' or 'all'$/],
    [{ file: 'a', rotate: { size: '1KiB' } }, /^audit\.rotate\.size: .*expected a size from 256 KiB to 16 GiB$/],
    [{ file: 'a', rotate: { age: 5 } }, /^audit\.rotate\.age: found 5, expected at least 1s/],
    [{ file: 'a', redact: ['seq'] }, /^audit\.redact\[0\]: found "seq", expected 'event\.' and the name of a fact/],
    [{ file: 'a', redact: ['event.type'] }, /^audit\.redact\[0\]: found "event.type"/],
    [{ file: 'a', redact: ['event.input.seed'] }, /^audit\.redact\[0\]: found "event.input.seed"/],
    [{ file: 'a', redact: ['event.at'] }, /^audit\.redact\[0\]: found "event.at"/],
    [
      { file: 'a', whenFull: 'drop' },
      /^audit\.whenFull: found "drop", expected 'drop-with-gap', 'stop-link' or 'block'$/,
    ],
    [{ file: 'a', buffer: '2GiB' }, /^audit\.buffer: .*expected a size from 64 KiB to 1 GiB$/],
    [{ file: 'a', blockFor: '2m' }, /^audit\.blockFor: .*expected a duration from 1 ms to 1 minute$/],
    [{ file: 'a', path: 'b' }, /^audit\.path: found the unknown name 'path'/],
  ])('%j is refused', (input, message) => {
    expect(read(input)).toMatch(message);
  });
});
