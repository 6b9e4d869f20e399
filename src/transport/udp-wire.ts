/** The wire over a connected `dgram.Socket`: each commit is a datagram, each datagram a chunk. */
import type { RemoteInfo, Socket } from 'node:dgram';
import type { Slab } from '../contract/codec.ts';
import type { Fault } from '../contract/faults.ts';
import type { Target, Wire, WireSink } from '../contract/transport.ts';
import type { Dialling } from './internet.ts';
import { endOf } from './internet.ts';
import { Messages, plain } from './messages.ts';
import { SLAB } from './slabs.ts';
import { faultOf } from './system-fault.ts';

/** Bytes of datagrams held while paused: what Linux holds for a socket (net.core.rmem_default). Beyond it they are lost, as there. */
const MOST_HELD = 212_992;

export class UdpWire implements Wire, Dialling {
  readonly #target: Target;
  /** `null` from `destroy`, `lost` and `ended` on. */
  #sink: WireSink | null;
  #socket: Socket | null = null;
  /** Ends what goes on before there is a socket. */
  #giveUp: (() => void) | null = null;
  #opened = false;
  /** From `opened` to `end`. */
  #writable = false;
  #unref = false;
  #blocked = false;
  readonly #messages = new Messages();
  #peer = { address: '', port: 0 };

  #paused = false;
  #held: Buffer[] = [];
  #heldBytes = 0;

  constructor(target: Target, sink: WireSink) {
    this.#target = target;
    this.#sink = sink;
  }

  begin(giveUp: () => void): void {
    this.#giveUp = giveUp;
  }

  /** Connects it: the kernel then takes datagrams of this peer alone, and tells when nobody listens there. */
  attach(socket: Socket, address: string): void {
    this.#giveUp = null;
    this.#socket = socket;
    if (this.#unref) socket.unref();
    // Stays when the sink is gone: an `error` that nobody hears ends the process.
    socket.on('error', (error) => this.lose(faultOf(error, this.#doing())));
    socket.on('message', this.#read);
    socket.once('connect', () => this.#open(socket));
    const { port, socket: options } = this.#target;
    const from = {
      exclusive: true,
      port: options.localPort ?? 0,
      ...(options.localAddress === undefined ? {} : { address: options.localAddress }),
    };
    socket.bind(from, () => {
      if (this.#sink !== null) socket.connect(port, address);
    });
  }

  lose(why: Fault): void {
    const sink = this.#sink;
    if (sink === null) return;
    this.destroy();
    sink.lost(why);
  }

  loseSoon(why: Fault): void {
    process.nextTick(() => this.lose(why));
  }

  reserve(max: number): Slab {
    return this.#messages.reserve(max);
  }

  commit(bytes: number): boolean {
    const socket = this.#socket;
    if (!this.#writable || socket === null) {
      this.#messages.drop();
      return true;
    }
    socket.send(this.#messages.message(bytes), this.#sent);
    if (socket.getSendQueueSize() <= SLAB) return true;
    this.#blocked = true;
    return false;
  }

  /** A socket of datagrams cannot be paused: what comes is held. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    if (this.#held.length > 0) process.nextTick(this.#readHeld);
  }

  ref(on: boolean): void {
    this.#unref = !on;
    if (on) this.#socket?.ref();
    else this.#socket?.unref();
  }

  /** The peer hears nothing of it. Once all is sent the socket is closed, and both sides have ended. */
  end(): void {
    if (!this.#writable) return;
    this.#writable = false;
    if (this.#messages.idle) this.#finish();
  }

  destroy(): void {
    this.#sink = null;
    this.#writable = false;
    this.#giveUp?.();
    this.#giveUp = null;
    this.#messages.forget();
    this.#held = [];
    this.#socket?.close();
    this.#socket = null;
  }

  #open(socket: Socket): void {
    if (this.#sink === null) return;
    this.#opened = true;
    this.#writable = true;
    const local = socket.address();
    this.#peer = socket.remoteAddress();
    this.#sink.opened({
      local: endOf(local.address, local.port),
      remote: endOf(this.#peer.address, this.#peer.port),
      unasked: true,
      keepalive: null,
    });
  }

  readonly #read = (datagram: Buffer, from: RemoteInfo): void => {
    // What came between bind and connect may be anybody's.
    if (this.#sink === null || !this.#opened || from.port !== this.#peer.port || from.address !== this.#peer.address)
      return;
    if (!this.#paused && this.#held.length === 0) this.#sink.bytes(plain(datagram));
    else if (this.#heldBytes + datagram.length <= MOST_HELD) {
      this.#held.push(datagram);
      this.#heldBytes += datagram.length;
    }
  };

  readonly #readHeld = (): void => {
    while (!this.#paused && this.#sink !== null) {
      const datagram = this.#held.shift();
      if (datagram === undefined) return;
      this.#heldBytes -= datagram.length;
      this.#sink.bytes(plain(datagram));
    }
  };

  /** Told of each datagram, in a later tick. */
  readonly #sent = (error: Error | null): void => {
    if (this.#sink === null || this.#socket === null) return;
    if (error !== null) {
      this.lose(faultOf(error, this.#doing()));
      return;
    }
    this.#messages.taken();
    if (!this.#messages.idle) return;
    if (!this.#writable) this.#finish();
    else if (this.#blocked) {
      this.#blocked = false;
      this.#sink.drained();
    }
  };

  #finish(): void {
    this.#socket?.once('close', () => {
      const sink = this.#sink;
      this.#sink = null;
      sink?.ended();
    });
    this.#socket?.close();
    this.#socket = null;
  }

  #doing(): string {
    return this.#opened ? this.#target.url : `dial of ${this.#target.url}`;
  }
}
