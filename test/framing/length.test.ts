import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FramingInput } from '../../src/contract/options/framing.ts';
import { toHex } from '../../src/contract/options/octets.ts';
import { codecContract } from '../contracts/codec.ts';
import { bytes } from './length-samples.ts';
import { body, bytewise, codec, concat, cut, decode, feed, Listener, thrown, wireOf } from './listen.ts';

type LengthInput = Omit<Extract<FramingInput, { type: 'length' }>, 'type'>;
const length = (input: LengthInput) => codec({ type: 'length', ...input });

const hello = new TextEncoder().encode('HELLO, WORLD');
const helloHex = toHex(hello);

const twoBytes = (value: number, little = false) =>
  little ? Uint8Array.of(value & 255, value >> 8) : Uint8Array.of(value >> 8, value & 255);

/** A whole frame with 3 bytes, a two-byte length of all of it, and a body. */
const whole = (size: number) => concat([bytes('cafe01'), twoBytes(size), body(size - 5)]);

codecContract(
  'uint:2 at offset 3, the whole frame counted, nothing stripped',
  () => length({ bytes: 2, offset: 3, includesHeader: true, strip: false, maxFrame: 64 }),
  {
    frames: [whole(5), whole(6), whole(30)],
    any: fc.integer({ min: 5, max: 64 }).map(whole),
    largest: whole(64),
    unsayable: [whole(65), body(4), concat([whole(30), body(1)]), whole(30).subarray(0, 29), bytes('cafe010004')],
    tooLarge: bytes('cafe010041'),
    garbage: [bytes('cafe010004'), bytes('cafe010000')],
    alphabet: [0, 0, 5, 6, 7, 0xff],
  },
);

/** MQTT's fixed header: one byte of flags, then a varint of what follows. */
const packet = (rest: number) =>
  concat([bytes('30'), rest < 128 ? Uint8Array.of(rest) : Uint8Array.of((rest & 127) | 128, rest >> 7), body(rest)]);

codecContract(
  'varint at offset 1, nothing stripped',
  () => length({ encoding: 'varint', offset: 1, strip: false, maxFrame: 200 }),
  {
    frames: [bytes('c000'), packet(5), packet(127), packet(128)],
    any: fc.integer({ min: 0, max: 197 }).map(packet),
    largest: packet(197),
    unsayable: [packet(198), bytes('30'), bytes('3080'), bytes('308080808000'), concat([packet(5), body(1)])],
    tooLarge: bytes('30c601'),
    garbage: [bytes('3080808080'), bytes('30ffffffff')],
    alphabet: [0x30, 0, 1, 2, 0x80, 0x81],
  },
);

/** Behind the length stand 4 bytes that it does not count, part of the body as we see it. */
codecContract(
  'bcd:2 that leaves out 4 bytes',
  () => length({ encoding: 'bcd', bytes: 2, adjustment: 4, maxFrame: 64 }),
  {
    frames: [body(4), body(5), body(40)],
    any: fc.uint8Array({ minLength: 4, maxLength: 62 }),
    largest: body(62),
    unsayable: [body(0), body(3), body(63)],
    tooLarge: bytes('0059'),
    garbage: [bytes('000a')],
    alphabet: [0, 1, 2, 0x10, 0x0a],
  },
);

