import { greatestOf } from './length-field.ts';
import type { LengthField } from './length-field.ts';

const upper = '0123456789ABCDEF';

/** The value of an ASCII hex digit, -1 for any other byte. */
function valueOf(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** A length of 1 to 16 zero-padded hex digits. Sent in upper case, as most such peers write it; both cases are taken. */
export class HexField implements LengthField {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly greatest: number;

  constructor(digits: number) {
    this.name = `${String(digits)}-digit hex`;
    this.least = digits;
    this.most = digits;
    this.greatest = greatestOf(16, digits);
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
      const digit = valueOf(bytes[i] as number);
      if (digit < 0) return -1;
      if (length <= limit) length = length * 16 + digit;
    }
    return length;
  }

  write(length: number, bytes: Uint8Array, at: number): void {
    let left = length;
    for (let i = at + this.most - 1; i >= at; i -= 1) {
      bytes[i] = upper.charCodeAt(left % 16);
      left = Math.floor(left / 16);
    }
  }
}
