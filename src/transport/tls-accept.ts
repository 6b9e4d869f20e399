/** TLS on a socket that called: what tls and wss share. */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { Fault } from '../contract/faults.ts';
import { printable } from '../contract/printable.ts';
import type { ListenTls, PeerCertificate, Place, WireFacts } from '../contract/transport.ts';
import { fault } from './fault.ts';
import { endsOf } from './internet.ts';
import { keepAlive } from './keepalive.ts';
import { faultOf } from './system-fault.ts';

type Clients = NonNullable<ListenTls['clients']>;

/** A caller whose handshake has begun. */
export interface Secured {
  readonly socket: TLSSocket;
  /** Once the handshake is done: why this caller is turned away after all. */
  readonly refusal: () => Fault | null;
  readonly facts: () => WireFacts;
}

export interface Securing {
  /** Reads keys and certificates. @throws what OpenSSL makes of those that are none */
  readonly check: () => void;
  readonly secure: (raw: Socket, url: string) => Secured;
}

/** @param place with `tls` */
export const securing = (place: Place): Securing => {
  let made: SecureContext | null = null;
  const context = (): SecureContext => (made ??= contextOf(place.tls));
  const clients = place.tls?.clients;
  const alpn = place.tls?.alpn;
  return {
    check: () => void context(),
    secure: (raw, url) => {
      // What goes wrong below is told by the socket on top; here it must only not end the process.
      raw.on('error', () => {});
      const socket = new TLSSocket(raw, {
        isServer: true,
        secureContext: context(),
        requestCert: clients !== undefined,
        rejectUnauthorized: clients === 'required',
        ...(alpn === undefined ? {} : { ALPNProtocols: [...alpn] }),
      });
      return {
        socket,
        refusal: () => (clients === undefined ? null : refusalOf(socket, clients, url)),
        facts: () => ({ ...endsOf(raw), tls: tlsFacts(socket, clients), keepalive: kept(raw, place) }),
      };
    },
  };
};

const contextOf = (tls: ListenTls | undefined): SecureContext => {
  if (tls === undefined) return createSecureContext();
  const { cert, key, minVersion, ca, clients } = tls;
  return createSecureContext({
    cert,
    key,
    minVersion,
    ...(ca === undefined ? {} : { ca: typeof ca === 'string' ? ca : [...ca] }),
    // OpenSSL resumes no session with a certificate but for the listener that verified it; 32 bytes at most.
    ...(clients === undefined ? {} : { sessionIdContext: randomBytes(16).toString('hex') }),
  });
};

const kept = (raw: Socket, { keepalive }: Place): WireFacts['keepalive'] =>
  keepalive === null ? null : keepAlive(raw, keepalive);

/** What Node's own servers ask; it is not in the types. */
interface Judge {
  verifyError?(): Error | null;
}

/** Node judges a client's certificate for servers of its own alone. @returns why it is not trusted; null: it is */
const verdictOf = (socket: TLSSocket): unknown => {
  const handle = Reflect.get(socket, '_handle') as Judge | null | undefined;
  // Where nobody can tell, nobody is let in.
  return handle?.verifyError === undefined ? new Error('it could not be verified') : handle.verifyError();
};

const refusalOf = (socket: TLSSocket, clients: Clients, url: string): Fault | null => {
  if (socket.getPeerX509Certificate() === undefined)
    return clients === 'optional' ? null : fault('tls-no-certificate', `${url}: the client showed no certificate`);
  const wrong = verdictOf(socket);
  if (wrong === null || wrong === undefined) return null;
  const found = faultOf(wrong, `${url}: the client’s certificate`);
  return found.code === 'socket-error' ? { ...found, code: 'tls-untrusted', side: 'peer' } : found;
};

const tlsFacts = (socket: TLSSocket, clients: Clients | undefined): NonNullable<WireFacts['tls']> => {
  const facts = {
    protocol: socket.getProtocol() ?? '',
    cipher: socket.getCipher().standardName,
    alpn: typeof socket.alpnProtocol === 'string' ? socket.alpnProtocol : null,
    resumed: socket.isSessionReused(),
  };
  const peer = clients === undefined ? null : certificateOf(socket);
  return peer === null ? facts : { ...facts, peer };
};

const certificateOf = (socket: TLSSocket): PeerCertificate | null => {
  const shown = socket.getPeerX509Certificate();
  if (shown === undefined) return null;
  return {
    // A line for each part, the outermost first.
    subject: shown.subject.split('\n').map(printable).join(', '),
    altNames: printable(shown.subjectAltName ?? ''),
    fingerprint: shown.fingerprint256,
    serial: shown.serialNumber,
    validTo: shown.validTo,
  };
};
