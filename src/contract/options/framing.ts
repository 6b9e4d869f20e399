/** The schema of `framing`: how a stream of bytes is cut into frames. The one source of its types, defaults and limits. */
import { z } from 'zod';
import { bytesOf } from './octets.ts';
import { duration, size } from './units.ts';

/** 1 GiB in bytes. A frame is handed over whole, and offsets up to here are small integers for the engine. */
export const greatestFrame = 2 ** 30;

const maxFrame = size
  .refine((bytes) => bytes >= 1 && bytes <= greatestFrame, { error: 'expected a size from 1 byte to 1GiB' })
  .prefault('1MiB')
  .describe(
    'The most a whole frame may take on the wire, header or delimiters included; bytes or text as 64KiB. ' +
      'Limited because a frame is held in memory whole: checked before anything is allocated, at most 1GiB.',
  );

const partialTimeout = duration
  .refine((ms) => ms >= 1, { error: 'expected a duration of at least 1 ms' })
  .prefault('10s')
  .describe(
    'How old a frame that was begun and not finished may grow; ms or text as 10s. ' +
      'Limited because a peer that stops inside a frame would otherwise hold memory, and the line, for ever.',
  );

const lengthFields = {
  type: z.literal('length').describe('A header says how long each frame is.'),
  encoding: z
    .enum(['uint', 'ascii', 'hex', 'bcd', 'ebcdic', 'varint'])
    .default('uint')
    .describe(
      'How the header writes the length: uint (binary), ascii (decimal digits, zero-padded), hex (hex digits; upper case is sent, ' +
        'both are taken), bcd (two decimal digits a byte), ebcdic (digits F0 to F9), varint (base 128, least significant first, as Protocol Buffers and MQTT).',
    ),
  bytes: z
    .int()
    .min(1)
    .max(16)
    .optional()
    .describe(
      'Bytes the length takes in the header: uint and bcd 1 to 8, ascii, hex and ebcdic 1 to 16; for varint the most allowed, 1 to 5, default 4. ' +
        'Limited to 8 binary bytes or 16 digits: no length up to 1GiB needs more.',
    ),
  endian: z
    .enum(['big', 'little'])
    .default('big')
    .describe('Order of the bytes of a uint length; the other encodings have one order only.'),
  offset: z
    .int()
    .min(0)
    .max(1024)
    .default(0)
    .describe(
      'Bytes of the frame before its length; over 0 needs strip: false. ' +
        'At most 1024, because that much is gathered before the length, and with it maxFrame, can be judged.',
    ),
  adjustment: z
    .int()
    .min(-greatestFrame)
    .max(greatestFrame)
    .default(0)
    .describe(
      'Added to the length that was read to give the bytes that follow it (Netty: lengthAdjustment). At most 1GiB either way, as a frame is.',
    ),
  includesHeader: z
    .boolean()
    .default(false)
    .describe(
      'The length counts the header too (offset + bytes); the same as an adjustment of minus the header. Not for varint.',
    ),
  strip: z
    .boolean()
    .default(true)
    .describe(
      'true: frames are bodies, the header is taken off and put on. false: frames are whole, header included, both ways, ' +
        'and what is sent must carry its own right length.',
    ),
  maxFrame,
  partialTimeout,
};

const mostBytes = { uint: 8, bcd: 8, ascii: 16, hex: 16, ebcdic: 16, varint: 5 } as const;

const lengthFraming = z.strictObject(lengthFields).transform((given, context) => {
  const refuse = (path: keyof typeof lengthFields, message: string): void => {
    context.addIssue({ code: 'custom', path: [path], message, input: given[path] });
  };
  const bytes = given.bytes ?? 4;
  if (given.bytes === undefined && given.encoding !== 'varint') {
    refuse('bytes', `expected how many bytes the ${given.encoding} length takes`);
  }
  if (bytes > mostBytes[given.encoding]) {
    refuse('bytes', `expected 1 to ${String(mostBytes[given.encoding])} bytes for a length in ${given.encoding}`);
  }
  if (given.endian === 'little' && given.encoding !== 'uint') {
    refuse('endian', `little is for uint; a length in ${given.encoding} has one order only`);
  }
  if (given.offset > 0 && given.strip) {
    refuse('strip', 'expected false with an offset over 0: the bytes before the length would be lost');
  }
  if (given.includesHeader && given.encoding === 'varint') {
    refuse('includesHeader', 'expected false for varint, whose own size depends on the length it says');
  }
  if (given.offset + bytes > given.maxFrame) {
    refuse('maxFrame', `expected at least the header of ${String(given.offset + bytes)} bytes`);
  }
  return { ...given, bytes };
});

/** A search for the delimiter looks back by its length at each candidate, so that a bound on it keeps scanning linear. */
const marker = bytesOf(1, 32);

const delimiterFraming = z
  .strictObject({
    type: z.literal('delimiter').describe('Each frame ends with a mark, which is no part of it.'),
    delimiter: marker.describe(
      'What ends a frame: text, where \\r \\n \\t \\0 \\\\ and \\xHH are escapes, or { hex }. Frames may not contain it. ' +
        '1 to 32 bytes: a longer one would make the search for it slow.',
    ),
    start: marker
      .optional()
      .describe(
        'What begins a frame, written as delimiter is; default none. Anything else between two frames, and a second start inside one, is malformed. ' +
          '1 to 32 bytes, as delimiter.',
      ),
    maxFrame,
    partialTimeout,
  })
  .refine((given) => given.delimiter.length + (given.start?.length ?? 0) <= given.maxFrame, {
    path: ['maxFrame'],
    error: 'expected at least the bytes of delimiter and start',
  });

const fixedFraming = z.strictObject({
  type: z.literal('fixed').describe('Every frame has the same size.'),
  size: size
    .refine((bytes) => bytes >= 1 && bytes <= greatestFrame, { error: 'expected a size from 1 byte to 1GiB' })
    .describe(
      'Bytes of each frame, or text as 4KiB. At most 1GiB, because a frame is held in memory whole; it is maxFrame as well.',
    ),
  partialTimeout,
});

const untilCloseFraming = z.strictObject({
  type: z
    .literal('until-close')
    .describe('The end of the stream ends its one frame; to send is to write and half-close.'),
  maxFrame,
});

const readOnceFraming = z.strictObject({
  type: z
    .literal('read-once')
    .describe('Whatever one read returns is a frame: for datagrams, and peers that send little and wait.'),
  maxFrame,
});

/** How a stream of bytes is cut into frames, chosen by `type`. */
export const framing = z.discriminatedUnion('type', [
  lengthFraming,
  delimiterFraming,
  fixedFraming,
  untilCloseFraming,
  readOnceFraming,
]);

/** As users write it. */
export type FramingInput = z.input<typeof framing>;

/** Complete: sizes in bytes, durations in ms, marks as bytes. */
export type FramingOptions = z.output<typeof framing>;
