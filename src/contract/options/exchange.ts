/** How requests and replies share a line. */
import { z } from 'zod';
import { key } from './key.ts';
import type { KeyOptions } from './key.ts';
import { option } from './meta.ts';
import { count, durationFrom } from './numbers.ts';

export interface ExchangeOptions {
  /** sync and pipeline tie a reply to its request by order alone, duplex by its key. */
  readonly mode: 'sync' | 'pipeline' | 'duplex';
  /** In mode duplex alone. */
  readonly key: KeyOptions | null;
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
          type: "'sync', 'pipeline', 'duplex'",
          meaning:
            'sync: one request in flight. pipeline: many, whose replies come in the same order. duplex: many, whose replies come in any order and are told by their key; the peer may speak unasked at any time.',
        },
        z.enum(['sync', 'pipeline', 'duplex']).prefault('sync'),
      ),
      window: option(
        {
          type: 'whole number',
          meaning: 'pipeline and duplex: requests in flight at once.',
          default: String(DEFAULT_WINDOW),
          reason:
            '1 to 65,536. All of them end as `unknown` when the line is lost, and each holds a place in memory from the start.',
        },
        count(1, 65_536).optional(),
      ),
      key: key.optional(),
      timeout: option(
        {
          type: 'duration',
          unit: 'ms',
          meaning:
            'How long a request waits for its reply where the caller names no limit. In sync and pipeline order is lost when it passes, and the line is ended; in duplex the key is kept out of use so long again.',
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
          message: 'nothing: in mode sync one request is in flight; `window` belongs to pipeline and duplex',
        });
      if (value.mode !== 'duplex' && value.key !== undefined)
        context.addIssue({ code: 'custom', path: ['key'], message: 'nothing: `key` belongs to duplex' });
      if (value.mode === 'duplex' && value.key === undefined)
        context.addIssue({
          code: 'custom',
          path: ['key'],
          message: 'a map { offset, bytes } or a function: in mode duplex it alone tells whose reply a frame is',
        });
    })
    .transform(({ mode, key: part, window, timeout }): ExchangeOptions => ({
      mode,
      key: part ?? null,
      window: mode === 'sync' ? 1 : (window ?? DEFAULT_WINDOW),
      timeout,
    }))
    .prefault({}),
);
