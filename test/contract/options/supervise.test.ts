import { describe, expect, test } from 'vitest';
import { resolveGroup, resolveSupervise, resolveWorker } from '../../../src/contract/options/supervise.ts';
import type { GroupInput } from '../../../src/contract/options/restart.ts';
import type { SuperviseInput } from '../../../src/contract/options/supervise.ts';

describe('options of supervise()', () => {
  test('all have defaults', () => {
    const intensity = { restarts: 1, within: 5_000 };
    const whole = { chaos: false, dials: { perTarget: 16, total: 256, rate: 2_000 }, intensity, engine: 'compiled' };
    expect(resolveSupervise()).toEqual(whole);
    expect(resolveSupervise({ dials: {} })).toEqual(whole);
    expect(resolveSupervise({ dials: { rate: 5 }, engine: 'interpreted' })).toEqual({
      chaos: false,
      dials: { perTarget: 16, total: 256, rate: 5 },
      intensity,
      engine: 'interpreted',
    });
  });

  test.each<[object, string]>([
    [{ dial: {} }, "dial: found the unknown name 'dial', expected 'dials'"],
    [{ dials: { total: 0 } }, 'dials.total: found 0, expected a whole number from 1 to 4,096'],
    [{ intensity: { restarts: -1 } }, 'intensity.restarts: found -1, expected a whole number from 0 to 1,000'],
    [
      { intensity: { within: 0 } },
      'intensity.within: found 0, expected at least 1ms: a window of no length would hold nothing back',
    ],
    [{ engine: 'fast' }, "engine: found \"fast\", expected 'compiled' or 'interpreted'"],
  ])('%j is refused', (input, message) => {
    expect(() => resolveSupervise(input as SuperviseInput)).toThrow(
      expect.objectContaining({ code: 'option-invalid', message: `supervise(): ${message}` }),
    );
  });
});

describe('options of a group and of a worker', () => {
  test('have OTP’s defaults', () => {
    expect(resolveGroup('settlement')).toEqual({
      strategy: 'one-for-one',
      intensity: { restarts: 1, within: 5_000 },
      restart: 'permanent',
    });
    expect(resolveWorker('cache')).toEqual({ restart: 'transient', shutdown: 5_000 });
  });

  test('are refused with the name of who has them', () => {
    expect(() => resolveGroup('settlement', { strategy: 'all' } as unknown as GroupInput)).toThrow(
      "settlement: strategy: found \"all\", expected 'one-for-one', 'one-for-all' or 'rest-for-one'",
    );
    expect(() => resolveWorker('cache', { shutdown: 'soon' })).toThrow('cache: shutdown: found "soon"');
  });
});
