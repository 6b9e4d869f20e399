import { greatestOf } from './length-field.ts';
import type { LengthField } from './length-field.ts';

/** A decimal length of 1 to 16 zero-padded digits, one a byte, that follow one another from `zero`: 30 in ASCII, F0 in EBCDIC. */
export class DigitField implements LengthField {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly greatest: number;
  readonly #zero: number;

  constructor(name: string, digits: number, zero: number) {
    this.name = `${String(digits)}-digit ${name}`;
    this.least = digits;
    this.most = digits;
    this.greatest = greatestOf(10, digits);
    this.#zero = zero;
  }

  widthAt(_bytes: Uint8Array, at: number, end: number): number {
    return end - at < this.most ? 0 : this.most;
  }

  widthOf(): number {
    return this.most;
  }

  read(bytes: Uint8Array, at: number, width: number, limit: number): number {
    let length = 0;
    for (let i = at; i < at + width; i += 1) {
      const digit = (bytes[i] as number) - this.#zero;
      if (digit < 0 || digit > 9) return -1;
      if (length <= limit) length = length * 10 + digit;
    }
    return length;
  }

  write(length: number, bytes: Uint8Array, at: number): void {
    let left = length;
    for (let i = at + this.most - 1; i >= at; i -= 1) {
      bytes[i] = this.#zero + (left % 10);
      left = Math.floor(left / 10);
    }
  }
}