describe('the terms of LengthFieldBasedFrameDecoder', () => {
  const cases: readonly [string, LengthInput, string, string][] = [
    ['length of the body, stripped', { bytes: 2 }, `000c${helloHex}`, helloHex],
    ['length of the body, kept', { bytes: 2, strip: false }, `000c${helloHex}`, `000c${helloHex}`],
    ['length of all, by adjustment', { bytes: 2, adjustment: -2 }, `000e${helloHex}`, helloHex],
    ['length of all, by includesHeader', { bytes: 2, includesHeader: true }, `000e${helloHex}`, helloHex],
    [
      'a first header before it',
      { bytes: 3, offset: 2, strip: false },
      `cafe00000c${helloHex}`,
      `cafe00000c${helloHex}`,
    ],
    [
      'another header behind it',
      { bytes: 3, adjustment: 2, strip: false },
      `00000ccafe${helloHex}`,
      `00000ccafe${helloHex}`,
    ],
    [
      'headers on both sides',
      { bytes: 2, offset: 1, adjustment: 1, strip: false },
      `ca000cfe${helloHex}`,
      `ca000cfe${helloHex}`,
    ],
    [
      'headers on both sides, length of all',
      { bytes: 2, offset: 1, adjustment: -3, strip: false },
      `ca0010fe${helloHex}`,
      `ca0010fe${helloHex}`,
    ],
    [
      'headers on both sides, length of all, by includesHeader',
      { bytes: 2, offset: 1, includesHeader: true, strip: false },
      `ca0010fe${helloHex}`,
      `ca0010fe${helloHex}`,
    ],
    ['length of all but two, by both', { bytes: 2, includesHeader: true, adjustment: 2 }, `000c${helloHex}`, helloHex],
  ];

  it.each(cases)('%s', (_, input, wire, frame) => {
    const by = length(input);
    expect(decode(by, [bytes(wire + wire)]).heard).toEqual({ frames: [frame, frame], errors: [] });
    expect(decode(by, bytewise(bytes(wire + wire))).heard).toEqual({ frames: [frame, frame], errors: [] });
    expect(toHex(wireOf(by, bytes(frame)))).toBe(wire);
  });

  it('holds for every width, order and offset, cut at every byte', () => {
    for (let width = 1; width <= 8; width += 1) {
      for (const endian of ['big', 'little'] as const) {
        for (const offset of [0, 1, 7]) {
          const field = new Uint8Array(width);
          field[endian === 'big' ? width - 1 : 0] = 12;
          const frame = concat([body(offset), field, hello]);
          const by = length({ bytes: width, endian, offset, strip: false });
          const stream = concat([frame, frame]);
          for (let at = 0; at <= stream.length; at += 1) {
            const { heard } = decode(by, [stream.subarray(0, at), stream.subarray(at)]);
            expect(heard).toEqual({ frames: [toHex(frame), toHex(frame)], errors: [] });
          }
          expect(by.size(frame)).toBe(frame.length);
        }
      }
    }
  });
});

describe('a length that cannot be', () => {
  it('is malformed when it ends the frame before its own header', () => {
    const by = length({ bytes: 2, includesHeader: true });
    const stream = concat([wireOf(by, hello), bytes('0001')]);
    for (const pieces of [[stream], bytewise(stream), cut(stream, [15, 1])]) {
      const { frames, errors } = decode(by, pieces);
      expect(frames).toEqual([helloHex]);
      expect(errors).toHaveLength(1);
      expect(errors[0]).toMatchObject({ code: 'frame-malformed', hex: '0001', offset: 14 });
      expect(errors[0]?.message).toBe(
        'the length 1 ends the frame before its own header of 2 bytes; at byte 14 of the stream: 0001',
      );
    }
  });

  it('is malformed when the adjustment takes it below zero', () => {
    const by = length({ bytes: 2, adjustment: -10 });
    expect(decode(by, [bytes('0009')]).heard).toEqual({ frames: [], errors: [['frame-malformed', 0]] });
    expect(decode(by, [bytes('000a')]).heard).toEqual({ frames: [''], errors: [] });
  });

  it('is too large by what the adjustment adds, and not by what it takes', () => {
    const more = length({ bytes: 2, adjustment: 10, maxFrame: 30 });
    expect(decode(more, [bytes('0013')]).heard).toEqual({ frames: [], errors: [['frame-too-large', 0]] });
    expect(decode(more, [concat([bytes('0012'), body(28)])]).frames).toHaveLength(1);
    const less = length({ bytes: 2, adjustment: -1000, maxFrame: 30 });
    expect(decode(less, [concat([bytes('0404'), body(28)])]).frames).toHaveLength(1);
    expect(decode(less, [bytes('0405')]).heard).toEqual({ frames: [], errors: [['frame-too-large', 0]] });
    const far = length({ encoding: 'ascii', bytes: 7, adjustment: -1_000_000, maxFrame: 30 });
    expect(decode(far, [concat([new TextEncoder().encode('1000023'), body(23)])]).frames).toHaveLength(1);
    const always = length({ bytes: 8, adjustment: 2 ** 30, maxFrame: 30 });
    for (const header of ['0000000000000000', 'ffffffffffffffff']) {
      expect(decode(always, [bytes(header)]).heard).toEqual({ frames: [], errors: [['frame-too-large', 0]] });
    }
  });

  it('shows the field alone, where it stands behind other bytes of its frame', () => {
    const by = length({ encoding: 'ascii', bytes: 2, offset: 3, strip: false });
    const good = bytes('aabbcc3031ff');
    const stream = concat([good, bytes('aabbcc3078ff')]);
    for (const pieces of [[stream], bytewise(stream)]) {
      const { errors } = decode(by, pieces);
      expect(errors).toHaveLength(1);
      expect(errors[0]).toMatchObject({ code: 'frame-malformed', hex: '3078', offset: 9 });
    }
  });

  it('names what to look at when the frame is too large', () => {
    const { errors } = decode(length({ bytes: 4, maxFrame: '64KiB' }), [new TextEncoder().encode('HTTP/1.1 400')]);
    expect(errors[0]?.message).toBe(
      'the length (4-byte uint) announces a frame over maxFrame, 65536 bytes; at byte 0 of the stream: 48545450',
    );
  });

  it('says how far a truncated frame came', () => {
    const by = length({ bytes: 4 });
    const header = decode(by, [bytes('0000')]).errors[0];
    expect(header?.message).toBe('the stream ended inside the header; at byte 0 of the stream: 0000');
    const inside = decode(by, [bytes('0000000a6162')]).errors[0];
    expect(inside?.message).toBe('the stream ended 6 bytes into a frame of 14; at byte 0 of the stream: 0000000a6162');
  });
});

