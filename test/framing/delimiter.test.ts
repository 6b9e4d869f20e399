import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FramingInput } from '../../src/contract/options/framing.ts';
import { toHex } from '../../src/contract/options/octets.ts';
import { codecContract } from '../contracts/codec.ts';
import { bytes } from './length-samples.ts';
import { body, bytewise, codec, concat, cut, decode, thrown, wireOf } from './listen.ts';

type Mark = Extract<FramingInput, { type: 'delimiter' }>['delimiter'];
const delimited = (delimiter: Mark, start?: Mark) =>
  codec({ type: 'delimiter', delimiter, maxFrame: 64, ...(start !== undefined && { start }) });

const text = (characters: string) => new TextEncoder().encode(characters);
/** Frames that hold none of the bytes of the marks below, and some that hold parts of them. */
const plain = fc.uint8Array({ min: 0x40, max: 0x5a, maxLength: 40 });

codecContract('LF', () => delimited('\n'), {
  frames: [text('PING'), text('\r'), body(40)],
  any: plain,
  largest: body(63),
  unsayable: [text('a\nb'), text('\n'), body(64)],
  tooLarge: body(64),
  garbage: [],
  alphabet: [0x0a, 0x0d, 0x41],
});

codecContract('CRLF', () => delimited('\r\n'), {
  frames: [text('+PONG'), text('a\rb\nc\n'), text('\r'), text('\n\r\r')],
  any: fc
    .array(fc.constantFrom(0x0a, 0x0d, 0x41), { maxLength: 20 })
    .map((some) => Uint8Array.from(some))
    .filter((frame) => !toHex(frame).includes('0d0a')),
  largest: body(62),
  unsayable: [text('a\r\nb'), text('\r\n'), body(63)],
  tooLarge: body(64),
  garbage: [],
  alphabet: [0x0a, 0x0d, 0x0d, 0x0a, 0x41],
});

codecContract('STX and ETX', () => delimited({ hex: '03' }, { hex: '02' }), {
  frames: [text('A'), text('BCD'), body(30)],
  any: plain,
  largest: body(62),
  unsayable: [bytes('4103'), bytes('0241'), body(63)],
  tooLarge: concat([bytes('02'), body(63)]),
  garbage: [bytes('03'), bytes('41'), bytes('02410203'), bytes('020203')],
  alphabet: [2, 2, 3, 3, 0x41],
});

codecContract('MLLP', () => delimited({ hex: '1c0d' }, { hex: '0b' }), {
  frames: [text('MSH|^~\\&|'), bytes('411c1c42'), bytes('0d1c')],
  any: plain,
  largest: body(61),
  unsayable: [bytes('411c0d'), bytes('410b'), body(62)],
  tooLarge: concat([bytes('0b'), body(63)]),
  garbage: [bytes('41'), bytes('0b0b1c0d')],
  alphabet: [0x0b, 0x0b, 0x1c, 0x0d, 0x41],
});

codecContract('marks of several bytes', () => delimited('</msg>', '<msg>'), {
  frames: [text('a'), text('</ms'), text('<msg'), text('</msg</ms')],
  any: plain,
  largest: body(53),
  unsayable: [text('</msg>'), text('x<msg>'), body(54)],
  tooLarge: concat([text('<msg>'), body(59)]),
  garbage: [text('<'.repeat(2)), text('<msg><msg></msg>'), text('</msg>')],
  alphabet: [...text('<</msg>>')],
});

codecContract('one mark for both ends', () => delimited({ hex: '7e' }, { hex: '7e' }), {
  frames: [text('A'), text('BC')],
  any: plain,
  largest: body(62),
  unsayable: [bytes('417e'), body(63)],
  tooLarge: concat([bytes('7e'), body(63)]),
  garbage: [bytes('41')],
  alphabet: [0x7e, 0x7e, 0x41],
});

codecContract('a start that ends like the delimiter', () => delimited('ab', 'xxab'), {
  frames: [text('a'), text('b'), text('xxa')],
  any: plain,
  largest: new Uint8Array(58).fill(0x63),
  unsayable: [text('ab'), text('xxab'), new Uint8Array(59).fill(0x63)],
  tooLarge: concat([text('xxab'), new Uint8Array(60).fill(0x63)]),
  garbage: [text('ab'), text('xxxab')],
  alphabet: [...text('xxab')],
});

