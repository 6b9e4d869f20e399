import { describe, expect, test } from 'vitest';
import { resolveSupervise } from '../../../src/contract/options/supervise.ts';
import type { SuperviseInput } from '../../../src/contract/options/supervise.ts';

describe('options of supervise()', () => {
  test('all have defaults', () => {
    const whole = { dials: { perTarget: 16, total: 256, rate: 2_000 }, engine: 'compiled' };
    expect(resolveSupervise()).toEqual(whole);
    expect(resolveSupervise({ dials: {} })).toEqual(whole);
    expect(resolveSupervise({ dials: { rate: 5 }, engine: 'interpreted' })).toEqual({
      dials: { perTarget: 16, total: 256, rate: 5 },
      engine: 'interpreted',
    });
  });

  test.each(['audit', 'restart', 'groups', 'strategy', 'intensity', 'inspect'])('%s is not built yet', (name) => {
    expect(() => resolveSupervise({ [name]: {} })).toThrow(
      expect.objectContaining({
        code: 'option-unavailable',
        message: `supervise(): ${name}: found an option that is known, and not built yet, expected it left out`,
      }),
    );
  });

  test.each<[object, string]>([
    [{ dial: {} }, "dial: found the unknown name 'dial', expected 'dials'"],
    [{ dials: { total: 0 } }, 'dials.total: found 0, expected a whole number from 1 to 4,096'],
    [{ engine: 'fast' }, "engine: found \"fast\", expected 'compiled' or 'interpreted'"],
  ])('%j is refused', (input, message) => {
    expect(() => resolveSupervise(input as SuperviseInput)).toThrow(
      expect.objectContaining({ code: 'option-invalid', message: `supervise(): ${message}` }),
    );
  });
});
