/** One socket for many senders of datagrams: who they are is their address, and only their listener ends them. */
import type { RemoteInfo, Socket } from 'node:dgram';
import type { Slab } from '../contract/codec.ts';
import type { Bound, ListenSink, Place } from '../contract/transport.ts';
import { endOf } from './internet.ts';
import { Messages } from './messages.ts';
import { SLAB } from './slabs.ts';
import { Strangers } from './strangers.ts';
import { faultOf } from './system-fault.ts';
import type { DatagramPort } from './udp-peer-wire.ts';
import { PeerWire } from './udp-peer-wire.ts';

/** Bytes of datagrams held while their readers pause: of all peers, and of one. Beyond them datagrams are lost, as in a kernel. */
const MOST_HELD = 1024 * 1024;
const MOST_HELD_EACH = 128 * 1024;

export class UdpPort implements DatagramPort, Bound {
  address = '';
  readonly #socket: Socket;
  readonly #place: Place;
  readonly #sink: ListenSink;
  readonly #messages = new Messages();
  readonly #peers = new Map<string, PeerWire>();
  readonly #strangers: Strangers;
  #held = 0;
  #listening = false;
  /** `close` was asked for, or it never listened. */
  #closed = false;

  constructor(socket: Socket, place: Place, sink: ListenSink, now: () => number) {
    this.#socket = socket;
    this.#place = place;
    this.#sink = sink;
    this.#strangers = new Strangers(now);
    socket.on('error', (error) => this.#failed(error));
    socket.once('listening', () => this.#bound());
    socket.on('message', this.#read);
  }

  /** @param address of this host */
  bind(address: string): void {
    try {
      this.#socket.bind({ port: this.#place.port, address, exclusive: true });
    } catch (error) {
      this.#failed(error);
    }
  }

  close(): void {
    this.#closed = true;
    this.#leave();
  }

  ref(on: boolean): void {
    if (on) this.#socket.ref();
    else this.#socket.unref();
  }

  // For its peers.

  reserve(max: number): Slab {
    return this.#messages.reserve(max);
  }

  drop(): void {
    this.#messages.drop();
  }

  send(bytes: number, peer: PeerWire): boolean {
    this.#socket.send(this.#messages.message(bytes), peer.port, peer.address, (error) => {
      this.#messages.taken();
      peer.sent(error);
    });
    return this.#socket.getSendQueueSize() <= SLAB;
  }

  hold(bytes: number, held: number): boolean {
    if (this.#held + bytes > MOST_HELD || held + bytes > MOST_HELD_EACH) return false;
    this.#held += bytes;
    return true;
  }

  release(bytes: number): void {
    this.#held -= bytes;
  }

  left(peer: PeerWire, inOrder: boolean): void {
    if (this.#peers.get(peer.remote) === peer) this.#peers.delete(peer.remote);
    this.#strangers.freed();
    if (!inOrder) this.#strangers.ended(peer.remote);
    this.#leave();
  }

  readonly #read = (datagram: Buffer, from: RemoteInfo): void => {
    const remote = endOf(from.address, from.port);
    const peer = this.#peers.get(remote);
    if (peer !== undefined) peer.deliver(datagram);
    else if (!this.#closed) this.#called(datagram, remote, from);
  };

  #called(datagram: Buffer, remote: string, { address, port }: RemoteInfo): void {
    // Nothing can be sent to port 0, and what says nothing has nothing to be answered.
    if (port === 0 || datagram.length === 0 || !this.#strangers.welcome(address, remote)) {
      this.#sink.ignored();
      return;
    }
    this.#sink.called(remote, address, (accepting) => {
      const wire = new PeerWire(this, { remote, address, port }, accepting);
      this.#peers.set(remote, wire);
      return wire;
    });
    const taken = this.#peers.get(remote);
    if (taken === undefined) this.#strangers.refused(address);
    else taken.deliver(datagram);
  }

  #bound(): void {
    this.#listening = true;
    if (this.#closed) {
      this.#leave();
      return;
    }
    const { address, port } = this.#socket.address();
    this.address = endOf(address, port);
    this.#sink.listening(this.address);
  }

  #failed(error: unknown): void {
    if (this.#closed) return;
    // One that listens goes on: it is a datagram that could not be read.
    if (this.#listening) {
      this.#sink.missed(faultOf(error, `read at ${this.#place.url}`));
      return;
    }
    this.#closed = true;
    this.#leave();
    this.#sink.failed(faultOf(error, `listen at ${this.#place.url}`));
  }

  /** What was taken in stays until it has ended. */
  #leave(): void {
    if (!this.#closed || this.#peers.size > 0) return;
    this.#messages.forget();
    try {
      this.#socket.close();
    } catch {
      // It is closed already.
    }
  }
}
