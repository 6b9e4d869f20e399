/** TCP keepalive: what is asked of the kernel. What the platform does with it, the transport tells. */
import { z } from 'zod';
import type { KeepaliveOptions } from '../transport.ts';
import { option } from './meta.ts';
import { count } from './numbers.ts';
import { duration } from './units.ts';
import { inUnits } from './words.ts';

/** Linux: MAX_TCP_KEEPIDLE and MAX_TCP_KEEPINTVL, 32,767 s; MAX_TCP_KEEPCNT, 127. */
const LONGEST = 32_767_000;
const SHORTEST = 1_000;
const MOST_PROBES = 127;

const why = 'the kernel counts in seconds, and below 1 s Node fails to set it without a word';
const error = `whole seconds from ${inUnits(SHORTEST)} to ${inUnits(LONGEST)}: ${why}`;
const seconds = (fallback: string): z.ZodPrefault<typeof duration> =>
  duration.refine((ms) => ms >= SHORTEST && ms <= LONGEST && ms % 1_000 === 0, { error }).prefault(fallback);

export const keepalive = option(
  {
    type: "map or 'off'",
    meaning:
      'The kernel’s probes on a silent line. They see a host that is gone, never a program that hangs: that takes a heartbeat.',
  },
  z
    .union([
      z.literal('off'),
      z.strictObject({
        idle: option(
          {
            type: 'duration',
            unit: 'ms',
            meaning: 'Silence before the first probe.',
            reason:
              'Whole seconds from 1 s to 32,767 s: what the Linux kernel takes; below 1 s Node fails without a word.',
          },
          seconds('30s'),
        ),
        interval: option(
          {
            type: 'duration',
            unit: 'ms',
            meaning: 'Between probes. Node before 24.21 always uses 1 s.',
            reason: 'As `idle`.',
          },
          seconds('1s'),
        ),
        count: option(
          {
            type: 'whole number',
            meaning: 'Unanswered probes that end the line. Node before 24.21 always uses 10.',
            reason: `1 to ${String(MOST_PROBES)}, as the Linux kernel takes.`,
          },
          count(1, MOST_PROBES).prefault(10),
        ),
      }),
    ])
    .transform((value): KeepaliveOptions | null => (value === 'off' ? null : value))
    .prefault({}),
);
