/** Who is on line, over datagrams: a client's heartbeats say how it is, and only their silence says that it went. */
import { supervise } from 'holdfast';
import type { Session } from 'holdfast';

const text = new TextDecoder();
const supervisor = supervise();

/** RFC 8085 asks for 15 s at least between the signs of life of one client. */
const every = process.env['EVERY'] ?? '15s';

const presence = supervisor.listener('presence', {
  on: process.env['PRESENCE'] ?? 'udp://127.0.0.1:7000',
  framing: 'read-once',
  limits: { max: 1_000, perAddress: 50 },
  // What answers them is shorter than each of them: over datagrams nothing else would be sent.
  heartbeat: { every, timeout: every, misses: 2, role: 'responder', send: { text: 'ok' }, expect: { match: /^here / } },
  onGone: (client, why) => console.log(`${client.id} is gone: ${why.reason}`),
});
presence.on('session', (client) => console.log(`${client.id} is on line, from ${client.remote}`));
presence.on('fault', (error) => console.error(error));

const lineOf = ({ id, presence: last }: Session): string =>
  `${id}: ${last === null ? 'no heartbeat yet' : text.decode(last.bytes)}`;

await presence.ready();
console.log(`listening at ${String(presence.address)}`);
const told = setInterval(
  () => {
    for (const client of presence.sessions.values()) console.log(lineOf(client));
  },
  Number(process.env['TELL'] ?? 5_000),
);
process.once('SIGTERM', () => {
  clearInterval(told);
  void supervisor.stop();
});
