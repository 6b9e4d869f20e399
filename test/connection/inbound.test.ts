/** What an inbound frame is, for every way of knowing a heartbeat, every role, and whatever is owed. */
import { describe, expect, it } from 'vitest';
import { Call, Probe } from '../../src/connection/call.ts';
import { Heartbeat } from '../../src/connection/heartbeat.ts';
import { classify } from '../../src/connection/inbound.ts';
import { Ring } from '../../src/connection/ring.ts';
import { checkLink } from '../../src/contract/options/link.ts';
import type { LinkInput } from '../../src/contract/options/link.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
type Role = 'initiator' | 'responder' | 'both';

const beatOf = (heartbeat: LinkInput['heartbeat']): Heartbeat => {
  const framing = { type: 'length', encoding: 'uint', bytes: 2 } as const;
  const checked = checkLink({ to: 'memory://peer', framing, heartbeat });
  if (!checked.ok || checked.value.heartbeat === null) throw new Error(JSON.stringify(checked));
  return new Heartbeat(checked.value.heartbeat);
};

/** `P` a probe that was sent as `sent`, `R` a request. */
const ringOf = (owed: string, sent: Uint8Array): Ring => {
  const ring = new Ring();
  for (const one of owed)
    ring.push(one === 'P' ? new Probe(sent) : new Call('request', bytes('r'), 1, 0, Infinity, () => {}));
  return ring;
};
const left = (ring: Ring): string => {
  let owed = '';
  ring.take((place) => (owed += place.kind === 'probe' ? 'P' : 'R'));
  return owed;
};
/** Inside a bigger view, as a decoder gives it. */
const meet = (heartbeat: LinkInput['heartbeat'], owed: string, frame: string): [string, string] => {
  const beat = beatOf(heartbeat);
  const ring = ringOf(owed, beat.payload());
  const view = bytes(`<<${frame}>>`);
  const inbound = classify(ring, beat, view, 2, 2 + frame.length);
  return [inbound, left(ring)];
};

const ways = {
  empty: [{ send: 'empty' }, ''],
  echo: [{ send: { text: 'ping' }, expect: 'echo' }, 'ping'],
  text: [{ send: { text: 'ping' }, expect: { text: 'pong' } }, 'pong'],
  hex: [{ send: { text: 'ping' }, expect: { hex: 'ff00' } }, null],
  pattern: [{ send: { text: 'ping' }, expect: { match: '^pong' } }, 'pong 17'],
  function: [
    { send: () => bytes('ping'), expect: (frame: Uint8Array) => frame[0] === 112 && frame[1] === 111 },
    'pong',
  ],
} as const;

describe.each(Object.entries(ways).filter(([, [, answer]]) => answer !== null))(
  'an answer known as %s',
  (way, [options, answer]) => {
    const roles: Role[] = ['initiator', 'responder', 'both'];
    const is = (role: Role, owed: string, frame: string): [string, string] => meet({ ...options, role }, owed, frame);
    const pong = answer ?? '';

    it.each(roles)('as %s: any other frame is the reply where a request is owed, else a message', (role) => {
      expect(is(role, '', 'x')).toEqual(['message', '']);
      expect(is(role, 'R', 'x')).toEqual(['reply', 'R']);
      expect(is(role, 'RR', 'x')).toEqual(['reply', 'RR']);
    });

    it.each(roles)('as %s: the answer of a probe takes its place, and no other', (role) => {
      expect(is(role, 'P', pong)).toEqual(['heartbeat', '']);
      expect(is(role, 'PP', pong)).toEqual(['heartbeat', 'P']);
      expect(is(role, 'PR', pong)).toEqual(['heartbeat', 'R']);
    });

    it.each(roles)(
      'as %s: a frame that answers no probe passes over their places to the request behind them',
      (role) => {
        expect(is(role, 'PR', 'x')).toEqual(['reply', 'R']);
        expect(is(role, 'PPRP', 'x')).toEqual(['reply', 'RP']);
        expect(is(role, 'PP', 'x')).toEqual(['message', 'PP']);
      },
    );

    it.each(roles)('as %s: nothing owed, it came too late or asks for an answer', (role) => {
      expect(is(role, '', pong)).toEqual([role === 'initiator' ? 'heartbeat' : 'asked', '']);
    });

    it.each(roles)('as %s: before a request that is owed it is told by its content, where that can be', (role) => {
      const [inbound, owed] = is(role, 'R', pong);
      const initiators = way === 'empty' ? 'heartbeat' : 'reply';
      expect([inbound, owed]).toEqual([role === 'initiator' ? initiators : 'asked', 'R']);
    });
  },
);

describe('a heartbeat', () => {
  it('is known byte by byte, also above 7F', () => {
    const beat = beatOf({ send: { text: 'x' }, expect: { match: '^\\x80\\xff$' } });
    const ring = ringOf('P', bytes('x'));
    expect(classify(ring, beat, Uint8Array.of(0, 0x80, 0xff, 0), 1, 3)).toBe('heartbeat');
    expect(meet({ send: { text: 'x' }, expect: { hex: '7878' } }, 'P', 'xx')).toEqual(['heartbeat', '']);
  });

  it('of a line without any leaves every frame a reply or a message', () => {
    const ring = ringOf('R', bytes(''));
    expect(classify(ring, null, bytes(''), 0, 0)).toBe('reply');
    ring.shift();
    expect(classify(ring, null, bytes(''), 0, 0)).toBe('message');
  });

  it('is answered with its own bytes where an echo is agreed, else with what is sent', () => {
    const frame = bytes('<ping>');
    const answer = (options: LinkInput['heartbeat']): string =>
      new TextDecoder().decode(beatOf(options).reply(frame, 1, 5));
    expect(answer({ send: { text: 'ping' }, expect: 'echo', role: 'both' })).toBe('ping');
    expect(answer({ send: { text: 'pong' }, expect: { text: 'ping' }, role: 'responder' })).toBe('pong');
  });

  it('of two sides that probe each other at once is answered by neither twice', () => {
    const options = { send: { text: 'ping' }, expect: 'echo', role: 'both' } as const;
    const [a, b] = [beatOf(options), beatOf(options)];
    const [owedByB, owedByA] = [ringOf('P', a.payload()), ringOf('P', b.payload())];
    const said: string[] = [];
    // Each hears the other's probe while its own is owed.
    said.push(classify(owedByB, a, bytes('ping'), 0, 4), classify(owedByA, b, bytes('ping'), 0, 4));
    expect(said).toEqual(['heartbeat', 'heartbeat']);
    expect([owedByB.size, owedByA.size]).toEqual([0, 0]);
  });
});
