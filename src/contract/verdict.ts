/** What became of the peer, as far as this end can tell: the states of a host, and what is no state of a host. */

/** Each verdict, in words for people. */
export const verdictKinds = {
  'crashed-or-down': 'the peer’s host is down, or its packets vanish on the way',
  rebooted: 'the peer’s host came back without its connections: it rebooted, or lost its state',
  unreachable: 'the network says that there is no way to the peer’s host',
  'program-silent': 'the peer’s host is alive, and its program does not answer',
  'program-gone': 'the peer’s host is alive, and its program is gone',
  'closed-by-peer': 'the peer closed the connection in order',
  'reset-by-peer': 'the peer reset the connection',
  'protocol-broken': 'the peer’s bytes are not what this link speaks',
  'turned-away': 'the peer answers, and the log-on or a certificate was not accepted',
  'local-fault': 'this host could not: it says nothing about the peer',
  'not-known': 'nothing seen so far tells',
} as const;

export type VerdictKind = keyof typeof verdictKinds;

/** The liveness ladder, from cheap to certain: each rung by which a death is seen, in words for people. */
export const rungs = {
  traffic: 'traffic',
  writes: 'writes',
  probe: 'application probe',
  keepalive: 'TCP keepalive',
  redial: 'redial',
} as const;

export type Rung = keyof typeof rungs;

export interface Verdict {
  readonly kind: VerdictKind;
  /** What was seen, in order, a sentence each. It begins with the rung by which it was seen: `redial: …`. Never empty. */
  readonly evidence: readonly string[];
  /** What cannot be told apart with what was seen; absent where nothing is left open. */
  readonly unsure?: string;
}
