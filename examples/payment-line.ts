/** A line to a bank: 4 digits of ASCII length, a log-on before it is ready, a heartbeat, and the story of its states. */
import { HoldfastError, supervise } from 'holdfast';

const text = new TextEncoder();
const supervisor = supervise();

const bank = supervisor.link('core-bank', {
  to: process.env['BANK'] ?? 'tcp://127.0.0.1:5000',
  framing: { type: 'length', encoding: 'ascii', bytes: 4 },
  exchange: { mode: 'sync', timeout: '30s' },
  heartbeat: { preset: 'relaxed', send: 'empty' },
  handshake: async (talk) => {
    const answer = await talk.request(text.encode('LOGON'));
    if (new TextDecoder().decode(answer) !== 'WELCOME') talk.reject('not welcome');
  },
});
bank.on('state', ({ from, event, to }) => console.log(`${from} → ${to}  (${event.type})`));

try {
  const reply = await bank.request(text.encode('AUTH 100.00'), { timeout: '5s' });
  console.log(new TextDecoder().decode(reply));
} catch (error) {
  // `not-sent` is safe to repeat; after `unknown` the bank may have acted on it.
  if (error instanceof HoldfastError) console.error(error.code, error.outcome, error.message);
}
await supervisor.stop();
