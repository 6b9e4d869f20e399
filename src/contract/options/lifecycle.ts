/** How long a connection lives: held and redialled, within limits, or one for each exchange. */
import { z } from 'zod';
import { option } from './meta.ts';
import { count, durationFrom } from './numbers.ts';
import { peerDuration, tooNear, undercut, undercutAge } from './peer-limits.ts';

export interface LongLifecycle {
  readonly type: 'long';
  /** Held at once. */
  readonly connections: number;
  /** ms since the last exchange; null: no limit. */
  readonly maxIdle: number | null;
  /** ms since the line was up, spread by ±10 %; null: no limit. */
  readonly maxAge: number | null;
  /** Requests and posts on one socket; null: no limit. */
  readonly maxExchanges: number | null;
}

export interface ShortLifecycle {
  readonly type: 'short';
  /** At most so many connections at once; further exchanges wait in the queue. */
  readonly concurrency: number;
  /** Who ends a connection after its exchange, and so keeps its port in TIME_WAIT. */
  readonly closeBy: 'us' | 'peer' | 'reset';
}

export type LifecycleOptions = LongLifecycle | ShortLifecycle;

const DEFAULT_CONCURRENCY = 16;

const tooShort = 'below that every exchange would have a connection of its own, which is what `short` does better';

const limit = (shortest: number, own: string, settle: (peer: number) => number) =>
  z.union(
    [
      durationFrom(shortest, tooShort),
      z
        .strictObject({
          peer: option(
            {
              type: 'duration',
              unit: 'ms',
              meaning: `The limit as the peer enforces it; ours is ${own}.`,
              reason: `At least 3 s: ${tooNear}.`,
            },
            peerDuration(),
          ),
        })
        .transform(({ peer }) => settle(peer)),
    ],
    { error: `a duration of at least ${String(shortest)}ms, or a map { peer: duration }` },
  );

const fields = z.strictObject({
  type: option(
    { type: "'long', 'short'", meaning: 'As above.' },
    z.enum(['long', 'short'], { error: "'long' or 'short'" }),
  ),
  connections: option(
    {
      type: 'whole number',
      meaning: 'long only: connections held at once. A call goes to the one with the fewest in flight.',
      default: '1',
      reason:
        '1 to 256. Each is a socket at either end, with its own heartbeats; 256 dials are what a process begins at once.',
    },
    count(1, 256).optional(),
  ),
  maxIdle: option(
    {
      type: 'duration or map',
      unit: 'ms',
      meaning:
        'long only: the line is ended so long after its last exchange, and dialled again when a call wants it. Heartbeats do not extend it.',
      default: 'no limit',
      reason: `At least 100 ms: ${tooShort}.`,
    },
    limit(100, '2 s less', undercut).optional(),
  ),
  maxAge: option(
    {
      type: 'duration or map',
      unit: 'ms',
      meaning:
        'long only: a line of that age is replaced: its successor is dialled as soon as it takes no more calls, and what is in flight is answered. Spread by ±10 %, so that lines that began together do not end together.',
      default: 'no limit',
      reason: `At least 1 s: ${tooShort}.`,
    },
    limit(1_000, 'early enough to end 2 s before it, the spread included', undercutAge).optional(),
  ),
  maxExchanges: option(
    {
      type: 'whole number',
      meaning: 'long only: a line that has carried so many requests and posts is replaced, as by maxAge.',
      default: 'no limit',
      reason: '2 to 1,000,000,000. A line of one exchange is a short one.',
    },
    count(2, 1_000_000_000).optional(),
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
  closeBy: option(
    {
      type: "'us', 'peer', 'reset'",
      meaning:
        'short only: who ends the connection after its exchange, and so keeps its port for a minute. us: FIN from here. peer: its FIN is awaited for closeTimeout, then ours is sent. reset: RST after a reply, which keeps no port on either side; after a post, FIN from here.',
      default: 'us',
      reason:
        'A port in TIME_WAIT serves no new connection to the same address for 60 s: some 28,000 ports make 466 connections a second. reset is for tcp:// alone.',
    },
    z.enum(['us', 'peer', 'reset'], { error: "'us', 'peer' or 'reset'" }).optional(),
  ),
});

const owners = {
  connections: 'long',
  maxIdle: 'long',
  maxAge: 'long',
  maxExchanges: 'long',
  concurrency: 'short',
  closeBy: 'short',
} as const;

type Owned = keyof typeof owners;

export const lifecycle = option(
  {
    type: "'long', 'short' or map",
    meaning: 'long: one connection is held and redialled. short: connect, exchange, close, for each exchange.',
  },
  z
    .union([
      z.enum(['long', 'short']),
      fields.superRefine((value, context) => {
        for (const [name, owner] of Object.entries(owners))
          if (value[name as Owned] !== undefined && value.type !== owner)
            context.addIssue({ code: 'custom', path: [name], message: `nothing: \`${name}\` belongs to ${owner}` });
      }),
    ])
    .transform((value): LifecycleOptions => {
      const given: z.output<typeof fields> = typeof value === 'string' ? { type: value } : value;
      if (given.type === 'short')
        return { type: 'short', concurrency: given.concurrency ?? DEFAULT_CONCURRENCY, closeBy: given.closeBy ?? 'us' };
      const { connections = 1, maxIdle = null, maxAge = null, maxExchanges = null } = given;
      return { type: 'long', connections, maxIdle, maxAge, maxExchanges };
    })
    .prefault('long'),
);
