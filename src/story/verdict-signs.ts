/** Every way in which a line goes or a dial ends, as closed lists: by which rung it is seen, and what kind of sign it is. */
import type { FaultCode } from '../contract/faults.ts';
import { faultCodes } from '../contract/faults.ts';
import type { Rung } from '../contract/verdict.ts';

/** Signs of a loss that prove the same. In words for a table. */
export const lossGroups = {
  none: 'no line before it',
  closed: 'the peer ended its side (FIN)',
  reset: 'reset (RST)',
  'reset-to-probe': 'reset (RST) while a probe was out',
  vanished: 'nothing came back, says the kernel',
  'no-way': 'no way there, says the network',
  mute: 'the program did not answer',
  garbled: 'bytes that are no frame',
  'not-accepted': 'log-on or certificate not accepted',
  gone: 'refused, says the host',
  local: 'a fault of this host',
  odd: 'anything else',
} as const;

export type LossGroup = keyof typeof lossGroups;

/** Ends of a dial that prove the same. In words for a table. */
export const dialGroups = {
  none: 'no dial followed',
  elsewhere: 'a dial of another target',
  opened: 'accepted',
  refused: 'refused',
  'hung-up': 'closed or reset before it was up',
  unanswered: 'no answer',
  'no-way': 'no way there, says the network',
  'no-name': 'the name was not resolved',
  'not-accepted': 'certificate or TLS not accepted',
  garbled: 'what answers speaks another protocol',
  local: 'a fault of this host',
  odd: 'anything else',
} as const;

export type DialGroup = keyof typeof dialGroups;

interface LossSign {
  readonly group: LossGroup;
  readonly rung: Rung;
  readonly saw: string;
  /** What this very sign leaves open, whatever the next dial finds. */
  readonly doubt?: string;
}

interface DialSign {
  readonly group: DialGroup;
  readonly saw: string;
  readonly doubt?: string;
}

/** What a fault proves on an open line, and by which rung it is seen there; and what it proves of a dial. */
const faults = {
  refused: ['gone', 'writes', 'refused'],
  reset: ['reset', 'traffic', 'hung-up'],
  aborted: ['local', 'traffic', 'local'],
  'timed-out': ['vanished', 'keepalive', 'unanswered'],
  // ICMP answers what is sent; an idle line whose keepalive probes it answers is `timed-out`.
  unreachable: ['no-way', 'writes', 'no-way'],
  'no-such-path': ['gone', 'writes', 'refused'],
  denied: ['local', 'writes', 'local'],
  'name-unknown': ['odd', 'traffic', 'no-name'],
  'name-failed': ['odd', 'traffic', 'no-name'],
  'tls-expired': ['not-accepted', 'traffic', 'not-accepted'],
  'tls-wrong-host': ['not-accepted', 'traffic', 'not-accepted'],
  'tls-self-signed': ['not-accepted', 'traffic', 'not-accepted'],
  'tls-untrusted': ['not-accepted', 'traffic', 'not-accepted'],
  'tls-no-certificate': ['not-accepted', 'traffic', 'not-accepted'],
  'tls-not-tls': ['garbled', 'traffic', 'garbled'],
  'tls-refused': ['not-accepted', 'traffic', 'not-accepted'],
  'ws-not-ws': ['garbled', 'traffic', 'garbled'],
  'ws-refused': ['not-accepted', 'traffic', 'not-accepted'],
  'ws-protocol': ['garbled', 'traffic', 'garbled'],
  'ws-closed': ['closed', 'traffic', 'hung-up'],
  'local-files': ['local', 'writes', 'local'],
  'local-ports': ['local', 'writes', 'local'],
  'local-buffers': ['local', 'writes', 'local'],
  'bad-target': ['local', 'writes', 'local'],
  'socket-error': ['odd', 'traffic', 'odd'],
} as const satisfies Record<FaultCode, readonly [LossGroup, Rung, DialGroup]>;

