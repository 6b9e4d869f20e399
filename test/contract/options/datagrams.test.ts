import { describe, expect, it } from 'vitest';
import type { Codec } from '../../../src/contract/codec.ts';
import { checkLink, resolveLink } from '../../../src/contract/options/link.ts';
import type { LinkInput } from '../../../src/contract/options/link.ts';
import { problemText } from '../../../src/contract/options/problem.ts';

const heartbeat = { send: { text: 'ping' }, expect: { text: 'pong' } } as const;
const presence = (more: object = {}): LinkInput => ({
  to: 'udp://peer.example:9',
  framing: 'read-once',
  heartbeat,
  ...more,
});

const codec = (maxFrame: number, can: Partial<Codec['can']> = {}): Codec => ({
  can: { empty: false, rechunk: false, endsByFin: false, ...can },
  maxFrame,
  partialTimeout: null,
  size: (frame) => frame.length,
  encode: () => {},
  decoder: () => ({ held: 0, push: () => {}, end: () => {} }),
});

const problems = (input: unknown): readonly string[] => {
  const checked = checkLink(input);
  return checked.ok ? [] : checked.problems.map(problemText);
};

describe('a link over udp', () => {
  it('is held by its heartbeat, and cuts maxFrame to what a datagram carries', () => {
    const { framing } = resolveLink('presence', presence());
    expect(framing).toEqual({ type: 'read-once', maxFrame: 65_507 });
    const small = resolveLink('small', presence({ framing: { type: 'read-once', maxFrame: 1200 } }));
    expect(small.framing).toEqual({ type: 'read-once', maxFrame: 1200 });
  });

  it('is one also among other targets', () => {
    const { framing } = resolveLink('both', presence({ to: ['tcp://a:1', 'UDP://a:1'] }));
    expect(framing).toMatchObject({ maxFrame: 65_507 });
    expect(resolveLink('neither', presence({ to: ['tcp://a:1'] })).framing).toMatchObject({ maxFrame: 1024 * 1024 });
  });

  it('takes a codec for which a datagram is a frame', () => {
    const own = codec(65_507);
    expect(resolveLink('own', presence({ framing: own })).framing).toBe(own);
  });

  it('needs no heartbeat where each exchange has a socket of its own', () => {
    expect(problems({ to: 'udp://a:1', framing: 'read-once', lifecycle: 'short' })).toEqual([]);
  });

  it.each<[string, object, string]>([
    [
      'without a heartbeat',
      { heartbeat: 'off' },
      "heartbeat: found 'off', expected a heartbeat over udp: there is no connection, and nothing else tells that the peer is there",
    ],
    [
      'with a framing that joins datagrams',
      { framing: 'ascii:4' },
      "framing.type: found 'length', expected 'read-once' over udp: a datagram is a frame, and may be lost",
    ],
    [
      'with a codec that joins datagrams',
      { framing: codec(1200, { rechunk: true }) },
      'framing: found a map, expected over udp a Codec whose `can` has neither rechunk nor endsByFin: a datagram is a frame',
    ],
    [
      'with a codec whose frames fit into no datagram',
      { framing: codec(65_508) },
      'framing: found a map, expected over udp a Codec whose maxFrame is at most 65507, a datagram’s',
    ],
    [
      'with replies told by order alone',
      { exchange: { mode: 'pipeline' } },
      "exchange.mode: found 'pipeline', expected 'sync', or 'duplex' with a key, over udp: datagrams overtake one another",
    ],
  ])('is refused %s', (_what, more, words) => {
    expect(problems(presence(more))).toEqual([words]);
  });

  it('is refused also when a link of the same options over tcp was taken before', () => {
    const input = { framing: 'read-once' } as const;
    resolveLink('stream', { ...input, to: 'tcp://a:1' });
    expect(() => resolveLink('datagrams', { ...input, to: 'udp://a:1' })).toThrow('heartbeat');
    expect(() => resolveLink('datagrams', { ...input, to: ['tcp://a:1', 'udp://a:1'] })).toThrow('heartbeat');
  });
});

describe('a link over a WebSocket', () => {
  it('may use any framing but those that end by closing one direction', () => {
    for (const framing of ['read-once', 'line', 'ascii:4', 'fixed:8'])
      expect(problems({ to: 'ws://a/line', framing })).toEqual([]);
    const words = 'expected a framing that does not end by closing: a WebSocket closes both directions at once';
    for (const to of ['ws://a', 'wss://a'])
      expect(problems({ to, framing: 'until-close' })).toEqual([expect.stringContaining(words)]);
  });

  it('takes tls for wss alone', () => {
    const tls = { servername: 'bank.test' };
    expect(problems({ to: 'wss://a', framing: 'line', tls })).toEqual([]);
    expect(problems({ to: 'ws://a', framing: 'line', tls })).toEqual([expect.stringContaining('wss://')]);
  });

  it('is refused when its path is longer than servers take', () => {
    expect(problems({ to: `ws://a/${'p'.repeat(8000)}`, framing: 'line' })).toEqual([
      expect.stringContaining('at most 8000 bytes'),
    ]);
  });
});
