/** What happens after a loss: how soon, how often, and when all is well again. */
import { z } from 'zod';
import type { HeartbeatOptions } from './heartbeat.ts';
import { option } from './meta.ts';
import { count, durationFrom, fraction } from './numbers.ts';
import { duration } from './units.ts';
import { inUnits } from './words.ts';

export interface ReconnectOptions {
  /** The first wait, ms. */
  readonly first: number;
  /** Each wait is so many times the one before. */
  readonly factor: number;
  /** No wait is longer, ms, the spread included. */
  readonly max: number;
  /** Each wait is spread by ± this share of itself. */
  readonly jitter: number;
  /** Redials before giving up; `null`: without end. 0: none. */
  readonly attempts: number | null;
  /** The count of attempts returns to 0 when the line has held so long, ms, or after one good exchange. */
  readonly stableAfter: number;
}

const DEFAULT_STABLE = 10_000;

/**
 * A frozen peer accepts dials, and is found out only by its heartbeat. A line that counts as stable before that verdict
 * would be redialled after the first wait for ever.
 */
export const verdictBound = (beat: HeartbeatOptions | null): number =>
  beat === null ? 0 : beat.every + (beat.misses + 1) * beat.timeout;

const busy = 'below that, a peer that refuses would be dialled in a busy loop';

const policy = z
  .strictObject({
    first: option(
      {
        type: 'duration',
        unit: 'ms',
        meaning: 'The wait before the first redial; it is spread too.',
        reason: `At least 10 ms: ${busy}.`,
      },
      durationFrom(10, busy).prefault('1s'),
    ),
    factor: option(
      {
        type: 'number',
        meaning: 'Each wait is so many times the one before.',
        reason: '1 (always the same) to 10. 1.6 is gRPC’s.',
      },
      fraction(1, 10).prefault(1.6),
    ),
    max: option(
      { type: 'duration', unit: 'ms', meaning: 'No wait is longer, its spread included.', reason: 'At least `first`.' },
      durationFrom(10, busy).prefault('30s'),
    ),
    jitter: option(
      {
        type: 'number',
        meaning: 'Each wait is spread by ± this share, so that many links do not come back at one instant.',
        reason: '0 to 0.9: with 1 a wait could be 0. 0.2 is gRPC’s.',
      },
      fraction(0, 0.9).prefault(0.2),
    ),
    attempts: option(
      {
        type: 'whole number or null',
        meaning:
          'Redials before the link gives up; null: without end. 0: none. A short connection never redials itself: its link does, while calls wait.',
        default: 'null',
        reason: 'At most 1,000,000, which at 30 s is a year.',
      },
      z
        .union([z.null(), count(0, 1_000_000)], { error: 'a whole number from 0 to 1,000,000, or null for no end' })
        .optional(),
    ),
    stableAfter: option(
      {
        type: 'duration',
        unit: 'ms',
        meaning: 'The count of attempts returns to 0 when the line has held so long, or after one good exchange.',
        default: 'the longer of 10s and every + (misses + 1) × timeout of the heartbeat',
        reason:
          'Not below that verdict time: a frozen peer that still accepts dials would be redialled after `first` for ever.',
      },
      duration.optional(),
    ),
  })
  .superRefine((value, context) => {
    if (value.first > value.max)
      context.addIssue({
        code: 'custom',
        path: ['first'],
        message: `at most reconnect.max, which is ${inUnits(value.max)}`,
      });
  });

export const reconnect = option(
  {
    type: "map or 'off'",
    meaning: 'After a loss: waits that grow by `factor`, spread by `jitter`. off: the first loss ends the link.',
  },
  z.union([z.literal('off').transform(() => policy.parse({ attempts: 0 })), policy]).prefault({}),
);

/** As parsed on its own: what depends on other options is still open. */
export type ReconnectChoice = z.output<typeof reconnect>;

/** The whole policy. A short connection never redials: whether to dial again for an exchange is its link's decision. */
export function resolveReconnect(choice: ReconnectChoice, beat: HeartbeatOptions | null): ReconnectOptions {
  const { first, factor, max, jitter, attempts, stableAfter } = choice;
  return {
    first,
    factor,
    max,
    jitter,
    attempts: attempts ?? null,
    stableAfter: stableAfter ?? Math.max(DEFAULT_STABLE, verdictBound(beat)),
  };
}