/** What is no fault of a socket. */
const losses = {
  ended: {
    group: 'closed',
    rung: 'traffic',
    saw: 'the peer ended its side (FIN)',
    doubt:
      'a program that closes in order and one that is killed send the same FIN, and a reset right behind data may be read as an end',
  },
  'reset-to-probe': {
    group: 'reset-to-probe',
    rung: 'probe',
    saw: 'reset: the peer reset the connection while a heartbeat was owed',
  },
  'reset-to-keepalive': {
    group: 'reset-to-probe',
    rung: 'keepalive',
    saw: 'reset: the peer reset the connection after a silence in which keepalive probes go out',
  },
  heartbeat: { group: 'mute', rung: 'probe', saw: 'heartbeat: no answer to the last probe in its time' },
  silence: { group: 'mute', rung: 'probe', saw: 'heartbeat: the peer’s own did not come in its time' },
  'reply-timeout': {
    group: 'mute',
    rung: 'probe',
    saw: 'reply-timeout: a request was not answered in its time',
    doubt: 'a program that answers nothing, and one that is slow with this request alone',
  },
  'connect-timeout': {
    group: 'mute',
    rung: 'probe',
    saw: 'connect-timeout: the socket was open, and the handshake was not through in its time',
  },
  'drain-timeout': {
    group: 'mute',
    rung: 'probe',
    saw: 'drain-timeout: what was asked before the close was not answered in its time',
    doubt: 'a program that answers nothing, and one that needs longer than the close gave it',
  },
  'close-timeout': { group: 'mute', rung: 'probe', saw: 'close-timeout: the peer did not answer our FIN in its time' },
  'frame-stalled': {
    group: 'mute',
    rung: 'traffic',
    saw: 'frame-stalled: a frame was begun and not finished in its time',
  },
  'frame-truncated': {
    group: 'closed',
    rung: 'traffic',
    saw: 'frame-truncated: the peer ended its side (FIN) inside a frame',
    doubt: 'a program that died in mid-write, and one that speaks another framing',
  },
  'frame-malformed': { group: 'garbled', rung: 'traffic', saw: 'frame-malformed: bytes came that are no frame' },
  'frame-too-large': { group: 'garbled', rung: 'traffic', saw: 'frame-too-large: a frame over maxFrame was announced' },
  'frame-unasked': { group: 'garbled', rung: 'traffic', saw: 'frame-unasked: bytes came where nothing was to come' },
  rejected: { group: 'not-accepted', rung: 'traffic', saw: 'rejected: the handshake was turned away' },
  handshake: {
    group: 'odd',
    rung: 'traffic',
    saw: 'handshake: the socket was open, and the handshake failed',
    doubt: 'the handshake is a function of the user’s own: a peer that said something else, and a function that failed',
  },
} as const satisfies Record<string, LossSign>;

export type LossCode = FaultCode | keyof typeof losses;

const dials = {
  opened: { group: 'opened', saw: 'the dial was accepted' },
  unasked: { group: 'none', saw: 'datagrams were dialled, which asks nobody' },
  ended: { group: 'hung-up', saw: 'the dial was accepted and closed at once' },
  'connect-timeout': {
    group: 'unanswered',
    saw: 'connect-timeout: the dial was not through in its time',
    doubt: 'connectTimeout spans look-up, TCP and TLS, and does not tell which of them hung',
  },
} as const satisfies Record<string, DialSign>;

export type DialCode = FaultCode | keyof typeof dials;

const said = (code: FaultCode): string => `${code}: ${faultCodes[code]}`;

/** By code: the closed list of ways in which an open line goes. */
export const lossSigns: Readonly<Record<LossCode, LossSign>> = {
  ...byFault((code) => ({ group: faults[code][0], rung: faults[code][1], saw: said(code) })),
  ...losses,
};

/** By code: the closed list of ways in which a dial ends. */
export const dialSigns: Readonly<Record<DialCode, DialSign>> = {
  ...byFault((code) => ({ group: faults[code][2], saw: said(code) })),
  ...dials,
};

function byFault<T>(row: (code: FaultCode) => T): Record<FaultCode, T> {
  const codes = Object.keys(faults) as FaultCode[];
  return Object.fromEntries(codes.map((code) => [code, row(code)])) as Record<FaultCode, T>;
}
