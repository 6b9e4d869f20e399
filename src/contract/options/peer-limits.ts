/** Limits that the peer enforces on a line, and ours, by which we end it first. */
import { z } from 'zod';
import { defined } from './defined.ts';
import { count, durationFrom } from './numbers.ts';
import { check, problemError } from './problem.ts';

/** As the peer tells them in its log-on. Durations in ms, or such as `'60s'`. */
export interface PeerLimits {
  /** Without an exchange; at least 3 s. */
  readonly maxIdle?: number | string;
  /** Since the line was up; at least 3 s. */
  readonly maxAge?: number | string;
  /** Requests and posts on one socket; at least 1. */
  readonly maxExchanges?: number;
}

/** Ours, durations in ms. */
export interface OwnLimits {
  readonly maxIdle?: number;
  readonly maxAge?: number;
  readonly maxExchanges?: number;
}

/** ms: our end must be on its way before the peer’s own begins. undici’s margin is the same order. */
const UNDERCUT = 2_000;
/** The chart spreads maxAge by this share either way. */
const AGE_SPREAD = 0.1;

export const tooNear = 'the line ends 2s before it, and must have lived until then';
/** Anew each time: what an option says of itself is said of one schema. */
export const peerDuration = (): ReturnType<typeof durationFrom> => durationFrom(3_000, tooNear);

export const undercut = (peer: number): number => peer - UNDERCUT;
/** Early enough whatever the spread. */
export const undercutAge = (peer: number): number => Math.floor(undercut(peer) / (1 + AGE_SPREAD));

const told = z.strictObject({
  maxIdle: peerDuration().transform(undercut).optional(),
  maxAge: peerDuration().transform(undercutAge).optional(),
  maxExchanges: count(1, 1_000_000_000).optional(),
});

/**
 * What the peer told, as ours.
 * @throws HoldfastError `option-invalid`
 */
export const undercutLimits = (link: string, peer: PeerLimits): OwnLimits => {
  const checked = check(told, peer, { later: new Set() });
  if (!checked.ok) throw problemError(`${link}: talk.limits`, checked.problems, link);
  return defined(checked.value);
};
