import type { Codec } from '../contract/codec.ts';
import type { FramingOptions } from '../contract/options/framing.ts';
import { BcdField } from './bcd.ts';
import { DelimiterCodec } from './delimiter.ts';
import { DigitField } from './digits.ts';
import { FixedCodec } from './fixed.ts';
import { HexField } from './hex.ts';
import type { LengthField } from './length-field.ts';
import { LengthCodec } from './length.ts';
import type { LengthOptions } from './length.ts';
import { ReadOnceCodec } from './read-once.ts';
import { UintField } from './uint.ts';
import { UntilCloseCodec } from './until-close.ts';
import { VarintField } from './varint.ts';

/** The codec for a framing, complete as the schema gives it. Pure and without state: one serves any number of connections. */
export function codecFor(options: FramingOptions): Codec {
  switch (options.type) {
    case 'length':
      return new LengthCodec(fieldFor(options), options);
    case 'delimiter':
      return new DelimiterCodec(options);
    case 'fixed':
      return new FixedCodec(options);
    case 'until-close':
      return new UntilCloseCodec(options);
    case 'read-once':
      return new ReadOnceCodec(options);
  }
}

function fieldFor({ encoding, bytes, endian }: LengthOptions): LengthField {
  switch (encoding) {
    case 'uint':
      return new UintField(bytes, endian);
    case 'ascii':
      return new DigitField('ascii', bytes, 0x30);
    case 'ebcdic':
      return new DigitField('ebcdic', bytes, 0xf0);
    case 'hex':
      return new HexField(bytes);
    case 'bcd':
      return new BcdField(bytes);
    case 'varint':
      return new VarintField(bytes);
  }
}
