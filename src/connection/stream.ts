/** One epoch: a dial, its socket, what it says. Whatever an older epoch still says ends here, and is counted. */
import type { Codec, Decoder, FrameSink } from '../contract/codec.ts';
import type { FrameError } from '../contract/errors.ts';
import { FrameError as Malformed } from '../contract/errors.ts';
import type { Fault } from '../contract/faults.ts';
import type { Target, Transport, Wire, WireFacts, WireSink } from '../contract/transport.ts';

/** What the connection hears of its present stream. */
export interface StreamOwner {
  /** Is this the stream of the present epoch? */
  owns(stream: Stream): boolean;
  stale(): void;
  opened(facts: WireFacts): void;
  /** Bytes read, whatever they are; told before their frames. */
  read(bytes: number): void;
  /** Valid until it returns. @throws what a function of the user's own throws. */
  frame(bytes: Uint8Array, start: number, end: number): void;
  /** A sign of life that ends no frame: bytes, or none at all. */
  piece(): void;
  /** A frame was begun, and must be whole within partialTimeout. */
  begun(limit: number): void;
  malformed(error: FrameError): void;
  drained(): void;
  ended(): void;
  lost(fault: Fault): void;
  /** A codec or a function of the user's own threw. */
  crash(error: unknown): void;
  now(): number;
}

export class Stream implements WireSink, FrameSink {
  readonly #codec: Codec;
  readonly #owner: StreamOwner;
  readonly #decoder: Decoder;
  #wire: Wire | null = null;
  /** When the frame that is now incomplete was begun; Infinity while there is none. */
  #begun = Infinity;
  #frames = 0;
  /** A half-close is said once. */
  #finished = false;
  #paused = false;

  constructor(codec: Codec, owner: StreamOwner) {
    this.#codec = codec;
    this.#owner = owner;
    this.#decoder = codec.decoder();
  }

  dial(transport: Transport, target: Target, ref: boolean): void {
    this.#wire = transport.dial(target, this);
    if (!ref) this.#wire.ref(false);
  }

  /** Of one who called. */
  adopt(wire: Wire, ref: boolean): void {
    this.#wire = wire;
    if (!ref) wire.ref(false);
  }

  /** @returns false when blocked. @throws what a codec of the user's own throws. */
  write(frame: Uint8Array, size: number): boolean {
    const wire = this.#wire;
    if (wire === null) return true;
    const slab = wire.reserve(size);
    const from = slab.at;
    this.#codec.encode(frame, slab);
    // Beyond what was written the slab holds what others have sent before.
    if (slab.at - from !== size)
      throw new RangeError(`the codec said ${String(size)} bytes and wrote ${String(slab.at - from)}`);
    const flowing = wire.commit(size);
    if (this.#codec.can.endsByFin) this.finish();
    return flowing;
  }

  /** Flush, then FIN. */
  finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#wire?.end();
  }

  /** By RST, where the transport has one. */
  reset(): void {
    const wire = this.#wire;
    this.#wire = null;
    if (wire?.reset === undefined) wire?.destroy();
    else wire.reset();
  }

  /** Our own reader has stopped the socket. */
  get paused(): boolean {
    return this.#paused;
  }

  pause(): void {
    this.#paused = true;
    this.#wire?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#wire?.resume();
    if (this.#begun < Infinity) this.#begin();
  }

  ref(on: boolean): void {
    this.#wire?.ref(on);
  }

  destroy(): void {
    this.#wire?.destroy();
    this.#wire = null;
  }

  /** When the frame that was begun is too old; Infinity while there is none, or while we do not read on. */
  get partialLimit(): number {
    return this.#paused ? Infinity : this.#begun + (this.#codec.partialTimeout ?? Infinity);
  }

  /** This process slept for `ms`: the peer is not to blame. */
  shift(ms: number): void {
    this.#begun += ms;
  }

  stalled(): FrameError {
    return new Malformed(
      'frame-stalled',
      `a frame was begun and not finished within ${String(this.#codec.partialTimeout)} ms; ${String(this.#decoder.held)} bytes of it came`,
    );
  }

  // From the wire.

  opened(facts: WireFacts): void {
    if (this.#mine()) this.#owner.opened(facts);
  }

  bytes(view: Uint8Array): void {
    if (!this.#mine()) return;
    this.#owner.read(view.length);
    if (view.length === 0) {
      this.#owner.piece();
      return;
    }
    this.#frames = 0;
    try {
      this.#decoder.push(view, this);
      if (this.#owner.owns(this)) this.#held(this.#decoder.held);
    } catch (error) {
      this.#owner.crash(error);
    }
  }

  drained(): void {
    if (this.#mine()) this.#owner.drained();
  }

  ended(): void {
    if (!this.#mine()) return;
    this.#owner.read(0);
    // What the stream still holds may be the last frame, or the evidence of a truncated one.
    try {
      this.#decoder.end(this);
    } catch (error) {
      this.#owner.crash(error);
    }
    if (this.#owner.owns(this)) this.#owner.ended();
  }

  lost(fault: Fault): void {
    if (this.#mine()) this.#owner.lost(fault);
  }

  // From the decoder.

  frame(bytes: Uint8Array, start: number, end: number): boolean {
    this.#frames += 1;
    this.#owner.frame(bytes, start, end);
    return this.#owner.owns(this);
  }

  malformed(error: FrameError): void {
    if (this.#owner.owns(this)) this.#owner.malformed(error);
  }

  /** So much of a frame is there, and the rest is not. */
  #held(bytes: number): void {
    if (bytes === 0) {
      this.#begun = Infinity;
      return;
    }
    if (this.#frames > 0 || this.#begun === Infinity) this.#begin();
    if (this.#frames === 0) this.#owner.piece();
  }

  #begin(): void {
    this.#begun = this.#owner.now();
    this.#owner.begun(this.partialLimit);
  }

  #mine(): boolean {
    if (this.#owner.owns(this)) return true;
    this.#owner.stale();
    return false;
  }
}
