/** What carries bytes. The one place where a peer's socket is opened is below this contract. */
import type { Slab } from './codec.ts';
import type { Fault } from './faults.ts';

/**
 * Where to dial, and how. Made by the link from its options; everything is resolved but the name. One object for all dials to
 * it: a TLS session is remembered by the object, so that no other target can resume it.
 */
export interface Target {
  /** As the user wrote it, for people and records. Holds no secret. */
  readonly url: string;
  /** `tcp`, `tls`, `unix`, `udp`, `ws`, `wss`, `memory`: the key into the host's transports. */
  readonly scheme: string;
  /** Name or address; '' for a path. IPv6 without brackets. */
  readonly host: string;
  /** 0 where there is none. */
  readonly port: number;
  /** Socket file, or what a WebSocket asks for, as `/line?id=7`; '' where there is neither. */
  readonly path: string;
  readonly socket: SocketOptions;
}

export interface SocketOptions {
  /** ms for name, TCP and TLS together; the connection's chart is what ends a dial, this only sizes the address race. */
  readonly connectTimeout: number;
  readonly localAddress?: string;
  readonly localPort?: number;
  /** `null`: off. Durations in ms. */
  readonly keepalive: KeepaliveOptions | null;
  readonly tls?: TlsOptions;
  /** The longest message that a transport which keeps messages whole has to take, bytes. */
  readonly maxMessage?: number;
}

export interface KeepaliveOptions {
  /** Silence before the first probe, ms, at least 1000. */
  readonly idle: number;
  /** Between probes, ms. */
  readonly interval: number;
  /** Unanswered probes that end the connection. */
  readonly count: number;
}

/** PEM texts. The peer is always verified. */
export interface TlsOptions {
  readonly ca?: string | readonly string[];
  readonly cert?: string;
  readonly key?: string;
  readonly servername?: string;
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3';
  readonly alpn?: readonly string[];
}

/** What is known of a socket once it is open. */
export interface WireFacts {
  /** As the kernel says: `127.0.0.1:5000`, `[::1]:5000`, a path. */
  readonly local: string;
  readonly remote: string;
  /** Negotiated, for TLS. */
  readonly tls?: {
    readonly protocol: string;
    readonly cipher: string;
    readonly alpn: string | null;
    readonly resumed: boolean;
    /** Of one who called, verified; absent where none was asked for or shown. */
    readonly peer?: PeerCertificate;
  };
  /** It opened without the peer, of which that proves nothing: datagrams know no connection. */
  readonly unasked?: true;
  /** `null` where keepalive is off or has no meaning. */
  readonly keepalive: KeepaliveFacts | null;
}

/** Who called, as a certificate says that one of our authorities has signed. */
export interface PeerCertificate {
  /** `CN=till-7, O=Example`. */
  readonly subject: string;
  /** `DNS:till-7.example, IP Address:192.0.2.7`; '' where it has none. */
  readonly altNames: string;
  /** SHA-256 of the certificate, `AB:CD:…`. */
  readonly fingerprint: string;
  /** Hexadecimal. */
  readonly serial: string;
  /** The last moment at which it is valid, as OpenSSL writes it. */
  readonly validTo: string;
}

/** What was asked, and what this platform is known to do with it. */
export interface KeepaliveFacts {
  readonly asked: KeepaliveOptions;
  readonly known: KeepaliveOptions;
}

export interface Transport {
  /**
   * Begins one epoch. Returns at once; the sink hears the rest, never before this has returned. Never throws: what cannot even be begun is `lost`.
   */
  dial(target: Target, sink: WireSink): Wire;
}

/** The sending half, for the owner. After `destroy` every method is a no-op; what is committed before `opened` or after `end` is dropped. */
export interface Wire {
  /** Room for at least `max` bytes, to be filled from `at` on; valid until `commit` or the end of the callback. */
  reserve(max: number): Slab;
  /**
   * The first `bytes` bytes written since `reserve` are handed to the socket: they leave with whatever else this callback
   * writes, joined, when it ends. Where the transport keeps messages apart (udp, ws) they are one message, and joined with
   * nothing. @returns false when blocked: the sink hears `drained` later.
   */
  commit(bytes: number): boolean;
  /** Stops reading; what was read already may still come. While paused, a reset is noticed only by writing. */
  pause(): void;
  resume(): void;
  /** Whether the socket keeps the process alive. */
  ref(on: boolean): void;
  /** Flush, then FIN. Reading goes on. */
  end(): void;
  /** At once, whatever is unsent. The sink is never called again. */
  destroy(): void;
  /** As `destroy`, by RST: no side keeps the port in TIME_WAIT. Only what the peer has answered is sure to have reached it. Absent where there is no such end. */
  reset?(): void;
}

