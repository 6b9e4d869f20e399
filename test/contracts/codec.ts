/** What every codec keeps to, by what it can do. Each codec's own test calls this with samples of its frames. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Codec } from '../../src/contract/codec.ts';
import { FrameError } from '../../src/contract/errors.ts';
import type { ErrorCode } from '../../src/contract/errors.ts';
import { toHex } from '../../src/contract/options/octets.ts';
import { bytewise, concat, cut, decode, feed, Listener, thrown, wireOf } from '../framing/listen.ts';

export interface CodecSamples {
  /** Frames of several sizes that this codec can say; an empty one is added where it can. */
  readonly frames: readonly Uint8Array[];
  /** Any frame that this codec can say. */
  readonly any: fc.Arbitrary<Uint8Array>;
  /** Takes exactly maxFrame on the wire. */
  readonly largest: Uint8Array;
  /** What it refuses to say, besides an empty frame where that cannot be said. One byte over maxFrame belongs here. */
  readonly unsayable: readonly Uint8Array[];
  /** The beginning of a frame of one byte over maxFrame, as far as it takes to know. `null` where the wire cannot say one. */
  readonly tooLarge: Uint8Array | null;
  /** Beginnings of a stream that are `frame-malformed`. */
  readonly garbage: readonly Uint8Array[];
  /** Bytes that random streams are made of: those that mean something here, so that chance gets further than the first. */
  readonly alphabet: readonly number[];
}

const hex = (frames: readonly Uint8Array[]) => frames.map((frame) => toHex(frame));

const code = (run: () => unknown) => {
  const error = thrown(run);
  return error instanceof FrameError ? error.code : error;
};

export function codecContract(name: string, make: () => Codec, samples: CodecSamples): void {
  describe(`${name}, as every codec`, () => {
    const codec = make();
    const frames = codec.can.empty ? [...samples.frames, new Uint8Array(0), ...samples.frames] : samples.frames;
    const wires = frames.map((frame) => wireOf(codec, frame));

    it('gives back each frame', () => {
      for (const [i, wire] of wires.entries()) {
        expect(decode(codec, [wire]).heard).toEqual({ frames: hex(frames.slice(i, i + 1)), errors: [] });
      }
    });

    it('says nothing of a stream without a byte', () => {
      expect(decode(codec, []).heard).toEqual({ frames: [], errors: [] });
      expect(decode(codec, [new Uint8Array(0)]).heard).toEqual({ frames: [], errors: [] });
    });

    it('takes a frame of the maximum', () => {
      expect(codec.size(samples.largest)).toBe(codec.maxFrame);
      const wire = wireOf(codec, samples.largest);
      const pieces = codec.can.rechunk ? [[wire], bytewise(wire), cut(wire, [3])] : [[wire]];
      for (const cuts of pieces) {
        expect(decode(codec, cuts).heard).toEqual({ frames: [toHex(samples.largest)], errors: [] });
      }
    });

    it('refuses what it cannot say', () => {
      const empty = codec.can.empty ? [] : [new Uint8Array(0)];
      for (const frame of [...samples.unsayable, ...empty]) {
        expect([toHex(frame), code(() => codec.size(frame))]).toEqual([toHex(frame), 'frame-refused']);
      }
    });

    const { tooLarge } = samples;

    if (tooLarge !== null) refusesToTake(codec, tooLarge);
    if (samples.garbage.length > 0) endsWithTheFirstError(codec, samples.garbage, wires, 'frame-malformed');
    if (tooLarge !== null) endsWithTheFirstError(codec, [tooLarge], wires, 'frame-too-large');

    it('keeps two decoders apart', () => {
      const [one, two] = [codec.decoder(), codec.decoder()];
      const [heardOne, heardTwo] = [new Listener(), new Listener()];
      const [first, second] = [wires[0] ?? new Uint8Array(0), wires[1] ?? new Uint8Array(0)];
      const pieces = codec.can.rechunk ? [bytewise(first), bytewise(second)] : [[first], [second]];
      for (let i = 0; i < Math.max(first.length, second.length); i += 1) {
        feed(one, pieces[0]?.slice(i, i + 1) ?? [], heardOne);
        feed(two, pieces[1]?.slice(i, i + 1) ?? [], heardTwo);
      }
      one.end(heardOne);
      two.end(heardTwo);
      expect([heardOne.heard, heardTwo.heard]).toEqual([
        { frames: hex(frames.slice(0, 1)), errors: [] },
        { frames: hex(frames.slice(1, 2)), errors: [] },
      ]);
    });

    it('gives back random frames', () => {
      fc.assert(
        fc.property(samples.any, (frame) => {
          expect(decode(codec, [wireOf(codec, frame)]).heard).toEqual({ frames: [toHex(frame)], errors: [] });
        }),
      );
    });

    if (codec.can.rechunk) keepsFramesWhereverTheStreamIsCut(codec, samples, frames, wires);
    if (!codec.can.endsByFin) takesManyFrames(codec, samples, frames, wires);
    if (codec.can.rechunk && !codec.can.endsByFin) knowsAFrameThatIsNotWhole(codec, frames, wires);
  });
}

function refusesToTake(codec: Codec, tooLarge: Uint8Array) {
  it('refuses to take a frame of one byte over the maximum, before that frame is whole', () => {
    const pieces = codec.can.rechunk ? [[tooLarge], bytewise(tooLarge)] : [[tooLarge]];
    for (const cuts of pieces) {
      const listener = new Listener();
      const decoder = codec.decoder();
      feed(decoder, cuts, listener);
      expect(listener.frames).toEqual([]);
      expect(listener.errors.map((error) => error.code)).toEqual(['frame-too-large']);
      expect(decoder.held).toBe(0);
    }
  });
}

