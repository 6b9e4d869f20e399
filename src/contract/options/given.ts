/** Values that only code can give: functions, transports, codecs. */
import { z } from 'zod';

/** A value known by a test, left as it is: no wrapper, no copy. */
export function given<T>(test: (value: unknown) => boolean, error: string): z.ZodCustom<T, T> {
  // Of another kind altogether, and not a fault inside: a union's other branches may have been meant.
  return z.custom<T>(test, { error, params: { kind: true } });
}

export const isFunction = (value: unknown): boolean => typeof value === 'function';

/** Has it all of these methods? */
export const hasMethods = (value: unknown, ...names: readonly string[]): boolean =>
  typeof value === 'object' &&
  value !== null &&
  names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function');