/**
 * The receiving half: facts, in the order in which they happened. After `lost`, and once both sides have ended, nothing
 * comes. Never called from inside a call of the wire's own methods.
 */
export interface WireSink {
  opened(facts: WireFacts): void;
  /** Valid until it returns. Empty: a sign of life that carries nothing, as a WebSocket's ping. */
  bytes(view: Uint8Array): void;
  /** After a blocked `commit`: there is room again. */
  drained(): void;
  /** FIN: the peer sends no more. */
  ended(): void;
  /** The socket is gone, or was never had. */
  lost(fault: Fault): void;
}

/** Where to listen, and how. One object for each listener, made from its options. */
export interface Place {
  /** As the user wrote it. Holds no secret. */
  readonly url: string;
  /** The key into the host's `listening`. */
  readonly scheme: string;
  /** Name or address; '' for a path. IPv6 without brackets. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Socket file, '' where there is none. */
  readonly path: string;
  /** Callers that the kernel holds until they are taken in. */
  readonly backlog: number;
  /** Of each accepted socket. `null`: off. */
  readonly keepalive: KeepaliveOptions | null;
  /** For `tls` and `wss`. */
  readonly tls?: ListenTls;
  /** For `ws` and `wss`. */
  readonly websocket?: WebSocketRules;
  /** The longest message that a transport which keeps messages whole has to take, bytes. */
  readonly maxMessage?: number;
}

/** PEM texts, and who must show a certificate. */
export interface ListenTls {
  readonly cert: string;
  readonly key: string;
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
  /** The authorities of clients; absent where none is asked for a certificate. */
  readonly ca?: string | readonly string[];
  /** `optional`: one that shows none is taken in; one that shows a bad one never is. Absent: nobody is asked. */
  readonly clients?: 'optional' | 'required';
  readonly alpn?: readonly string[];
}

export interface WebSocketRules {
  /** Whence pages of browsers may come: `https://example.com`; `*` is anywhere. Who says no origin is no browser. */
  readonly origins: readonly string[];
  /** The first of the client's that is among them is spoken. */
  readonly subprotocols: readonly string[];
}

/** The other side of `Transport`: takes in those who dial. */
export interface ListeningTransport {
  /** Returns at once; the sink hears the rest, never before this has returned. Never throws: what cannot be bound is `failed`. */
  listen(place: Place, sink: ListenSink): Bound;
}

/** A place that is listened at, or about to be. */
export interface Bound {
  /** Takes no more callers; what was taken in stays. The sink is never called again. */
  close(): void;
  /** Whether it keeps the process alive. */
  ref(on: boolean): void;
}

export interface ListenSink {
  /** @param address where, as the kernel says: `127.0.0.1:5000`, a path */
  listening(address: string): void;
  /** It cannot listen, or no longer does; nothing more comes. */
  failed(fault: Fault): void;
  /** One caller could not be taken in, for want of descriptors; it goes on. */
  missed(fault: Fault): void;
  /** A datagram of a stranger was thrown away unread: there was no place a moment ago, or it cannot be answered. */
  ignored(): void;
  /**
   * Somebody called.
   * @param remote as the kernel says; '' where it says nothing
   * @param address `remote` without its port, by which callers of one host are told
   * @param take makes the wire; not called: the caller is turned away
   */
  called(remote: string, address: string, take: (sink: AcceptSink) => Wire): void;
}

/** What an accepted wire tells beside what each wire tells: its `opened` comes once TLS, where there is any, is done. */
export interface AcceptSink extends WireSink {
  /** Both sides have ended, and what was written went out; or it is gone. May come after `destroy`, once. */
  closed(): void;
}
