import { greatestOf } from './length-field.ts';
import type { LengthField } from './length-field.ts';

/**
 * A length in base 128, least significant seven bits first, the high bit set on all bytes but the last (Protocol Buffers,
 * "Base 128 Varints"; MQTT 5, 1.5.5). One that is padded within `most` bytes is taken, since writers that reserve room
 * for it pad; a longer one is malformed. Sent without padding.
 */
export class VarintField implements LengthField {
  readonly name: string;
  readonly least = 1;
  readonly most: number;
  readonly greatest: number;

  /** @param most 1 to 5, the most bytes allowed. */
  constructor(most: number) {
    this.name = `varint of at most ${String(most)} bytes`;
    this.most = most;
    this.greatest = greatestOf(128, most);
  }

  widthAt(bytes: Uint8Array, at: number, end: number): number {
    for (let width = 1; width <= this.most; width += 1) {
      if (at + width > end) return 0;
      if ((bytes[at + width - 1] as number) < 0x80) return width;
    }
    return this.most;
  }

  widthOf(length: number): number {
    let width = 1;
    for (let left = length; left >= 128; left /= 128) width += 1;
    return width;
  }

  read(bytes: Uint8Array, at: number, width: number): number {
    let length = 0;
    let factor = 1;
    // At most 35 bits: exact, so no limit is needed here.
    for (let i = at; i < at + width; i += 1) {
      const byte = bytes[i] as number;
      length += (byte & 0x7f) * factor;
      if (byte < 0x80) return length;
      factor *= 128;
    }
    return -1;
  }

  write(length: number, bytes: Uint8Array, at: number): void {
    let left = length;
    let to = at;
    for (; left >= 128; to += 1) {
      bytes[to] = (left % 128) | 0x80;
      left = Math.floor(left / 128);
    }
    bytes[to] = left;
  }
}
