/** The wire to one sender of datagrams, over a socket that all of them share. */
import type { Slab } from '../contract/codec.ts';
import type { Fault } from '../contract/faults.ts';
import type { AcceptSink, Wire } from '../contract/transport.ts';
import { plain } from './messages.ts';
import { faultOf } from './system-fault.ts';

/** The socket, as its peers see it. */
export interface DatagramPort {
  /** As the kernel says: `0.0.0.0:7000`. */
  readonly address: string;
  reserve(max: number): Slab;
  /** What was written since `reserve` goes nowhere. */
  drop(): void;
  /** @returns false when the socket takes no more for now. `peer.sent` is told, in a later tick. */
  send(bytes: number, peer: PeerWire): boolean;
  /** Asks for room to hold a datagram for a peer that holds `held` bytes already. */
  hold(bytes: number, held: number): boolean;
  release(bytes: number): void;
  /** @param inOrder both sides had ended */
  left(peer: PeerWire, inOrder: boolean): void;
}

export class PeerWire implements Wire {
  /** `127.0.0.1:40312`. */
  readonly remote: string;
  readonly address: string;
  readonly port: number;
  readonly #home: DatagramPort;
  readonly #url: string;
  /** `null` from `destroy` and `lost` on. */
  #sink: AcceptSink | null;
  #opened = false;
  /** From `opened` to `end`. */
  #writable = false;
  #closed = false;
  #blocked = false;
  #paused = false;
  #unsent = 0;
  readonly #held: Buffer[] = [];
  #heldBytes = 0;

  constructor(
    home: DatagramPort,
    from: { readonly remote: string; readonly address: string; readonly port: number },
    sink: AcceptSink,
  ) {
    this.remote = from.remote;
    this.address = from.address;
    this.port = from.port;
    this.#home = home;
    this.#url = `udp://${from.remote}`;
    this.#sink = sink;
    process.nextTick(() => this.#open());
  }

  reserve(max: number): Slab {
    return this.#home.reserve(max);
  }

  commit(bytes: number): boolean {
    if (!this.#writable) {
      this.#home.drop();
      return true;
    }
    this.#unsent += 1;
    if (this.#home.send(bytes, this)) return true;
    this.#blocked = true;
    return false;
  }

  /** The socket reads for all of them: what comes for this one is held. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    if (this.#held.length > 0) process.nextTick(this.#readHeld);
  }

  /** The socket is its listener's. */
  ref(): void {}

  /** The peer hears nothing of it. */
  end(): void {
    if (!this.#writable) return;
    this.#writable = false;
    if (this.#unsent === 0) process.nextTick(() => this.#close());
  }

  destroy(): void {
    if (this.#sink === null) return;
    this.#sink = null;
    this.#writable = false;
    this.#held.length = 0;
    this.#home.release(this.#heldBytes);
    this.#heldBytes = 0;
    this.#home.left(this, this.#closed);
  }

  lose(why: Fault): void {
    const sink = this.#sink;
    if (sink === null) return;
    this.destroy();
    sink.lost(why);
  }

  /** From the socket. */
  deliver(datagram: Buffer): void {
    if (this.#sink === null) return;
    if (this.#opened && !this.#paused && this.#held.length === 0) this.#sink.bytes(plain(datagram));
    else if (this.#home.hold(datagram.length, this.#heldBytes)) {
      this.#held.push(datagram);
      this.#heldBytes += datagram.length;
    }
  }

  /** One datagram was handed to the kernel, or was not. */
  sent(error: Error | null): void {
    this.#unsent -= 1;
    if (this.#sink === null) return;
    if (error !== null) this.lose(faultOf(error, this.#url));
    else if (this.#unsent === 0) this.#flushed();
  }

  #flushed(): void {
    if (!this.#writable) this.#close();
    else if (this.#blocked) {
      this.#blocked = false;
      this.#sink?.drained();
    }
  }

  #open(): void {
    if (this.#sink === null) return;
    this.#opened = true;
    this.#writable = true;
    this.#sink.opened({ local: this.#home.address, remote: this.remote, keepalive: null });
    this.#readHeld();
  }

  #close(): void {
    this.#closed = true;
    this.#sink?.closed();
  }

  readonly #readHeld = (): void => {
    while (!this.#paused && this.#sink !== null) {
      const datagram = this.#held.shift();
      if (datagram === undefined) return;
      this.#heldBytes -= datagram.length;
      this.#home.release(datagram.length);
      this.#sink.bytes(plain(datagram));
    }
  };
}
