/** The wire over a `net.Socket`: what tcp, tls and unix share. */
import type { OnReadOpts, Socket } from 'node:net';
import type { Slab } from '../contract/codec.ts';
import type { Fault } from '../contract/faults.ts';
import type { Target, Wire, WireFacts, WireSink } from '../contract/transport.ts';
import { fault } from './fault.ts';
import type { BufferSlab } from './slabs.ts';
import { emptySlab, giveSlab, SLAB, takeSlab } from './slabs.ts';
import { faultOf } from './system-fault.ts';

/**
 * Bytes that the kernel has not taken from which on `commit` answers false: one slab. Beyond it a frame is better off in its
 * owner's queue, where it has a bound, and where it can still expire as `not-sent`.
 */
export const HIGH_WATER = SLAB;

/** What a socket is asked for besides where it goes. */
export interface SocketShape {
  readonly allowHalfOpen: true;
  readonly onread: OnReadOpts;
}

/**
 * Each read is over before the next begins, so all sockets of a thread read into one buffer. It is no `Buffer`: copies
 * that are made of its parts would be Buffers too, at twice the cost.
 */
const shared = new Uint8Array(SLAB);

export class SocketWire implements Wire {
  readonly #target: Pick<Target, 'url' | 'scheme'>;
  /** `null` from `destroy` and `lost` on. */
  #sink: WireSink | null;
  #socket: Socket | null = null;
  /** Ends what goes on before there is a socket. */
  #giveUp: (() => void) | null = null;
  #opened = false;
  /** From `opened` to `end`. */
  #writable = false;
  #ended = false;
  #paused = false;
  #unref = false;

  #slab: BufferSlab = emptySlab;
  /** Where the present reservation began. */
  #base = 0;
  /** Within the data callback, which flushes as it ends. */
  #reading = false;
  /** A flush will come: at the end of the data callback or of this tick. */
  #due = false;
  /** Bytes handed to the socket that the kernel has not taken. While there are any, what is committed gathers in the slab. */
  #queued = 0;
  /** Slabs in which those bytes lie. */
  #lent: BufferSlab[] = [];
  #blocked = false;

  constructor(target: Pick<Target, 'url' | 'scheme'>, sink: WireSink) {
    this.#target = target;
    this.#sink = sink;
  }

