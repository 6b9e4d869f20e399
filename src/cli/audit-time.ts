/** Times as people give them for a log. */
import { UsageError } from './command.ts';

const DAY_TIME = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?$/;
const ISO = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/** A time of day needs a day: of the times that fit, the one that this function takes. */
type Nearest = (onDay: (days: number) => number) => number;

/**
 * Wall clock, ms since 1970; without a zone, local.
 * @throws UsageError
 */
export function readTime(name: string, text: string, nearest: Nearest, around: number): number {
  const [, hours, minutes, seconds = '0', fraction = '0'] = DAY_TIME.exec(text) ?? [];
  if (hours !== undefined && Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) < 60) {
    const day = new Date(around);
    const ms = Number(fraction.padEnd(3, '0'));
    const time = [Number(hours), Number(minutes), Number(seconds), ms] as const;
    return nearest((days) => new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, ...time).getTime());
  }
  // A date alone would else be taken for UTC.
  const at = ISO.test(text) ? new Date(text.length === 10 ? `${text}T00:00` : text.replace(' ', 'T')).getTime() : NaN;
  if (Number.isNaN(at))
    throw new UsageError(`--${name}: found '${text}', expected a time as '03:12', '03:12:45' or '2026-01-02T03:12:45'`);
  return at;
}

/** The latest that is not after `end`. */
export const before =
  (end: number): Nearest =>
  (onDay) =>
    onDay(0) <= end ? onDay(0) : onDay(-1);

/** The earliest that is not before `start`. */
export const after =
  (start: number): Nearest =>
  (onDay) =>
    onDay(0) >= start ? onDay(0) : onDay(1);

export const isTimeOfDay = (text: string | undefined): boolean => text !== undefined && DAY_TIME.test(text);
