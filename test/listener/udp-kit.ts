/** Senders of datagrams that hold themselves to nothing. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { nodeHost } from '../../src/index.ts';
import type { ListenerInput } from '../../src/index.ts';
import { udpListening } from '../../src/transport/udp-listen.ts';
import type { Front } from './kit.ts';
import { bytes, front, text } from './kit.ts';

/** The sender's heartbeats carry data; ours say as much as the shortest of them. */
export const BEAT = {
  every: '5s',
  timeout: '1s',
  misses: 2,
  role: 'responder',
  send: { text: 'ok' },
  expect: { match: /^PING/ },
} as const;

export const DATAGRAMS: Partial<ListenerInput> = {
  on: 'udp://127.0.0.1:0',
  framing: 'read-once',
  heartbeat: BEAT,
  onRequest: (frame) => bytes(text(frame).toUpperCase()),
};

/** A listener for datagrams, for whose strangers no time passes unless the test says so. */
export const port = async (
  input: Partial<ListenerInput> = {},
): Promise<Front & { readonly pass: (ms: number) => void }> => {
  let now = 0;
  const host = nodeHost();
  const udp = udpListening(undefined, () => now);
  const made = await front({ ...DATAGRAMS, ...input }, {}, { ...host, listening: { ...host.listening, udp } });
  return { ...made, pass: (ms) => (now += ms) };
};

export interface Sender {
  readonly name: string;
  /** What it heard, a datagram each. */
  readonly heard: string[];
  readonly sent: () => number;
  say(what: string): void;
}

export const sender = async (to: number): Promise<Sender> => {
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  const heard: string[] = [];
  let sent = 0;
  socket.on('message', (datagram) => heard.push(datagram.toString('latin1')));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    name: `127.0.0.1:${String(socket.address().port)}`,
    heard,
    sent: () => sent,
    say: (what) => {
      sent += what.length;
      socket.send(Buffer.from(what, 'latin1'), to, '127.0.0.1');
    },
  };
};
