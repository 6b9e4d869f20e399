import type { Codec, Decoder, Slab } from '../contract/codec.ts';
import type { FramingOptions } from '../contract/options/framing.ts';
import { toHex } from '../contract/options/octets.ts';
import { DelimiterDecoder } from './delimiter-decoder.ts';
import { fits, refused } from './evidence.ts';
import { endOf, endsWith, shifts } from './mark.ts';

type DelimiterOptions = Extract<FramingOptions, { type: 'delimiter' }>;

const none = new Uint8Array(0);

/** A mark ends each frame, and another may begin it. There is no escaping: a frame that contains a mark is refused. */
export class DelimiterCodec implements Codec {
  readonly can = { empty: true, rechunk: true, endsByFin: false };
  readonly maxFrame: number;
  readonly partialTimeout: number;
  readonly #start: Uint8Array;
  readonly #delimiter: Uint8Array;
  /** Beginnings of the delimiter which, at the end of a frame, would make it end too early. */
  readonly #early: readonly Uint8Array[];

  constructor(options: DelimiterOptions) {
    this.maxFrame = options.maxFrame;
    this.partialTimeout = options.partialTimeout;
    this.#start = options.start ?? none;
    this.#delimiter = options.delimiter;
    this.#early = shifts(options.delimiter).map((length) => options.delimiter.subarray(0, length));
  }

  size(frame: Uint8Array): number {
    this.#without(frame, this.#delimiter, 'delimiter');
    if (this.#start.length > 0) this.#without(frame, this.#start, 'start');
    if (this.#early.some((mark) => endsWith(frame, 0, frame.length, mark))) {
      throw refused(`with its end the delimiter ${toHex(this.#delimiter)} would begin too early`);
    }
    return fits(this.#start.length + frame.length + this.#delimiter.length, this.maxFrame);
  }

  encode(frame: Uint8Array, out: Slab): void {
    for (const part of [this.#start, frame, this.#delimiter]) {
      out.bytes.set(part, out.at);
      out.at += part.length;
    }
  }

  decoder(): Decoder {
    return new DelimiterDecoder(this.#start, this.#delimiter, this.maxFrame);
  }

  #without(frame: Uint8Array, mark: Uint8Array, name: string): void {
    const end = endOf(frame, 0, mark);
    if (end >= 0) throw refused(`it contains the ${name} ${toHex(mark)} at byte ${String(end - mark.length)}`);
  }
}
