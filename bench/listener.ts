/** A server in a process of its own that sends each request back, by a listener of holdfast's. */
import { supervise } from '../src/index.ts';
import { answerOf } from './listener/answers.ts';

const [id = ''] = process.argv.slice(2);
const supervisor = supervise();
const listener = supervisor.listener('bench', {
  on: 'tcp://127.0.0.1:0',
  framing: { type: 'length', encoding: 'uint', bytes: 4 },
  exchange: { mode: 'pipeline' },
  onRequest: answerOf(id),
});
await listener.ready();
process.on('disconnect', () => process.exit());
process.send?.(Number(listener.address?.split(':').at(-1)));
