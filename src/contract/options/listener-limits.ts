/** What a listener allows its clients: how many, for how long, how much. */
import { z } from 'zod';
import { option } from './meta.ts';
import { count, durationFrom } from './numbers.ts';
import { duration, size } from './units.ts';

const zero = 'a limit of 0 would pass before anything could happen';
const bytesError = 'a size from 1 B to 1 GiB';

export const limits = option(
  { type: 'map', meaning: 'What clients are allowed. All of it is bounded: a client is a stranger.' },
  z
    .strictObject({
      max: option(
        {
          type: 'whole number',
          meaning: 'Sessions at once.',
          reason: '1 to 1,000,000. Each holds a file descriptor, and most systems begin with 1,024 of them.',
        },
        count(1, 1_000_000).prefault(1_000),
      ),
      perAddress: option(
        {
          type: 'whole number',
          meaning: 'Sessions at once from one address. Callers of a socket file have none, and count in `max` alone.',
          reason: '1 to 1,000,000. 100 lets a site behind one address in, and keeps one host from taking all places.',
        },
        count(1, 1_000_000).prefault(100),
      ),
      handshake: option(
        {
          type: 'duration',
          unit: 'ms',
          meaning: 'TLS and `handshake` together.',
          reason:
            'At least 10 ms. 10 s are ample for a log-on; a caller that never finishes would hold a place for ever.',
        },
        durationFrom(10, 'below that no client but one of this host could answer').prefault('10s'),
      ),
      idle: option(
        {
          type: "duration or 'off'",
          unit: 'ms',
          meaning: 'Without an exchange; heartbeats do not extend it. Then the session is closed in order.',
          default: "10m; with a heartbeat 'off'",
          reason: 'At least 10 ms. Without a heartbeat it is what ends sessions whose client is gone without a word.',
        },
        z.union([z.literal('off'), durationFrom(10, 'below that nobody could ask twice')]).optional(),
      ),
      heartbeats: option(
        {
          type: 'whole number',
          unit: 'a second',
          meaning: 'Heartbeats taken from one client within one second; one more ends its session as `flooded`.',
          reason:
            '1 to 10,000. Each is answered, so a flood of them costs twice; a client in order sends one in some seconds.',
        },
        count(1, 10_000).prefault(10),
      ),
      pending: option(
        {
          type: 'whole number',
          meaning: 'Requests of one client that are being answered; beyond it the client is not read.',
          reason: '1 to 65,536. They are answered by functions of yours, which hold memory too.',
        },
        count(1, 65_536).prefault(64),
      ),
      pendingBytes: option(
        {
          type: 'size',
          unit: 'bytes',
          meaning:
            'Of one client: its requests that are being answered, beyond which it is not read; and what waits for it to read, beyond which its session ends as `unread`.',
          reason: '1 B to 1 GiB. 1 MiB for each of 1,000 clients is what a server can lend to all of them at once.',
        },
        size.refine((bytes) => bytes >= 1 && bytes <= 2 ** 30, { error: bytesError }).prefault('1MiB'),
      ),
    })
    .prefault({}),
);

export const whenFull = option(
  {
    type: "'refuse', 'evict'",
    meaning:
      'refuse: who calls is turned away. evict: the session without traffic for longest is ended in its favour; over `perAddress` one of the same address.',
  },
  z.enum(['refuse', 'evict']).prefault('refuse'),
);

export const answerTimeout = option(
  {
    type: 'duration',
    unit: 'ms',
    meaning: 'How long `onRequest` may take; then the session ends as `answer-timeout`.',
    reason: `At least 1 ms: ${zero}. Without it a promise that never settles would hold its client for ever.`,
  },
  durationFrom(1, zero).prefault('30s'),
);

export const rebind = option(
  { type: 'map', meaning: 'How it tries again where its address is taken, or there is no descriptor left.' },
  z
    .strictObject({
      first: option(
        { type: 'duration', unit: 'ms', meaning: 'Before the second attempt.', reason: `At least 1 ms: ${zero}.` },
        durationFrom(1, zero).prefault('200ms'),
      ),
      factor: option(
        {
          type: 'number',
          meaning: 'By which each wait is longer than the one before.',
          reason: '1 to 10. It is not spread by chance: no two programs wait for one address.',
        },
        z.number({ error: 'a number from 1 to 10' }).min(1).max(10).prefault(2),
      ),
      max: option(
        { type: 'duration', unit: 'ms', meaning: 'No wait is longer.', reason: 'What was let go is taken within it.' },
        duration.prefault('5s'),
      ),
    })
    .prefault({}),
);

export const backlog = option(
  {
    type: 'whole number',
    meaning: 'Callers whom the kernel holds until they are taken in.',
    reason: '1 to 65,535; Linux itself cuts it to net.core.somaxconn, 4,096 as a rule.',
  },
  count(1, 65_535).prefault(511),
);
