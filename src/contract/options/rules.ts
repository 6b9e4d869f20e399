/** Rules between options: what is right for each alone and wrong together. */
import type { z } from 'zod';
import type { Codec } from '../codec.ts';
import type { ExchangeOptions } from './exchange.ts';
import type { FramingOptions } from './framing.ts';
import type { HeartbeatOptions } from './heartbeat.ts';
import type { Expect, Payload } from './payload.ts';
import { verdictBound } from './reconnect.ts';
import type { ReconnectChoice } from './reconnect.ts';
import type { TargetOptions } from './target.ts';
import { inUnits } from './words.ts';

/** Each option as parsed on its own. Where one is wrong it is missing here: the rules that need it are left out. */
export interface Parts {
  readonly to?: TargetOptions | undefined;
  readonly tls?: object | undefined;
  readonly framing?: FramingOptions | Codec | undefined;
  readonly exchange?: ExchangeOptions | undefined;
  readonly heartbeat?: HeartbeatOptions | null | undefined;
  readonly reconnect?: ReconnectChoice | undefined;
  readonly restart?: string | undefined;
}

type Refuse = (path: readonly string[], expected: string, found?: string) => void;

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

function tlsNeedsTarget({ to, tls }: Parts, refuse: Refuse): void {
  if (tls === undefined || to === undefined || to.transport !== null) return;
  if (!to.urls.some((url) => /^tls:/i.test(url)))
    refuse(['tls'], 'a tls:// target in `to`: with the others nothing would be encrypted');
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

function answerMustBeKnown({ exchange, heartbeat: beat }: Parts, refuse: Refuse): void {
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

const rules = [
  tlsNeedsTarget,
  emptyNeedsFraming,
  answerMustBeKnown,
  stableNeedsVerdict,
  finNeedsOneInFlight,
  permanentNeverGivesUp,
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

/**
 * Where order ties replies to requests an answer must be known by its content; `any` is taken for an empty heartbeat
 * only, and there it means the empty frame.
 */
export const settleExpect = (beat: HeartbeatOptions | null): HeartbeatOptions | null =>
  beat?.expect.kind === 'any' && isEmpty(beat.send)
    ? { ...beat, expect: { kind: 'bytes', bytes: new Uint8Array(0) } }
    : beat;
