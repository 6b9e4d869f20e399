import { expect, test } from 'vitest';
import { Probe } from '../../src/connection/call.ts';
import { Heartbeat } from '../../src/connection/heartbeat.ts';
import { bytes, world } from '../model/world.ts';

const beat = (pattern: RegExp): Heartbeat =>
  new Heartbeat({
    every: 1_000,
    timeout: 1_000,
    misses: 1,
    role: 'initiator',
    keepSending: false,
    send: { kind: 'bytes', bytes: bytes('?') },
    expect: { kind: 'pattern', pattern },
  });

test('a pattern sees each byte as the character of the same number, 80 to 9F too', () => {
  const frame = Uint8Array.of(0x20, 0x80, 0x9f, 0xff);
  expect(beat(/^ \u0080\u009f\u00ff$/).answers(new Probe(bytes('?')), frame, 0, 4)).toBe(true);
  expect(beat(/€/).answers(new Probe(bytes('?')), frame, 0, 4)).toBe(false);
});

test('a heartbeat that the framing cannot say is refused when the link is made', () => {
  const heartbeat = { every: '20s', timeout: '10s', misses: 2, send: { text: 'too long' }, expect: 'echo' } as const;
  const w = world();
  expect(() => w.link({ framing: { type: 'fixed', size: 4 }, heartbeat })).toThrow(/heartbeat\.send/);
});
