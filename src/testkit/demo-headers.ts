/** Lengths in front as the field writes them: ASCII digits, BCD, EBCDIC digits. Whoever speaks so answers with the same message. */
import { MOST_BYTES, reading } from './speech.ts';
import type { Speech } from './speech.ts';

const headed = (size: number, read: (header: Buffer) => number, write: (length: number) => Buffer): Speech => ({
  reader: () =>
    reading((held) => {
      if (held.length < size) return null;
      const end = size + read(held.subarray(0, size));
      // Also of what are no digits, for which `read` gives NaN.
      if (!(end <= MOST_BYTES)) throw new RangeError(`no length: ${held.toString('hex', 0, size)}`);
      return held.length < end ? null : { start: size, end, next: end };
    }),
  frame: (message) => Buffer.concat([write(message.length), message]),
  answer: (message) => message,
});

/** A digit or NaN: `Number('')` would be 0. */
const decimal = (digits: string): number => (/^\d+$/.test(digits) ? Number(digits) : NaN);
const digits = (length: number, places: number): string => String(length).padStart(places, '0');

/** Four decimal digits in ASCII. */
export const asciiHeaded = headed(
  4,
  (header) => decimal(header.toString('latin1')),
  (length) => Buffer.from(digits(length, 4), 'latin1'),
);

/** Two bytes with two decimal digits each. */
export const bcdHeaded = headed(
  2,
  (header) => decimal(header.toString('hex')),
  (length) => Buffer.from(digits(length, 4), 'hex'),
);

/** Four decimal digits in EBCDIC, F0 to F9. */
export const ebcdicHeaded = headed(
  4,
  (header) => decimal(header.toString('hex').replace(/f(.)/g, '$1')),
  (length) => Buffer.from(digits(length, 4).replace(/./g, 'f$&'), 'hex'),
);
