/** What may happen to a link: what its user does, what its peer does, and time. Plain data, so that a failure can be read. */
import fc from 'fast-check';

export type Reaction = 'nothing' | 'throw' | 'request' | 'abort' | 'redial' | 'close' | 'destroy';

export type UserCommand =
  | {
      readonly do: 'request';
      readonly how: 'promise' | 'callback';
      readonly timeout: number | null;
      readonly react: Reaction;
    }
  /** Asks again with the key of an earlier request: in mode duplex that may be refused. */
  | { readonly do: 'ask alike'; readonly which: number; readonly how: 'promise' | 'callback' }
  | { readonly do: 'post'; readonly timeout: number | null }
  | { readonly do: 'receive' | 'ready'; readonly timeout: number | null }
  | { readonly do: 'abort'; readonly which: number }
  | { readonly do: 'redial' | 'destroy' | 'unref' | 'crash' | 'crash beside' }
  | { readonly do: 'close'; readonly within: number | null }
  // The user's hooks.
  | { readonly do: 'greet'; readonly which: 'oldest' | 'newest'; readonly with: 'ready' | 'fail' | 'reject' }
  | { readonly do: 'clean'; readonly with: 'done' | 'throw' };

export type PeerCommand =
  /** With the oldest frame that it owes; where a key ties them, with whichever. */
  | { readonly do: 'answer'; readonly how: 'once' | 'twice' | 'split'; readonly which: number }
  | { readonly do: 'answer all' | 'skip a heartbeat' | 'probe' | 'tell' | 'half' | 'reset' | 'garbage' | 'partial' }
  | { readonly do: 'hole'; readonly on: boolean };

/** Time, and what dials meet. */
export type WorldCommand =
  | { readonly do: 'by itself'; readonly on: boolean }
  | { readonly do: 'listen'; readonly which: number; readonly answer: 'accept' | 'hang' | 'refused' }
  | { readonly do: 'pass' | 'stall' | 'jump'; readonly ms: number }
  | { readonly do: 'step' };

export type Command =
  | { readonly by: 'user'; readonly command: UserCommand }
  | { readonly by: 'peer'; readonly command: PeerCommand }
  | { readonly by: 'world'; readonly command: WorldCommand };

/** Whether promises settle and what is on its way arrives before the next command. */
export type Move = Command & { readonly flush: boolean };

const limit = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constantFrom(0, 50, 700, 3_000, 20_000) },
);
const plain = <T extends string>(...names: readonly T[]): fc.Arbitrary<{ readonly do: T }> =>
  fc.constantFrom(...names).map((name) => ({ do: name }));
const just = <T extends string>(name: T): fc.Arbitrary<T> => fc.constant(name);
const reaction = fc.oneof(
  { weight: 20, arbitrary: just('nothing') },
  { weight: 1, arbitrary: fc.constantFrom<Reaction>('throw', 'request', 'abort', 'redial', 'close', 'destroy') },
  { weight: 4, arbitrary: fc.constantFrom<Reaction>('throw', 'request', 'abort') },
);

const request = fc.record({
  do: just('request'),
  how: fc.constantFrom('promise', 'callback'),
  timeout: limit,
  react: reaction,
});
const alike = fc.record({
  do: just('ask alike'),
  which: fc.nat({ max: 2 }),
  how: fc.constantFrom('promise', 'callback'),
});
const answer = fc.record({
  do: just('answer'),
  how: fc.constantFrom('once', 'once', 'twice', 'split'),
  which: fc.nat({ max: 2 }),
});
const greet = fc.record({
  do: just('greet'),
  which: fc.constantFrom('oldest', 'newest'),
  with: fc.constantFrom('ready', 'ready', 'ready', 'fail', 'reject'),
});
const user: fc.Arbitrary<UserCommand> = fc.oneof(
  { weight: 24, arbitrary: request },
  { weight: 8, arbitrary: alike },
  { weight: 6, arbitrary: fc.record({ do: just('post'), timeout: limit }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('receive', 'ready'), timeout: limit }) },
  { weight: 6, arbitrary: fc.record({ do: just('abort'), which: fc.nat({ max: 5 }) }) },
  { weight: 4, arbitrary: plain('redial', 'unref', 'crash', 'crash beside') },
  { weight: 1, arbitrary: plain('destroy') },
  { weight: 1, arbitrary: fc.record({ do: just('close'), within: limit }) },
  { weight: 8, arbitrary: greet },
  { weight: 4, arbitrary: fc.record({ do: just('clean'), with: fc.constantFrom('done', 'throw') }) },
);

const peer: fc.Arbitrary<PeerCommand> = fc.oneof(
  { weight: 20, arbitrary: answer },
  { weight: 10, arbitrary: plain('answer all', 'skip a heartbeat', 'probe', 'tell') },
  { weight: 6, arbitrary: plain('half', 'reset', 'reset', 'garbage', 'partial') },
  { weight: 2, arbitrary: fc.record({ do: just('hole'), on: fc.boolean() }) },
);

const listen = fc.record({
  do: just('listen'),
  which: fc.nat({ max: 1 }),
  answer: fc.constantFrom('accept', 'accept', 'hang', 'refused'),
});
const passes = fc.constantFrom(1, 10, 100, 600, 1_000, 1_100, 3_100, 6_000, 12_000, 40_000);
const around: fc.Arbitrary<WorldCommand> = fc.oneof(
  { weight: 20, arbitrary: fc.record({ do: just('pass'), ms: passes }) },
  { weight: 16, arbitrary: plain('step') },
  { weight: 2, arbitrary: fc.record({ do: just('stall'), ms: fc.constantFrom(500, 2_500, 10_000) }) },
  { weight: 1, arbitrary: fc.record({ do: just('jump'), ms: fc.constantFrom(-5_000, 500, 5_000) }) },
  { weight: 4, arbitrary: listen },
  { weight: 2, arbitrary: fc.record({ do: just('by itself'), on: fc.boolean() }) },
);

const commands: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: user.map((command) => ({ by: 'user' as const, command })) },
  { weight: 3, arbitrary: peer.map((command) => ({ by: 'peer' as const, command })) },
  { weight: 3, arbitrary: around.map((command) => ({ by: 'world' as const, command })) },
);

export const moves: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.tuple(commands, fc.nat({ max: 3 })).map(([command, chance]) => ({ ...command, flush: chance > 0 })),
  { minLength: 5, maxLength: 60, size: 'max' },
);
