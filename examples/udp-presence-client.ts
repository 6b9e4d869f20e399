/** One that is on line as long as its heartbeats are answered: each of them carries how it is. */
import { freemem } from 'node:os';
import { supervise } from 'holdfast';

const text = new TextEncoder();
const supervisor = supervise();
const every = process.env['EVERY'] ?? '15s';
const name = process.env['NAME'] ?? 'pump-1';

let beats = 0;
const report = (): Uint8Array => {
  beats += 1;
  return text.encode(`here ${name} beat=${String(beats)} free=${String(Math.round(freemem() / 2 ** 20))}MiB`);
};

const line = supervisor.link('presence', {
  to: process.env['PRESENCE'] ?? 'udp://127.0.0.1:7000',
  framing: 'read-once',
  connectTimeout: '2s',
  // A datagram socket opens whether anybody is there or not: on line is who was answered.
  handshake: async (talk) => {
    await talk.request(report());
  },
  heartbeat: { every, timeout: every, misses: 2, send: report, expect: { text: 'ok' } },
  reconnect: { first: '100ms', max: '5s' },
});
line.on('state', ({ from, to, event }) => {
  if (from.startsWith('connecting') && to.startsWith('connected')) console.log('on line');
  if (from.startsWith('connected') && !to.startsWith('connected')) console.log(`off line: ${event.type}`);
});
line.on('fault', (error) => console.error(error));

process.once('SIGTERM', () => void supervisor.stop());
