import { expect, onTestFinished, test } from 'vitest';
import { peer, run } from './running.ts';

/** A bank that will have whoever logs on first. */
const bank = async (welcome: string): Promise<string> => {
  const { url, close } = await peer((held, socket) => {
    let rest = held;
    for (;;) {
      const size = Number(rest.subarray(0, 4).toString('latin1'));
      if (rest.length < 4 || rest.length < 4 + size) return rest;
      const message = rest.subarray(4, 4 + size).toString();
      const reply = message === 'LOGON' ? welcome : `APPROVED ${message}`;
      socket.write(`${String(reply.length).padStart(4, '0')}${reply}`);
      rest = rest.subarray(4 + size);
    }
  });
  onTestFinished(close);
  return url;
};

test('the payment line logs on, asks, is answered, and tells its states', async () => {
  const { said } = await run('payment-line', { BANK: await bank('WELCOME') });
  expect(said).toContain('APPROVED AUTH 100.00');
  expect(said).toContain('connecting.attempting.dialing → connecting.attempting.handshaking  (opened)');
  expect(said).toContain('connected.listening.awaiting-reply → connected.listening.idle  (replied)');
  expect(said.at(-1)).toContain('closed');
});

test('the payment line that is turned away says so, and that nothing was sent', async () => {
  const { said } = await run('payment-line', { BANK: await bank('WHO ARE YOU') });
  expect(said.filter((line) => line.startsWith('rejected not-sent core-bank: '))).toHaveLength(1);
});
