/** IRC: registers and joins a channel in the handshake, answers the server's PING, and hears what is said there. */
import { supervise } from 'holdfast';
import type { LinkInput, Talk } from 'holdfast';

export const say = (line: string): Uint8Array => new TextEncoder().encode(line);
export const read = (line: Uint8Array): string => new TextDecoder().decode(line);

/** Lines come and go until the server says this; what it says before that is a greeting. */
const until = async (talk: Talk, numeric: string): Promise<void> => {
  for (;;) {
    const line = read(await talk.receive());
    const [, said] = line.split(' ');
    if (said === numeric) return;
    if (line.startsWith('PING ')) await talk.post(say(line.replace('PING', 'PONG')));
    if (said === '432' || said === '464') talk.reject(line);
    // A name that is in use may be our own, of a line that the server has not given up yet.
    if (said === '433' || line.startsWith('ERROR ')) throw new Error(line);
  }
};

/** We may ask too: the server's PONG has the token of our PING. The server's own is a heartbeat. */
const token = (line: Uint8Array): string | undefined => /^(?:PING|\S+ PONG \S+) :(\S+)$/.exec(read(line))?.[1];

/** @param quiet s for which the server may say nothing at all: its PING comes sooner, and silence is its end */
export const chat = (to: string, name: string, channel: string, quiet = 150): LinkInput => ({
  to,
  framing: { type: 'delimiter', delimiter: '\r\n', maxFrame: '8KiB' },
  exchange: { mode: 'duplex', key: token, timeout: '10s' },
  heartbeat: {
    role: 'responder',
    every: quiet * 800,
    timeout: quiet * 100,
    misses: 2,
    expect: { match: '^PING ' },
    send: { text: `PONG :${name}` },
  },
  handshake: async (talk) => {
    await talk.post(say(`NICK ${name}`));
    await talk.post(say(`USER ${name} 0 * :${name}`));
    await until(talk, '001');
    await talk.post(say(`JOIN ${channel}`));
    await until(talk, '366');
  },
});

const supervisor = supervise();
const to = process.env['IRC'] ?? 'tcp://127.0.0.1:6667';
const ann = supervisor.link('ann', chat(to, 'ann', '#pumps'));
const bob = supervisor.link('bob', chat(to, 'bob', '#pumps'));
await Promise.all([ann.ready(), bob.ready()]);
await ann.post(say('PRIVMSG #pumps :pump-1 is back'));
for await (const line of bob) {
  const [, who, what] = /^:(\w+)!\S+ PRIVMSG #pumps :(.*)$/.exec(read(line)) ?? [];
  if (who === undefined) continue;
  console.log(`${who}: ${what}`);
  break;
}
await supervisor.stop();
