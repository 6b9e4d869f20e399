/** Bounded quantities. Each tells as a whole what it expects, so that a message needs no second look at the documentation. */
import { z } from 'zod';
import { duration } from './units.ts';
import { inUnits } from './words.ts';

const grouped = (n: number): string => n.toLocaleString('en-GB');

export function count(min: number, max: number): z.ZodInt {
  const error = `a whole number from ${grouped(min)} to ${grouped(max)}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

export function fraction(min: number, max: number): z.ZodNumber {
  const error = `a number from ${String(min)} to ${String(max)}`;
  return z.number({ error }).min(min, { error }).max(max, { error });
}

/** A duration within bounds, in ms. `why` follows in the message. */
export function durationFrom(min: number, why: string): typeof duration {
  return duration.refine((ms) => ms >= min, { error: `at least ${inUnits(min)}: ${why}` });
}
