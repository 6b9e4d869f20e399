import fc from 'fast-check';
import { expect, test } from 'vitest';
import type * as Example from '../../examples/custom-codec.ts';
import { codecContract } from '../contracts/codec.ts';
import { body, decode, wireOf } from '../framing/listen.ts';
import { peer, run } from './running.ts';

const text = (characters: string): Uint8Array => new TextEncoder().encode(characters);
const check = (characters: string): number => [...Buffer.from(characters)].reduce((sum, byte) => sum ^ byte, 0x03);

/** A terminal of the test's own. */
const terminal = () =>
  peer((held, socket) => {
    const end = held.indexOf(0x03);
    if (end < 0 || held.length < end + 2) return held;
    const message = held.toString('latin1', 1, end);
    const right = held[0] === 0x02 && held[end + 1] === check(message);
    const reply = right ? `APPROVED ${message}` : 'GARBLED';
    socket.write(Buffer.from([0x02, ...Buffer.from(reply), 0x03, check(reply)]));
    return held.subarray(end + 2);
  });

const far = await terminal();
const { said, exported } = await run('custom-codec', { TERMINAL: far.url });
await far.close();
const { stxEtx } = exported as typeof Example;

test('the codec carries a request to a terminal and its reply back', () => {
  expect(said).toEqual(['APPROVED SALE 12.50']);
});

test('the codec writes what the protocol says, and knows a wrong check byte', () => {
  expect([...wireOf(stxEtx, text('AB'))]).toEqual([0x02, 0x41, 0x42, 0x03, 0x41 ^ 0x42 ^ 0x03]);
  const { frames, errors } = decode(stxEtx, [Uint8Array.of(0x02, 0x41, 0x42, 0x03, 0x01)]);
  expect(frames).toEqual([]);
  expect(errors.map(({ code, hex, offset }) => [code, hex, offset])).toEqual([['frame-malformed', '0241420301', 0]]);
});

codecContract('STX, ETX and a check byte', () => stxEtx, {
  frames: [text('A'), text('SALE 12.50'), Uint8Array.of(0x02, 0x02), body(300)],
  any: fc.uint8Array({ maxLength: 60 }).filter((frame) => !frame.includes(0x03)),
  largest: body(1021),
  unsayable: [text('A\x03B'), text('\x03'), body(1022)],
  tooLarge: Uint8Array.of(0x02, ...body(1022)),
  garbage: [text('A'), Uint8Array.of(0x03), Uint8Array.of(0x02, 0x41, 0x03, 0x41)],
  alphabet: [0x02, 0x03, 0x41, 0x42],
});