codecContract('a delimiter that agrees with itself when shifted', () => delimited('abab'), {
  frames: [text('a'), text('abb'), text('aba'), text('b')],
  any: fc
    .array(fc.constantFrom(0x61, 0x62), { maxLength: 12 })
    .map((some) => Uint8Array.from(some))
    // Where the first delimiter of what is sent is its last, nothing ends too early.
    .filter((frame) => toHex(concat([frame, text('abab')])).indexOf(toHex(text('abab'))) === 2 * frame.length),
  largest: concat([body(0), new Uint8Array(60).fill(0x63)]),
  unsayable: [text('abab'), text('cab'), text('ab'), text('xababx')],
  tooLarge: new Uint8Array(64).fill(0x63),
  garbage: [],
  alphabet: [0x61, 0x62, 0x61, 0x62, 0x63],
});

describe('a delimiter', () => {
  it('may be cut anywhere, also where its beginning repeats', () => {
    const by = delimited('\r\n');
    const stream = text('one\r\r\ntwo\n\r\n\r\n');
    const heard = { frames: ['one\r', 'two\n', ''].map((frame) => toHex(text(frame))), errors: [] };
    for (let one = 0; one <= stream.length; one += 1) {
      for (let two = one; two <= stream.length; two += 1) {
        const pieces = [stream.subarray(0, one), stream.subarray(one, two), stream.subarray(two)];
        expect(decode(by, pieces).heard).toEqual(heard);
      }
    }
  });

  it('stands on the wire as it was written', () => {
    expect(toHex(wireOf(delimited('\r\n'), text('PING')))).toBe('50494e470d0a');
    expect(toHex(wireOf(delimited({ hex: '03' }, { hex: '02' }), text('A')))).toBe('024103');
    expect(toHex(wireOf(delimited('\\x1c\\r', '\\x0b'), text('A')))).toBe('0b411c0d');
  });

  it('that a frame contains is named with its place', () => {
    const error = thrown(() => delimited('\r\n').size(text('GET a\r\nGET b')));
    expect(String(error)).toContain('this frame was not sent: it contains the delimiter 0d0a at byte 5');
    const start = thrown(() => delimited({ hex: '03' }, { hex: '02' }).size(bytes('414202')));
    expect(String(start)).toContain('it contains the start 02 at byte 2');
  });

  it('that would begin inside the frame is refused', () => {
    for (const frame of ['ab', 'xab', 'abaab']) {
      expect(thrown(() => delimited('abab').size(text(frame)))).toMatchObject({ code: 'frame-refused' });
    }
    expect(thrown(() => delimited('aa').size(text('xa')))).toMatchObject({ code: 'frame-refused' });
    expect(delimited('abab').size(text('abb'))).toBe(7);
  });

  it('that does not come makes the frame too large at the byte where no room for it is left', () => {
    const by = delimited('\n');
    const fits = concat([body(10), text('\n'), body(63)]);
    for (const pieces of [[fits], bytewise(fits)]) {
      const { errors } = decode(by, pieces);
      expect(errors.map((error) => [error.code, error.offset])).toEqual([['frame-truncated', 11]]);
    }
    const over = concat([body(10), text('\n'), body(64), text('\n')]);
    for (const pieces of [[over], bytewise(over), [over.subarray(0, 40), over.subarray(40)], cut(over, [11, 1, 90])]) {
      const { errors } = decode(by, pieces);
      expect(errors.map((error) => [error.code, error.offset, error.hex])).toEqual([
        ['frame-too-large', 11, toHex(body(16))],
      ]);
    }
  });
});

describe('a start', () => {
  const by = delimited({ hex: '03' }, { hex: '02' });

  it('is missed where other bytes stand between two frames', () => {
    const stream = bytes('02410306024203');
    for (const pieces of [[stream], bytewise(stream)]) {
      const { frames, errors } = decode(by, pieces);
      expect(frames).toEqual(['41']);
      expect(errors.map((error) => [error.code, error.offset])).toEqual([['frame-malformed', 3]]);
      expect(errors[0]?.hex.slice(0, 2)).toBe('06');
    }
  });

  it('inside a frame means that the one before it was never ended', () => {
    const stream = bytes('0241030242024303');
    for (const pieces of [[stream], bytewise(stream)]) {
      const { frames, errors } = decode(by, pieces);
      expect(frames).toEqual(['41']);
      expect(errors.map((error) => [error.code, error.offset, error.hex])).toEqual([['frame-malformed', 5, '0243']]);
    }
  });
});
