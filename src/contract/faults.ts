/** Why a socket went, as a closed list. Each code is also the `reason` of the chart's event `lost`. */

export const faultCodes = {
  refused: 'nobody listens there',
  reset: 'the peer reset the connection',
  aborted: 'this host ended the connection',
  'timed-out': 'the kernel gave up: nothing came back from the peer’s host',
  unreachable: 'no route to the peer’s host or network',
  'no-such-path': 'there is no such socket file',
  denied: 'the system forbids this socket',
  'name-unknown': 'the name does not exist',
  'name-failed': 'the name could not be looked up',
  'tls-expired': 'the peer’s certificate is expired or not valid yet',
  'tls-wrong-host': 'the peer’s certificate is for another host',
  'tls-self-signed': 'the peer’s certificate is signed by itself or by an authority of its own',
  'tls-untrusted': 'the peer’s certificate comes from no known authority',
  'tls-no-certificate': 'the client showed no certificate, and has to',
  'tls-not-tls': 'what answered does not speak TLS',
  'tls-refused': 'the TLS handshake failed',
  'ws-not-ws': 'what is there does not speak WebSocket',
  'ws-refused': 'the WebSocket’s opening was answered with a status other than 101',
  'ws-protocol': 'the peer’s WebSocket frames are none, or longer than may be',
  'ws-closed': 'the peer closed the WebSocket with a code that tells of an error',
  'local-files': 'this process has no file descriptor left (EMFILE, ENFILE)',
  'local-ports': 'this host has no local address or port left for it (EADDRNOTAVAIL, EADDRINUSE)',
  'local-buffers': 'this host has no socket buffer left (ENOBUFS, ENOMEM)',
  'bad-target': 'the target cannot be dialled as it is written',
  'socket-error': 'another error of the socket; see its detail',
} as const;

export type FaultCode = keyof typeof faultCodes;

export interface Fault {
  readonly code: FaultCode;
  /** Whose it is. `local` is never the peer's verdict. */
  readonly side: 'local' | 'peer' | 'path';
  /** One line for people: what, to whom, with the system's own code. */
  readonly detail: string;
  readonly cause?: unknown;
}

/** Whether trying again could ever help without a change of set-up: a peer that fails verification is turned away for good. */
export const isRejection = (code: FaultCode): boolean =>
  code === 'tls-expired' || code === 'tls-wrong-host' || code === 'tls-self-signed' || code === 'tls-untrusted';
