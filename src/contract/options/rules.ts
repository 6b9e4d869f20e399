/** Rules between options: what is right for each alone and wrong together. */
import type { z } from 'zod';
import type { Codec } from '../codec.ts';
import { LARGEST_DATAGRAM } from '../target.ts';
import type { FramingOptions } from './framing.ts';
import type { HeartbeatOptions } from './heartbeat.ts';
import type { Parts, Refuse } from './parts.ts';
import type { Expect, Payload } from './payload.ts';
import { verdictBound } from './reconnect.ts';
import { legsOf } from './simplex.ts';
import type { Modes } from './simplex.ts';
import { simplexRules } from './simplex-rules.ts';
import type { TargetOptions } from './target.ts';
import { dials } from './target.ts';
import { inUnits } from './words.ts';

const isEmpty = (part: Payload | Expect): boolean => part.kind === 'bytes' && part.bytes.length === 0;

/** An empty frame can be said, and is told apart from no frame. */
function saysEmpty(framing: FramingOptions | Codec): boolean {
  if ('can' in framing) return framing.can.empty;
  // The header must be able to say the length of nothing; where it is kept, no frame is empty.
  if (framing.type === 'length')
    return framing.strip && (framing.includesHeader ? framing.bytes : 0) - framing.adjustment >= 0;
  return framing.type === 'delimiter';
}

const endsByFin = (framing: FramingOptions | Codec): boolean =>
  'can' in framing ? framing.can.endsByFin : framing.type === 'until-close';

function tlsNeedsTarget({ to, tls, exchange }: Parts, refuse: Refuse): void {
  if (tls === undefined || to === undefined) return;
  const legs = [to, exchange?.receive ?? to];
  if (!legs.some((leg) => leg.transport !== null || dials(leg, 'tls') || dials(leg, 'wss')))
    refuse(['tls'], 'a tls:// or wss:// target in `to`: with the others nothing would be encrypted');
}

function emptyNeedsFraming({ framing, heartbeat: beat }: Parts, refuse: Refuse): void {
  if (framing === undefined || beat === undefined || beat === null) return;
  if (endsByFin(framing)) {
    refuse(['heartbeat'], "'off' with this framing: to send a frame ends the stream");
    return;
  }
  if (saysEmpty(framing)) return;
  const why = 'this framing has no empty frame';
  if (isEmpty(beat.send)) refuse(['heartbeat', 'send'], `{ text }, { hex } or a function: ${why}`);
  if (isEmpty(beat.expect)) refuse(['heartbeat', 'expect'], `an answer that is not empty: ${why}`);
}

function answerMustBeKnown({ exchange, heartbeat: beat, simplex }: Parts, refuse: Refuse): void {
  if (legsOf({ exchange, simplex }).length > 0) return;
  if (beat === undefined || beat === null || beat.expect.kind !== 'any' || isEmpty(beat.send)) return;
  const forms = "'echo', { text }, { hex }, { match } or a function";
  if (beat.role !== 'initiator') {
    refuse(
      ['heartbeat', 'expect'],
      `${forms}: a ${beat.role} must know the peer’s heartbeat when it sees one`,
      "'any'",
    );
  } else if (exchange !== undefined && exchange.mode !== 'duplex') {
    const why = `in mode ${exchange.mode} only order ties replies to requests, so the answer must be known by its content`;
    refuse(['heartbeat', 'expect'], `${forms}: ${why}`, "'any'");
  }
}

function permanentNeverGivesUp({ restart, reconnect }: Parts, refuse: Refuse): void {
  if (restart !== 'permanent' || typeof reconnect?.attempts !== 'number') return;
  refuse(
    ['restart'],
    "'transient' or 'temporary' with an end of reconnect.attempts: what comes back always has no last attempt",
  );
}

function stableNeedsVerdict({ heartbeat: beat, reconnect }: Parts, refuse: Refuse): void {
  if (beat === undefined || beat === null || reconnect?.stableAfter === undefined) return;
  const bound = verdictBound(beat);
  if (reconnect.stableAfter >= bound) return;
  const sum = 'every + (misses + 1) × timeout of the heartbeat';
  refuse(
    ['reconnect', 'stableAfter'],
    `at least ${inUnits(bound)}, which is ${sum}: a frozen peer that still accepts dials would be redialled after \`first\` for ever`,
  );
}

function finNeedsOneInFlight({ framing, exchange }: Parts, refuse: Refuse): void {
  if (framing === undefined || exchange === undefined || exchange.mode === 'sync') return;
  if (endsByFin(framing))
    refuse(['exchange', 'mode'], "'sync' with this framing: a frame ends the stream, so none can follow it");
}

