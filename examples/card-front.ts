/** A front for card terminals: ISO 8583 style messages behind 4 ASCII digits, many clients, each watched, none trusted. */
import { supervise } from 'holdfast';
import type { Session } from 'holdfast';

const text = new TextDecoder('latin1');
const bytes = (said: string): Uint8Array => Uint8Array.from(said, (letter) => letter.charCodeAt(0));
const supervisor = supervise();

/** Message types by their first four digits: an authorisation, a network test. */
const answer = (frame: Uint8Array, terminal: Session): Uint8Array | undefined => {
  const message = text.decode(frame);
  switch (message.slice(0, 4)) {
    case '0100':
      return bytes(`0110${message.slice(4)}00`);
    case '0800':
      return bytes(`0810${message.slice(4)}00`);
    default:
      console.error(`${terminal.id}: message type ${message.slice(0, 4)} is none of ours`);
      terminal.close();
      return undefined;
  }
};

const front = supervisor.listener('front', {
  on: process.env['FRONT'] ?? 'tcp://127.0.0.1:5000',
  framing: 'ascii:4',
  limits: { max: 500, perAddress: 50, handshake: '5s', idle: '5m', pendingBytes: '64KiB' },
  whenFull: 'evict',
  heartbeat: { every: '30s', timeout: '10s', misses: 2, send: 'empty', role: 'responder' },
  handshake: async (talk) => {
    const hello = text.decode(await talk.receive({ timeout: 2_000 }));
    if (!hello.startsWith('0800')) talk.reject('it did not sign on');
    await talk.post(bytes(`0810${hello.slice(4)}00`));
  },
  onRequest: answer,
  onGone: (terminal, why) => console.log(`${terminal.id} is gone: ${why.reason}`),
});
front.on('session', (terminal) => console.log(`${terminal.id} is on line`));
front.on('fault', (error) => console.error(error));

await front.ready();
console.log(`listening at ${String(front.address)}`);
process.once('SIGTERM', () => void supervisor.stop());

export { front, supervisor };
