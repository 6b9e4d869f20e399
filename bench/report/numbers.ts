/** Figures as text. */
import type { Spread } from '../run/rounds.ts';

/** Three digits that mean something. */
export const digits = (value: number): string => {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
};

export const middle = ({ median }: Spread): string => digits(median);

export const range = ({ least, most }: Spread): string => `${digits(least)}–${digits(most)}`;
