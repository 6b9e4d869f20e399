/** The live page of a supervisor, and its connections in a receiver of Stately's inspector. */
import { supervise } from 'holdfast';
import { createInspector } from 'holdfast/inspector';

const supervisor = supervise();
const inspector = await createInspector(supervisor, {
  title: 'settlement',
  stately: { url: process.env['STATELY'] ?? 'ws://127.0.0.1:8080', links: ['core-bank'] },
});
console.log(`look at ${inspector.url}`);

const bank = supervisor.link('core-bank', { to: process.env['BANK'] ?? 'tcp://127.0.0.1:5000', framing: 'line' });
const reply = await bank.request(new TextEncoder().encode('PING'), { timeout: '5s' });
console.log(new TextDecoder().decode(reply));

await inspector.close();
await supervisor.stop();
