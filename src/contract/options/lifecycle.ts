/** How long a connection lives: held and redialled, or one for each exchange. */
import { z } from 'zod';
import { option } from './meta.ts';
import { count } from './numbers.ts';

export type LifecycleOptions =
  | { readonly type: 'long' }
  /** At most `concurrency` connections at once; further exchanges wait in the queue. */
  | { readonly type: 'short'; readonly concurrency: number };

const DEFAULT_CONCURRENCY = 16;

export const lifecycle = option(
  {
    type: "'long', 'short' or map",
    meaning: 'long: one connection is held and redialled. short: connect, exchange, close, for each exchange.',
  },
  z
    .union([
      z.enum(['long', 'short']),
      z
        .strictObject({
          type: option(
            { type: "'long', 'short'", meaning: 'As above.' },
            z.enum(['long', 'short'], { error: "'long' or 'short'" }),
          ),
          concurrency: option(
            {
              type: 'whole number',
              meaning: 'short only: connections at once.',
              default: String(DEFAULT_CONCURRENCY),
              reason:
                '1 to 1,024. 16 is what one peer is dialled with at once. A socket costs a file descriptor, and most systems begin with 1,024 of them.',
            },
            count(1, 1024).optional(),
          ),
        })
        .superRefine((value, context) => {
          if (value.type === 'long' && value.concurrency !== undefined)
            context.addIssue({
              code: 'custom',
              path: ['concurrency'],
              message: 'nothing: `concurrency` belongs to short',
            });
        }),
    ])
    .transform((value): LifecycleOptions => {
      const { type, concurrency } = typeof value === 'string' ? { type: value, concurrency: undefined } : value;
      return type === 'long' ? { type } : { type, concurrency: concurrency ?? DEFAULT_CONCURRENCY };
    })
    .prefault('long'),
);
