import type { Codec, CodecTraits, Decoder, Slab } from '../contract/codec.ts';
import type { FramingOptions } from '../contract/options/framing.ts';
import { toHex } from '../contract/options/octets.ts';
import { fits, refused } from './evidence.ts';
import { LengthDecoder } from './length-decoder.ts';
import type { LengthField } from './length-field.ts';
import { LengthHeader } from './length-header.ts';

export type LengthOptions = Extract<FramingOptions, { type: 'length' }>;

/** A header says how long each frame is. Frames are bodies (`strip`), or whole and then carry their own length. */
export class LengthCodec implements Codec {
  readonly can: CodecTraits;
  readonly maxFrame: number;
  readonly partialTimeout: number;
  readonly #header: LengthHeader;
  readonly #strip: boolean;

  constructor(field: LengthField, options: LengthOptions) {
    this.maxFrame = options.maxFrame;
    this.partialTimeout = options.partialTimeout;
    this.#header = new LengthHeader(field, options);
    this.#strip = options.strip;
    const ofNothing = this.#header.lengthFor(0, this.#header.least);
    const empty = options.strip && ofNothing >= 0 && ofNothing <= field.greatest;
    this.can = { empty, rechunk: true, endsByFin: false };
  }

  size(frame: Uint8Array): number {
    return this.#strip ? this.#sizeOfBody(frame.length) : this.#sizeOfWhole(frame);
  }

  encode(frame: Uint8Array, out: Slab): void {
    if (this.#strip) {
      const head = this.#headFor(frame.length);
      this.#header.field.write(this.#header.lengthFor(frame.length, head), out.bytes, out.at);
      out.at += head;
    }
    out.bytes.set(frame, out.at);
    out.at += frame.length;
  }

  decoder(): Decoder {
    return new LengthDecoder(this.#header, this.#strip);
  }

  /** A stripped header has nothing before its field, and a field of varying width counts without the header. */
  #headFor(body: number): number {
    const { field } = this.#header;
    return field.least === field.most ? field.most : field.widthOf(this.#header.lengthFor(body, 0));
  }

  #sizeOfBody(body: number): number {
    const { field } = this.#header;
    const head = this.#headFor(body);
    const length = this.#header.lengthFor(body, head);
    if (length < 0) throw refused(`with this adjustment its length would be ${String(length)}`);
    if (length > field.greatest) {
      throw refused(`its length is ${String(length)}, and a ${field.name} says ${String(field.greatest)} at most`);
    }
    return fits(head + body, this.maxFrame);
  }

  #sizeOfWhole(frame: Uint8Array): number {
    const head = this.#header.headAt(frame, 0, frame.length);
    if (head === 0) throw refused(`its ${String(frame.length)} bytes end inside the header`);
    const total = this.#header.totalAt(frame, 0, head);
    if (total === frame.length) return total;
    if (total < 0) {
      const { what, from, to } = this.#header.problemAt(frame, 0, head);
      throw refused(`in its own header ${what}: ${toHex(frame, from, to)}`);
    }
    throw refused(`the length it carries makes it ${String(total)} bytes, and it has ${String(frame.length)}`);
  }
}
