/** Two programs with a line each way between them: each dials the leg on which it sends, and listens for the other. */
// Run it twice: NAME=left LISTEN=tcp://127.0.0.1:5001 PEER=tcp://127.0.0.1:5002, and NAME=right with the two exchanged.
import { supervise } from 'holdfast';
import type { LinkInput } from 'holdfast';

const { NAME = 'left', LISTEN = 'tcp://127.0.0.1:5001', PEER = 'tcp://127.0.0.1:5002', COUNT = '3' } = process.env;
const bytes = (said: string): Uint8Array => new TextEncoder().encode(said);
const text = (frame: Uint8Array): string => new TextDecoder().decode(frame);

/** A letter says what it is, then four digits that tie a reply to its request. */
const key = (frame: Uint8Array): string | undefined => /^re(\d{4})/.exec(text(frame))?.[1] ?? asked(frame);
const asked = (frame: Uint8Array): string | undefined =>
  text(frame).startsWith(`rq${NAME}`) ? text(frame).slice(-4) : undefined;

const line: LinkInput = {
  to: PEER,
  framing: 'ascii:4',
  exchange: { mode: 'simplex', receive: { listen: LISTEN }, key, timeout: '5s' },
  // Said on the one leg, expected on the other: a leg that is silent for 2 s is dead.
  heartbeat: { every: '500ms', timeout: '500ms', misses: 3, send: 'empty' },
  reconnect: { first: '100ms', max: '1s' },
};

const supervisor = supervise();
process.once('SIGTERM', () => void supervisor.stop({ within: '2s' }));
const peer = supervisor.link('peer', line);
peer.on('fault', (error) => console.error(error));
// Both legs, as one: which of them is up, and whether the line is whole.
peer.on('state', ({ chart, from, to }) => {
  if (chart === 'simplex') console.log(`${NAME}: ${from} → ${to}`);
});

// What the other asks is answered on our send leg; the rest is news.
peer.on('message', (frame) => {
  const said = text(frame);
  if (said.startsWith('rq')) void peer.post(bytes(`re${said.slice(-4)} from ${NAME}`)).catch(console.error);
  else console.log(`${NAME} heard: ${said}`);
});

await peer.ready();
await peer.post(bytes(`news from ${NAME}`));
for (let i = 1; i <= Number(COUNT); i += 1) {
  const reply = await peer.request(bytes(`rq${NAME}${String(i).padStart(4, '0')}`));
  console.log(`${NAME} was told: ${text(reply)}`);
}
console.log(`${NAME} is done`);

export { peer, supervisor };
