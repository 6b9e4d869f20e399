/** How requests and replies share a line. */
import { z } from 'zod';
import { option } from './meta.ts';
import { count, durationFrom } from './numbers.ts';

export interface ExchangeOptions {
  /** Both tie a reply to its request by order alone. */
  readonly mode: 'sync' | 'pipeline';
  /** Requests in flight at once; sync: 1. */
  readonly window: number;
  /** How long a request waits for its reply, ms, where the caller names no limit. */
  readonly timeout: number;
}

const DEFAULT_WINDOW = 64;

export const exchange = option(
  { type: 'map', meaning: 'How requests and replies share the line.' },
  z
    .strictObject({
      mode: option(
        {
          type: "'sync', 'pipeline'",
          meaning: 'sync: one request in flight. pipeline: many, whose replies come in the same order.',
        },
        z.enum(['sync', 'pipeline']).prefault('sync'),
      ),
      window: option(
        {
          type: 'whole number',
          meaning: 'pipeline only: requests in flight at once.',
          default: String(DEFAULT_WINDOW),
          reason:
            '1 to 65,536. All of them end as `unknown` when the line is lost, and each holds a place in memory from the start.',
        },
        count(1, 65_536).optional(),
      ),
      timeout: option(
        {
          type: 'duration',
          unit: 'ms',
          meaning:
            'How long a request waits for its reply where the caller names no limit. When it passes, order is lost and the line is ended.',
          reason: 'At least 1 ms: a limit of 0 would end the line with every request.',
        },
        durationFrom(1, 'a limit of 0 would end the line with every request').prefault('30s'),
      ),
    })
    .superRefine((value, context) => {
      if (value.mode === 'sync' && value.window !== undefined)
        context.addIssue({
          code: 'custom',
          path: ['window'],
          message: 'nothing: in mode sync one request is in flight; `window` belongs to pipeline',
        });
    })
    .transform(({ mode, window, timeout }): ExchangeOptions => ({
      mode,
      window: mode === 'sync' ? 1 : (window ?? DEFAULT_WINDOW),
      timeout,
    }))
    .prefault({}),
);
