import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

/** A bank of the test's own: frames with 2 bytes of BCD length, read without holdfast's codecs. */
const answer = (message: string): string => (message === 'LOGON' ? 'WELCOME' : `APPROVED ${message}`);

let socket: Socket | undefined;
const server = createServer((one) => {
  socket = one;
  let held = Buffer.alloc(0);
  one.on('data', (chunk) => {
    held = Buffer.concat([held, chunk]);
    for (;;) {
      const size = Number(held.subarray(0, 2).toString('hex'));
      if (held.length < 2 || held.length < 2 + size) return;
      const reply = answer(held.subarray(2, 2 + size).toString());
      held = held.subarray(2 + size);
      one.write(Buffer.concat([Buffer.from(String(reply.length).padStart(4, '0'), 'hex'), Buffer.from(reply)]));
    }
  });
  one.on('end', () => one.end());
});

beforeEach(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('BANK', `tcp://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  socket?.destroy();
  await new Promise((resolve) => server.close(resolve));
});

test('the payment line logs on, asks, is answered, and tells its states', async () => {
  const said: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
  vi.spyOn(console, 'error').mockImplementation((line: string) => void said.push(line));
  await import('../../examples/payment-line.ts');
  expect(said).toContain('APPROVED AUTH 100.00');
  expect(said).toContain('connecting.attempting.dialing → connecting.attempting.handshaking  (opened)');
  expect(said).toContain('connected.listening.awaiting-reply → connected.listening.idle  (replied)');
  expect(said.at(-1)).toContain('closed');
});
