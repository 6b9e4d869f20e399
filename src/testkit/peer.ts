/** A peer on loopback, for tests, the demo and whoever wants to see what a link does when its peer misbehaves. */
import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { TLSSocket, createSecureContext } from 'node:tls';
import { Conversation } from './conversation.ts';
import type { Speech } from './speech.ts';

/** How a peer behaves: a small value, made anew for each peer since it may count. */
export interface Behaviour {
  readonly speech: Speech;
  /** One socket's life. When it settles the socket is ended, unless it is gone already. */
  converse(talk: Conversation, peer: Peer): Promise<void>;
  /** Called once, as soon as the peer listens. */
  begin?(peer: Peer): void;
}

export interface PeerOptions {
  /** PEM texts: the peer speaks TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

const HOST = '127.0.0.1';

export class Peer {
  readonly #behaviour: Behaviour;
  readonly #secure: ReturnType<typeof createSecureContext> | null;
  readonly #sockets = new Set<Socket>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #server: Server | null = null;
  #opening: Promise<unknown> = Promise.resolve();
  #closed = false;
  #accepted = 0;
  #port = 0;

  private constructor(behaviour: Behaviour, options: PeerOptions) {
    this.#behaviour = behaviour;
    const { tls } = options;
    this.#secure = tls === undefined ? null : createSecureContext({ cert: tls.cert, key: tls.key });
  }

  /** A peer that listens on a free port of 127.0.0.1. Rejects with the system's error if it cannot. */
  static async listen(behaviour: Behaviour, options: PeerOptions = {}): Promise<Peer> {
    const peer = new Peer(behaviour, options);
    await peer.admit();
    behaviour.begin?.(peer);
    return peer;
  }

  get port(): number {
    return this.#port;
  }

  /** What a link dials: `tcp://127.0.0.1:port`, or `tls://…`. */
  get url(): string {
    return `${this.#secure === null ? 'tcp' : 'tls'}://${HOST}:${String(this.#port)}`;
  }

  /** Dials accepted so far. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Sockets open now. */
  get open(): number {
    return this.#sockets.size;
  }

  /** Whether dials are accepted. */
  get listening(): boolean {
    return this.#server !== null;
  }

  /** Runs once after so many ms, unless the peer is closed before. */
  later(ms: number, run: () => void): void {
    if (this.#closed) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
  }

  /** Listens (again) on its port. Rejects with the system's error, such as EADDRINUSE. */
  async admit(): Promise<void> {
    if (this.#closed || this.#server !== null) return;
    // Half-open, so that a behaviour can still answer a link that has ended its side.
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (raw) => this.#take(raw));
    this.#server = server;
    this.#opening = once(server.listen(this.#port, HOST), 'listening');
    try {
      await this.#opening;
    } catch (error) {
      this.#server = null;
      throw error;
    }
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Resets every socket and stops listening, as a program that was killed: from here on dials are refused. */
  async refuse(): Promise<void> {
    // A server that is told to close before it listens would listen afterwards.
    await Promise.allSettled([this.#opening]);
    const server = this.#server;
    this.#server = null;
    this.reset();
    if (server !== null) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** Resets every socket, and goes on listening. */
  reset(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Ends everything it holds: sockets, timers, its port. Resolves once the port is free. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    await this.refuse();
  }

  #take(raw: Socket): void {
    this.#accepted += 1;
    this.#sockets.add(raw);
    raw.once('close', () => this.#sockets.delete(raw));
    const socket = this.#secure === null ? raw : new TLSSocket(raw, { isServer: true, secureContext: this.#secure });
    // A peer outlives whatever its clients do to their sockets; an error closes them by itself.
    socket.on('error', ignore);
    void this.#converse(new Conversation(raw, socket, this.#behaviour.speech));
  }

  async #converse(talk: Conversation): Promise<void> {
    await this.#behaviour.converse(talk, this);
    talk.end();
  }
}

const ignore = (): void => {};
