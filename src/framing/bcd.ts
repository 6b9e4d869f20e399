import { greatestOf } from './length-field.ts';
import type { LengthField } from './length-field.ts';

/** A decimal length, packed: two digits a byte, the first in the high nibble, in 1 to 8 bytes. */
export class BcdField implements LengthField {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly greatest: number;

  constructor(bytes: number) {
    this.name = `${String(bytes)}-byte bcd`;
    this.least = bytes;
    this.most = bytes;
    this.greatest = greatestOf(100, bytes);
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
      const byte = bytes[i] as number;
      const high = byte >> 4;
      const low = byte & 15;
      if (high > 9 || low > 9) return -1;
      if (length <= limit) length = length * 100 + high * 10 + low;
    }
    return length;
  }

  write(length: number, bytes: Uint8Array, at: number): void {
    let left = length;
    for (let i = at + this.most - 1; i >= at; i -= 1) {
      const pair = left % 100;
      bytes[i] = (Math.floor(pair / 10) << 4) | (pair % 10);
      left = Math.floor(left / 100);
    }
  }
}
