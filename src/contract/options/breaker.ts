/** The circuit breaker: when callers are told at once instead of waiting for a peer that does not answer. */
import { z } from 'zod';
import { option } from './meta.ts';
import { count, durationFrom } from './numbers.ts';

const hot = 'below that it would be closed again before anything could have changed';

export const breaker = option(
  {
    type: "'off' or map",
    meaning:
      'After `failures` exchanges in a row that timed out or were lost, requests are refused at once as `circuit-open`, not sent; after `openFor` one is let through to try.',
  },
  z
    .union([
      z.literal('off').transform(() => null),
      z.strictObject({
        failures: option(
          { type: 'whole number', meaning: 'Exchanges that fail in a row and open it.', reason: '1 to 1,000,000.' },
          count(1, 1_000_000).prefault(5),
        ),
        openFor: option(
          {
            type: 'duration',
            unit: 'ms',
            meaning: 'How long it stays open before one exchange is let through to try.',
            reason: `At least 10 ms: ${hot}.`,
          },
          durationFrom(10, hot).prefault('30s'),
        ),
      }),
    ])
    .prefault('off'),
);