  /** For the options of the socket: each side ends by itself; it reads into a shared buffer, without a stream in between. */
  get shape(): SocketShape {
    return { allowHalfOpen: true, onread: { buffer: shared, callback: this.#read } };
  }

  /** There is no socket yet; `giveUp` ends what is under way instead. */
  begin(giveUp: () => void): void {
    this.#giveUp = giveUp;
  }

  /**
   * @param ready the event after which it carries bytes; null: from the next tick on. @param facts is asked once, then.
   */
  attach(socket: Socket, ready: 'connect' | 'secureConnect' | 'secure' | null, facts: () => WireFacts): void {
    this.#giveUp = null;
    this.#socket = socket;
    if (this.#unref) socket.unref();
    if (ready === null) process.nextTick(() => this.#open(facts));
    else socket.once(ready, () => this.#open(facts));
    socket.on('end', () => this.#end());
    // Stays when the sink is gone: an `error` that nobody hears ends the process.
    socket.on('error', (error) => this.lose(faultOf(error, this.#doing())));
    socket.on('close', () => this.#close());
  }

  lose(why: Fault): void {
    const sink = this.#sink;
    if (sink === null) return;
    this.destroy();
    sink.lost(why);
  }

  /** For what is known before `dial` has returned. */
  loseSoon(why: Fault): void {
    process.nextTick(() => this.lose(why));
  }

  reserve(max: number): Slab {
    if (this.#slab.bytes.length - this.#slab.at < max) this.#makeRoom(max);
    this.#base = this.#slab.at;
    return this.#slab;
  }

  commit(bytes: number): boolean {
    const slab = this.#slab;
    if (!this.#writable) {
      slab.at = this.#base;
      return true;
    }
    slab.at = this.#base + bytes;
    if (!this.#due && this.#queued === 0) {
      this.#due = true;
      if (!this.#reading) process.nextTick(this.#flush);
    }
    if (slab.at + this.#queued <= HIGH_WATER) return true;
    this.#blocked = true;
    return false;
  }

  pause(): void {
    this.#paused = true;
    // Not before: a TLS handshake has to read.
    if (this.#opened) this.#socket?.pause();
  }

  resume(): void {
    this.#paused = false;
    if (this.#opened) this.#socket?.resume();
  }

  ref(on: boolean): void {
    this.#unref = !on;
    if (on) this.#socket?.ref();
    else this.#socket?.unref();
  }

  end(): void {
    if (!this.#writable) return;
    this.#writable = false;
    if (this.#slab.at > 0) this.#write();
    this.#socket?.end();
  }

  destroy(): void {
    this.#leave();
    this.#socket?.destroy();
  }

  reset(): void {
    // A socket of TLS or of a file has none of its own.
    const resets = this.#opened && /^tcp:/i.test(this.#target.url);
    this.#leave();
    if (resets) this.#socket?.resetAndDestroy();
    else this.#socket?.destroy();
  }

  #leave(): void {
    this.#sink = null;
    this.#writable = false;
    this.#blocked = false;
    this.#giveUp?.();
    this.#giveUp = null;
    // Slabs are left to the collector: a request of the kernel's may still point into those that were lent, and a caller
    // may be about to write into the one it reserved.
    this.#lent = [];
    this.#slab = emptySlab;
    this.#base = 0;
    this.#queued = 0;
  }

  #open(facts: () => WireFacts): void {
    if (this.#sink === null || this.#socket === null) return;
    this.#opened = true;
    this.#writable = true;
    if (this.#paused) this.#socket.pause();
    this.#sink.opened(facts());
  }

  readonly #read = (bytes: number, buffer: Uint8Array): boolean => {
    if (this.#sink === null) return true;
    this.#reading = true;
    try {
      this.#sink.bytes(bytes === buffer.length ? buffer : buffer.subarray(0, bytes));
    } finally {
      this.#reading = false;
      if (this.#due) this.#flush();
    }
    return true;
  };

  #end(): void {
    // In a TLS handshake: an error follows, which says more.
    if (!this.#opened) return;
    this.#ended = true;
    this.#sink?.ended();
  }

  #close(): void {
    // Both sides have ended: there is nothing to tell.
    if (this.#ended && !this.#writable) this.destroy();
    else this.lose(fault('aborted', `${this.#doing()}: closed without an error`));
  }

  #doing(): string {
    return this.#opened ? this.#target.url : `dial of ${this.#target.url}`;
  }

  #makeRoom(max: number): void {
    if (this.#slab.at > 0) this.#write();
    else if (this.#slab !== emptySlab) giveSlab(this.#slab);
    this.#slab = takeSlab(max);
  }

  readonly #flush = (): void => {
    this.#due = false;
    if (this.#slab.at > 0) this.#write();
  };

  /** Hands the slab to the socket; when the kernel took all of it at once, it is free again. */
  #write(): void {
    const slab = this.#slab;
    const socket = this.#socket;
    if (socket === null) return;
    this.#slab = emptySlab;
    this.#base = 0;
    this.#lent.push(slab);
    socket.write(slab.bytes.subarray(0, slab.at), this.#wrote);
    this.#queued = socket.writableLength;
    if (this.#queued === 0) this.#takeBack();
  }

  /** Told of each write, in a later tick; what counts is whether any is left. */
  readonly #wrote = (): void => {
    if (this.#sink === null || this.#socket === null) return;
    if (this.#queued > 0) {
      this.#queued = this.#socket.writableLength;
      if (this.#queued > 0) return;
      this.#takeBack();
      this.#flush();
    }
    if (!this.#blocked || this.#queued > 0 || this.#slab.at > 0) return;
    this.#blocked = false;
    this.#sink.drained();
  };

  #takeBack(): void {
    for (let slab = this.#lent.pop(); slab !== undefined; slab = this.#lent.pop()) giveSlab(slab);
  }
}
