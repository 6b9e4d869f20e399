/** Durations and sizes as people write them: a number, or a number with its unit. */
import { z } from 'zod';
import { HoldfastError } from '../errors.ts';

type Units = Readonly<Record<string, number>>;

const durationUnits = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const sizeUnits = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 } as const;

/** 24 days in ms. Timers end at 2^31 − 1 ms (24.8 days), and the charts keep that very value for a delay that is off. */
export const longestDuration = 24 * durationUnits.d;

/** 1 TiB in bytes. No process holds as much: a greater number is a slip of the unit. */
const greatestSize = 2 ** 40;

const durationText = /^(\d+(?:\.\d+)?) ?(ms|s|m|h|d)$/;
const sizeText = /^(\d+(?:\.\d+)?) ?(B|KiB|MiB|GiB)$/;

const durationExpected = "expected whole milliseconds, or text as '500ms', '30s', '2m', '1h' or '1d'; 24 days at most";
const sizeExpected = "expected whole bytes, or text as '512B', '64KiB', '1MiB' or '1GiB'; 1 TiB at most";

/** `null` for what is no such quantity. Fractions are taken where they come out whole: '1.5s' is 1500. */
function quantity(value: number | string, text: RegExp, units: Units, most: number): number | null {
  const exact = typeof value === 'number' ? value : fromText(text.exec(value), units);
  const whole = Math.round(exact);
  // 1.1 × 1000 need not be 1100 in binary, so "whole" allows for the last bits.
  return Math.abs(exact - whole) < 1e-6 && whole >= 0 && whole <= most ? whole : null;
}

const fromText = (match: RegExpExecArray | null, units: Units): number =>
  Number(match?.[1] ?? NaN) * (units[match?.[2] ?? ''] ?? NaN);

const asDuration = (value: number | string): number | null =>
  quantity(value, durationText, durationUnits, longestDuration);
const asSize = (value: number | string): number | null => quantity(value, sizeText, sizeUnits, greatestSize);

function required(name: string, value: number | string, found: number | null, expected: string): number {
  if (found !== null) return found;
  throw new HoldfastError('option-invalid', `${JSON.stringify(value)} is no ${name}: ${expected}`);
}

/**
 * A duration in ms: from whole milliseconds, or from text as '500ms', '30s', '2m', '1h', '1d'.
 * @throws HoldfastError `option-invalid` for anything else, and beyond 24 days.
 */
export const parseDuration = (value: number | string): number =>
  required('duration', value, asDuration(value), durationExpected);

/**
 * A size in bytes: from whole bytes, or from text as '512B', '64KiB', '1MiB', '1GiB'.
 * @throws HoldfastError `option-invalid` for anything else, and beyond 1 TiB.
 */
export const parseSize = (value: number | string): number => required('size', value, asSize(value), sizeExpected);

function quantitySchema(text: RegExp, most: number, error: string, read: (value: number | string) => number | null) {
  return z
    .union([z.int({ error }).min(0, { error }).max(most, { error }), z.string().regex(text, { error })], { error })
    .transform((value, context) => {
      const found = read(value);
      if (found !== null) return found;
      context.addIssue({ code: 'custom', message: error, input: value });
      return z.NEVER;
    });
}

/** In: ms, or text with a unit. Out: ms. A default is given with `.prefault('30s')`; `.default` would skip the conversion. */
export const duration = quantitySchema(durationText, longestDuration, durationExpected, asDuration);

/** In: bytes, or text with a unit. Out: bytes. A default is given with `.prefault('1MiB')`. */
export const size = quantitySchema(sizeText, greatestSize, sizeExpected, asSize);