describe('a frame that is sent whole', () => {
  const by = length({ bytes: 2, offset: 1, strip: false, maxFrame: 64 });

  it.each([
    ['01', 'its 1 bytes end inside the header'],
    ['01000361', 'the length it carries makes it 6 bytes, and it has 4'],
    ['010000ff', 'the length it carries makes it 3 bytes, and it has 4'],
    ['01ffff00', 'in its own header the length (2-byte uint) announces a frame over maxFrame, 64 bytes: ffff'],
  ])('is refused as %s: %s', (frame, why) => {
    const error = thrown(() => by.size(bytes(frame)));
    expect(error).toMatchObject({ code: 'frame-refused', offset: 0, hex: '' });
    expect(String(error)).toContain(why);
  });
});

describe('an empty frame', () => {
  it('can be said where its length can', () => {
    expect(length({ bytes: 2 }).can.empty).toBe(true);
    expect(length({ bytes: 2, includesHeader: true }).can.empty).toBe(true);
    expect(length({ bytes: 2, adjustment: 1 }).can.empty).toBe(false);
    expect(length({ bytes: 1, adjustment: -256 }).can.empty).toBe(false);
    expect(length({ bytes: 1, adjustment: -255 }).can.empty).toBe(true);
    expect(length({ bytes: 2, strip: false }).can.empty).toBe(false);
  });
});

describe('a frame that spans chunks', () => {
  it('is given out of the chunk itself when its header came alone', () => {
    const decoder = length({ bytes: 4 }).decoder();
    const rest = body(100);
    let from: Uint8Array | undefined;
    const sink = {
      frame: (seen: Uint8Array) => {
        from = seen;
        return true;
      },
      malformed: () => undefined,
    };
    decoder.push(bytes('00000064'), sink);
    decoder.push(rest, sink);
    expect(from).toBe(rest);
  });

  it('is followed at once by the frames behind it', () => {
    const by = length({ bytes: 4 });
    const wire = wireOf(by, body(10));
    const stream = concat([wire, wire, wire]);
    const listener = new Listener();
    const decoder = by.decoder();
    feed(decoder, [stream.subarray(0, 6)], listener);
    expect([listener.frames.length, decoder.held]).toEqual([0, 6]);
    feed(decoder, [stream.subarray(6, 40)], listener);
    expect([listener.frames.length, decoder.held]).toEqual([2, 12]);
    feed(decoder, [stream.subarray(40)], listener);
    expect([listener.frames.length, decoder.held]).toEqual([3, 0]);
  });
});