/** RFC 6455, section 5.5.1: after a Close nothing is sent, in either direction. */
function finNeedsHalfClose({ to, framing }: Parts, refuse: Refuse): void {
  if (to === undefined || framing === undefined || !endsByFin(framing)) return;
  if (dials(to, 'ws') || dials(to, 'wss'))
    refuse(['framing'], 'a framing that does not end by closing: a WebSocket closes both directions at once');
}

/** A frame in pieces would never be whole again once a datagram was lost. */
function datagramIsFrame({ to, framing }: Parts, refuse: Refuse): void {
  if (to === undefined || framing === undefined || !dials(to, 'udp')) return;
  if ('can' in framing) {
    if (framing.can.rechunk || framing.can.endsByFin)
      refuse(['framing'], 'over udp a Codec whose `can` has neither rechunk nor endsByFin: a datagram is a frame');
    else if (framing.maxFrame > LARGEST_DATAGRAM)
      refuse(['framing'], `over udp a Codec whose maxFrame is at most ${String(LARGEST_DATAGRAM)}, a datagram’s`);
  } else if (framing.type !== 'read-once')
    refuse(['framing', 'type'], "'read-once' over udp: a datagram is a frame, and may be lost", `'${framing.type}'`);
}

function datagramsHaveNoOrder({ to, exchange }: Parts, refuse: Refuse): void {
  if (to === undefined || exchange?.mode !== 'pipeline' || !dials(to, 'udp')) return;
  refuse(
    ['exchange', 'mode'],
    "'sync', or 'duplex' with a key, over udp: datagrams overtake one another",
    "'pipeline'",
  );
}

function datagramsNeedHeartbeat({ to, heartbeat: beat, lifecycle }: Parts, refuse: Refuse): void {
  if (to === undefined || beat !== null || lifecycle?.type !== 'long' || !dials(to, 'udp')) return;
  refuse(
    ['heartbeat'],
    'a heartbeat over udp: there is no connection, and nothing else tells that the peer is there',
    "'off'",
  );
}

function resetNeedsTcp({ to, lifecycle }: Parts, refuse: Refuse): void {
  if (lifecycle?.type !== 'short' || lifecycle.closeBy !== 'reset' || to === undefined || to.transport !== null) return;
  if (to.urls.some((url) => !/^(tcp|memory):/i.test(url)))
    refuse(
      ['lifecycle', 'closeBy'],
      "'us' or 'peer' with these targets: only a tcp:// connection ends by a reset",
      "'reset'",
    );
}

const rules = [
  tlsNeedsTarget,
  finNeedsHalfClose,
  datagramIsFrame,
  datagramsHaveNoOrder,
  datagramsNeedHeartbeat,
  emptyNeedsFraming,
  answerMustBeKnown,
  stableNeedsVerdict,
  finNeedsOneInFlight,
  resetNeedsTcp,
  permanentNeverGivesUp,
  ...simplexRules,
];

/** Runs every rule whose options are all right in themselves, so that one slip does not hide another. */
export function checkRules(value: unknown, context: z.core.$RefinementCtx): void {
  if (typeof value !== 'object' || value === null) return;
  const wrong = new Set(context.issues.map((issue) => issue.path?.[0]));
  const parts: Parts = Object.fromEntries(Object.entries(value).filter(([name]) => !wrong.has(name)));
  for (const rule of rules)
    rule(parts, (path, expected, found) => {
      context.addIssue({ code: 'custom', path: [...path], message: expected, params: { found } });
    });
}

/** A link that dials udp takes no frame that fits into no datagram, whichever of its targets is up. */
export const settleFraming = (framing: FramingOptions | Codec, to: TargetOptions): FramingOptions | Codec =>
  'can' in framing || framing.type !== 'read-once' || framing.maxFrame <= LARGEST_DATAGRAM || !dials(to, 'udp')
    ? framing
    : { ...framing, maxFrame: LARGEST_DATAGRAM };

/**
 * Where order ties replies to requests an answer must be known by its content; `any` is taken for an empty heartbeat
 * only, and there it means the empty frame. On a receive leg it means what our own leg sends, or the peer's would.
 */
export const settleExpect = (beat: HeartbeatOptions | null, modes: Modes = {}): HeartbeatOptions | null =>
  beat?.expect.kind === 'any' && beat.send.kind === 'bytes' && (isEmpty(beat.send) || legsOf(modes).length > 0)
    ? { ...beat, expect: { kind: 'bytes', bytes: beat.send.bytes } }
    : beat;
