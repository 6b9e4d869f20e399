/** Which link a run is about: the options that change what may happen, and no more. */
import fc from 'fast-check';
import type { LinkInput } from '../../src/contract/options/link.ts';

/** What the peer answers to a heartbeat of ours, and what its own look like; undefined: it has none. */
export interface Beat {
  readonly options: LinkInput['heartbeat'];
  readonly ours: string | null;
  readonly answer: string;
  readonly theirs: string | null;
}

const times = { every: 3_000, timeout: 1_000, misses: 2 } as const;

export const beats = {
  off: { options: 'off', ours: null, answer: '', theirs: null },
  empty: { options: { ...times, send: 'empty' }, ours: '', answer: '', theirs: null },
  echo: { options: { ...times, send: { text: 'ping' }, expect: 'echo' }, ours: 'ping', answer: 'ping', theirs: null },
  pattern: {
    options: { ...times, misses: 3, send: { text: 'PING' }, expect: { match: '^PONG' } },
    ours: 'PING',
    answer: 'PONG 1',
    theirs: null,
  },
  keeps: {
    options: { ...times, send: { text: 'ping' }, expect: 'echo', keepSending: true },
    ours: 'ping',
    answer: 'ping',
    theirs: null,
  },
  both: {
    options: { ...times, send: { text: 'ping' }, expect: 'echo', role: 'both' },
    ours: 'ping',
    answer: 'ping',
    theirs: 'ping',
  },
  /** By key alone: whatever arrives answers it. */
  any: { options: { ...times, send: { text: 'ping' }, expect: 'any' }, ours: 'ping', answer: 'pong', theirs: null },
  responder: {
    options: { ...times, send: { text: 'PONG' }, expect: { text: 'PING' }, role: 'responder' },
    ours: null,
    answer: '',
    theirs: 'PING',
  },
} as const satisfies Readonly<Record<string, Beat>>;

export interface Shape {
  readonly mode: 'sync' | 'pipeline' | 'duplex';
  readonly lifecycle: 'long' | 'short';
  readonly beat: keyof typeof beats;
  readonly handshake: 'none' | 'hand' | 'talk';
  readonly onLost: 'none' | 'quick' | 'throws' | 'hand';
  readonly attempts: number | null;
  readonly targets: 1 | 2;
  readonly queue: number;
  readonly inbox: number;
  readonly listens: boolean;
  /** A small pipe: writes are blocked early. */
  readonly narrow: boolean;
  /** In a group that goes down and up together. */
  readonly grouped: boolean;
}

/** What ties a reply to its request in mode duplex: `r12`, its reply `=r12`, and `r12.15`, which was asked alike. */
export const keyIn = (frame: string): string | undefined => /^=?(r\d+)/.exec(frame)?.[1];

/** Most often what is plain: a run in which everything is odd meets nothing of the rest. */
const mostly = <T>(plain: T, ...odd: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(plain) }, { weight: 1, arbitrary: fc.constantFrom(plain, ...odd) });

const inOrder = fc.constantFrom<Shape['beat']>('off', 'empty', 'echo', 'pattern', 'keeps', 'both', 'responder');
const talk: fc.Arbitrary<Pick<Shape, 'mode' | 'beat'>> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ mode: fc.constantFrom('sync', 'pipeline'), beat: inOrder }) },
  {
    weight: 1,
    arbitrary: fc.record({ mode: fc.constant('duplex'), beat: fc.oneof(inOrder, fc.constant<'any'>('any')) }),
  },
);

const rest = fc.record({
  lifecycle: mostly<Shape['lifecycle']>('long', 'short'),
  handshake: mostly<Shape['handshake']>('none', 'hand', 'talk'),
  onLost: mostly<Shape['onLost']>('none', 'quick', 'throws', 'hand'),
  attempts: mostly<number | null>(null, 0, 2),
  targets: mostly<1 | 2>(1, 2),
  queue: mostly(1_000, 2),
  inbox: mostly(1_000, 2),
  listens: fc.boolean(),
  narrow: mostly(false, true),
  grouped: fc.boolean(),
});

export const shapes: fc.Arbitrary<Shape> = fc.tuple(talk, rest).map(([one, other]) => ({ ...one, ...other }));