function endsWithTheFirstError(
  codec: Codec,
  untaken: readonly Uint8Array[],
  wires: readonly Uint8Array[],
  expected: ErrorCode,
) {
  it(`takes nothing after ${expected}, and says so once`, () => {
    for (const garbage of untaken) {
      const listener = new Listener();
      const decoder = codec.decoder();
      feed(decoder, [garbage, ...wires, garbage], listener);
      decoder.end(listener);
      const heard = [toHex(garbage), listener.frames, listener.errors.map((error) => error.code)];
      expect(heard).toEqual([toHex(garbage), [], [expected]]);
      expect(listener.errors[0]?.hex).not.toBe('');
      expect(decoder.held).toBe(0);
    }
  });
}

function keepsFramesWhereverTheStreamIsCut(
  codec: Codec,
  samples: CodecSamples,
  frames: readonly Uint8Array[],
  wires: readonly Uint8Array[],
) {
  it('gives back each frame, cut at any one byte, and byte by byte', () => {
    for (const [i, wire] of wires.entries()) {
      const heard = { frames: hex(frames.slice(i, i + 1)), errors: [] };
      expect(decode(codec, bytewise(wire)).heard).toEqual(heard);
      for (let at = 0; at <= wire.length; at += 1) {
        expect(decode(codec, [wire.subarray(0, at), wire.subarray(at)]).heard, `cut at ${String(at)}`).toEqual(heard);
      }
    }
  });

  it('hears the same of any bytes, however they are cut, and never throws', () => {
    const bytes = fc.array(fc.constantFrom(...samples.alphabet), { maxLength: 60 });
    const cuts = fc.array(fc.nat(9), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(bytes, cuts, (stream, sizes) => {
        const whole = Uint8Array.from(stream);
        expect(decode(codec, cut(whole, sizes)).heard).toEqual(decode(codec, [whole]).heard);
      }),
      { numRuns: 200 },
    );
  });
}

function takesManyFrames(
  codec: Codec,
  samples: CodecSamples,
  frames: readonly Uint8Array[],
  wires: readonly Uint8Array[],
) {
  const stream = concat(wires);
  const pieces = codec.can.rechunk ? [stream] : wires;

  it('takes nothing after the sink said stop', () => {
    for (let most = 1; most <= frames.length; most += 1) {
      for (const cuts of codec.can.rechunk ? [pieces, bytewise(stream)] : [pieces]) {
        const listener = new Listener(most);
        const decoder = codec.decoder();
        feed(decoder, cuts, listener);
        feed(decoder, pieces, listener);
        decoder.end(listener);
        expect(listener.heard).toEqual({ frames: hex(frames.slice(0, most)), errors: [] });
        expect(decoder.held).toBe(0);
      }
    }
  });

  it('gives out many frames', () => {
    const rounds = Array.from({ length: 200 }, () => pieces).flat();
    const all = Array.from({ length: 200 }, () => hex(frames)).flat();
    expect(decode(codec, codec.can.rechunk ? [concat(rounds)] : rounds).heard).toEqual({ frames: all, errors: [] });
  });

  it('gives back random frames in a stream cut at random', () => {
    const cuts = fc.array(fc.nat(40), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(samples.any, { minLength: 1, maxLength: 8 }), cuts, (some, sizes) => {
        const each = some.map((frame) => wireOf(codec, frame));
        const heard = decode(codec, codec.can.rechunk ? cut(concat(each), sizes) : each).heard;
        expect(heard).toEqual({ frames: hex(some), errors: [] });
      }),
    );
  });
}

function knowsAFrameThatIsNotWhole(codec: Codec, frames: readonly Uint8Array[], wires: readonly Uint8Array[]) {
  const first = wires[0] ?? new Uint8Array(0);
  const last = wires[1] ?? new Uint8Array(0);

  it('holds what is not a frame yet', () => {
    const listener = new Listener();
    const decoder = codec.decoder();
    for (const wire of wires) {
      for (const [i, piece] of bytewise(wire).entries()) {
        expect(decoder.held).toBe(i);
        feed(decoder, [piece], listener);
      }
      expect(decoder.held).toBe(0);
    }
    expect(listener.frames).toHaveLength(wires.length);
    for (let at = 0; at < last.length; at += 1) {
      const one = codec.decoder();
      feed(one, [concat([first, last.subarray(0, at)])], new Listener());
      expect(one.held).toBe(at);
    }
  });

  it('knows a stream that ends inside a frame, wherever', () => {
    for (let at = 1; at < last.length; at += 1) {
      const stream = concat([first, last.subarray(0, at)]);
      for (const pieces of [[stream], bytewise(stream)]) {
        const { frames: heard, errors } = decode(codec, pieces);
        expect(heard).toEqual(hex(frames.slice(0, 1)));
        expect(errors.map((error) => [error.code, error.offset, error.hex])).toEqual([
          ['frame-truncated', first.length, toHex(last, 0, Math.min(at, 16))],
        ]);
      }
    }
  });

  it('takes nothing after the end of the stream', () => {
    const listener = new Listener();
    const decoder = codec.decoder();
    feed(decoder, [first], listener);
    decoder.end(listener);
    feed(decoder, [first], listener);
    decoder.end(listener);
    expect(listener.heard).toEqual({ frames: hex(frames.slice(0, 1)), errors: [] });
  });
}
