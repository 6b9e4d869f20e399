import { describe, expect, it } from 'vitest';
import { checkListener } from '../../../src/contract/options/listener.ts';

const check = (answer: unknown, more: object = {}): ReturnType<typeof checkListener> =>
  checkListener({ on: 'tcp://127.0.0.1:0', framing: 'line', answer, ...more });

describe('the answer of a listener without code', () => {
  it.each([
    ['echo', { kind: 'echo' }],
    [{ text: 'ok\\x00' }, { kind: 'bytes', bytes: new Uint8Array([111, 107, 0]) }],
    [{ hex: '0aFF' }, { kind: 'bytes', bytes: new Uint8Array([10, 255]) }],
    [undefined, undefined],
  ])('%j is read', (given, expected) => {
    const checked = check(given);
    expect(checked.ok && checked.value.answer).toEqual(expected);
  });

  it.each([
    ['ecco', '"ecco"'],
    [{ text: 'a', hex: '00' }, ''],
    [{ text: '\\q' }, ''],
    [{ hex: '0' }, ''],
    [{ hex: '00'.repeat(65_537) }, ''],
    [5, '5'],
  ])('%j is refused', (given, found) => {
    const checked = check(given);
    expect(checked.ok).toBe(false);
    if (checked.ok) return;
    expect(checked.problems[0]?.path[0]).toBe('answer');
    expect(checked.problems[0]?.found).toContain(found);
  });

  it('stands in place of onRequest, not beside it', () => {
    const checked = check('echo', { onRequest: () => undefined });
    expect(checked.ok ? [] : checked.problems.map(({ path }) => path.join('.'))).toEqual(['answer']);
  });
});
