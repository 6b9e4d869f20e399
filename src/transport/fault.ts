import type { Fault, FaultCode } from '../contract/faults.ts';

/** Whose each fault is. A missing socket file is the peer's: its program makes it. */
const sides: Readonly<Record<FaultCode, Fault['side']>> = {
  refused: 'peer',
  reset: 'peer',
  aborted: 'local',
  'timed-out': 'path',
  unreachable: 'path',
  'no-such-path': 'peer',
  denied: 'local',
  'name-unknown': 'path',
  'name-failed': 'path',
  'tls-expired': 'peer',
  'tls-wrong-host': 'peer',
  'tls-self-signed': 'peer',
  'tls-untrusted': 'peer',
  'tls-no-certificate': 'peer',
  'tls-not-tls': 'peer',
  'tls-refused': 'peer',
  'ws-not-ws': 'peer',
  'ws-refused': 'peer',
  'ws-protocol': 'peer',
  'ws-closed': 'peer',
  'local-files': 'local',
  'local-ports': 'local',
  'local-buffers': 'local',
  'bad-target': 'local',
  'socket-error': 'path',
};

export const fault = (code: FaultCode, detail: string, cause?: unknown): Fault =>
  cause === undefined ? { code, side: sides[code], detail } : { code, side: sides[code], detail, cause };
