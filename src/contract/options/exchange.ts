/** How requests and replies share a line. */
import { z } from 'zod';
import { key } from './key.ts';
import type { KeyOptions } from './key.ts';
import { option } from './meta.ts';
import { count, durationFrom } from './numbers.ts';
import { receive } from './target.ts';
import type { TargetOptions } from './target.ts';

export interface ExchangeOptions {
  /** sync and pipeline tie a reply to its request by order alone, duplex and simplex by its key. */
  readonly mode: 'sync' | 'pipeline' | 'duplex' | 'simplex';
  /** In modes duplex and simplex alone; simplex without it has no requests. */
  readonly key: KeyOptions | null;
  /** The receive leg, in mode simplex alone. */
  readonly receive: TargetOptions | null;
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
          type: "'sync', 'pipeline', 'duplex', 'simplex'",
          meaning:
            'sync: one request in flight. pipeline: many, whose replies come in the same order. duplex: many, whose replies come in any order and are told by their key; the peer may speak unasked at any time. simplex: two lines, one only to send and one only to receive; with a `key` also requests.',
        },
        z.enum(['sync', 'pipeline', 'duplex', 'simplex']).prefault('sync'),
      ),
      window: option(
        {
          type: 'whole number',
          meaning: 'pipeline, duplex and simplex: requests in flight at once.',
          default: String(DEFAULT_WINDOW),
          reason:
            '1 to 65,536. All of them end as `unknown` when the line is lost, and each holds a place in memory from the start.',
        },
        count(1, 65_536).optional(),
      ),
      key: key.optional(),
      receive,
      timeout: option(
        {
          type: 'duration',
          unit: 'ms',
          meaning:
            'How long a request waits for its reply where the caller names no limit. In sync and pipeline order is lost when it passes, and the line is ended; in duplex and simplex the key is kept out of use so long again.',
          reason: 'At least 1 ms: a limit of 0 would end the line with every request.',
        },
        durationFrom(1, 'a limit of 0 would end the line with every request').prefault('30s'),
      ),
    })
    .superRefine((value, context) => {
      const refuse = (name: string, message: string): void => {
        context.addIssue({ code: 'custom', path: [name], message });
      };
      const { mode, key: part, window, receive: leg } = value;
      if (mode === 'sync' && window !== undefined)
        refuse('window', 'nothing: in mode sync one request is in flight; `window` belongs to pipeline and duplex');
      if (mode === 'simplex' && part === undefined && window !== undefined)
        refuse('window', 'nothing: in mode simplex there are no requests without a `key`');
      if (mode !== 'duplex' && mode !== 'simplex' && part !== undefined)
        refuse('key', 'nothing: `key` belongs to duplex and simplex');
      if (mode === 'duplex' && part === undefined)
        refuse('key', 'a map { offset, bytes } or a function: in mode duplex it alone tells whose reply a frame is');
      if (mode !== 'simplex' && leg !== undefined) refuse('receive', 'nothing: `receive` belongs to simplex');
      if (mode === 'simplex' && leg === undefined)
        refuse('receive', 'a URL, a list of URLs or { listen: URL }: in mode simplex replies and messages come there');
    })
    .transform(({ mode, key: part, receive: leg, window, timeout }): ExchangeOptions => ({
      mode,
      key: part ?? null,
      receive: leg ?? null,
      window: mode === 'sync' ? 1 : (window ?? DEFAULT_WINDOW),
      timeout,
    }))
    .prefault({}),
);
