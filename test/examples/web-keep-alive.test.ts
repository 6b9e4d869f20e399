import fc from 'fast-check';
import { expect, test } from 'vitest';
import type * as Example from '../../examples/web-keep-alive.ts';
import { codecContract } from '../contracts/codec.ts';
import { peer, run } from './running.ts';

const message = (head: string, size = 0): Uint8Array => Buffer.from(`${head}\r\n\r\n${'x'.repeat(size)}`);
const answer = (size: number, status = '200 OK'): Uint8Array =>
  message(`HTTP/1.1 ${status}\r\nContent-Length: ${String(size)}`, size);

/** A server of the test's own. */
const site = await peer((held, socket) => {
  const end = held.indexOf('\r\n\r\n');
  if (end < 0) return held;
  socket.write(answer(12, held.toString().startsWith('GET / HTTP/1.1\r\n') ? '200 OK' : '404 Not Found'));
  return held.subarray(end + 4);
});
const { said, exported } = await run('web-keep-alive', { SITE: site.url });
await site.close();
const { get, http } = exported as typeof Example;

test('pages come one after the other', () => {
  expect(said).toEqual(['HTTP/1.1 200 OK', 'HTTP/1.1 200 OK', 'HTTP/1.1 404 Not Found']);
});

// 16,384 bytes with its head.
const largest = answer(16_342);

codecContract('HTTP/1.1 with a Content-Length', () => http, {
  frames: [get('/'), answer(0), answer(7), message('POST / HTTP/1.1\r\ncontent-length:3\r\nHost: site', 3)],
  any: fc.nat({ max: 200 }).map((size) => answer(size)),
  largest,
  unsayable: [Buffer.from('GET /'), Buffer.concat([get('/'), get('/')]), message('hello'), answer(16_343)],
  tooLarge: message('HTTP/1.1 200 OK\r\nContent-Length: 999999999'),
  garbage: [message('hello'), message('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked')],
  alphabet: [...Buffer.from('\r\nHTP/1. 2GE')],
});
