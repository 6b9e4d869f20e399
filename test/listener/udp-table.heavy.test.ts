/** Two rules that hold for every history of datagrams: the table of peers has its bound, and no address gets more than it gave. */
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeHost, supervise } from '../../src/index.ts';
import { udpListening } from '../../src/transport/udp-listen.ts';
import { until } from './kit.ts';

const SENDERS = 7;
const MAX = 3;
/** Questions of one history: an answer is filled with the number of its question, which is no letter. */
const MOST = 60;
const PUSHED = 200;

interface Peer {
  readonly socket: Socket;
  /** Of each answer: which question it answers, and its bytes. */
  readonly answers: (readonly [question: number, bytes: number])[];
  /** Bytes that it sent, and that it heard. */
  asked: number;
  heard: number;
}

const gather = async (): Promise<readonly Peer[]> => {
  const peers: Peer[] = [];
  for (let i = 0; i < SENDERS; i += 1) {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const peer: Peer = { socket, answers: [], asked: 0, heard: 0 };
    socket.on('message', (datagram) => {
      peer.heard += datagram.length;
      const [question = PUSHED] = datagram;
      if (question < MOST) peer.answers.push([question, datagram.length]);
    });
    peers.push(peer);
  }
  return peers;
};

/** Who says how many bytes, of which kind; then perhaps the server pushes to all, ends one, or lets a second pass. */
const act = fc.tuple(
  fc.nat(SENDERS - 1),
  fc.nat(60),
  fc.constantFrom('ask', 'ask', 'beat', 'push', 'end', 'pass'),
  fc.nat(80),
);

describe('a listener for datagrams, whoever sends what', () => {
  it.each(['refuse', 'evict'] as const)('that does %s', { timeout: 240_000 }, async (whenFull) => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: MOST }), async (acts) => {
        const peers = await gather();
        let now = 0;
        let most = 0;
        let longest = 0;
        const questions: number[] = [];
        const host = nodeHost();
        const listening = { udp: udpListening(undefined, () => now) };
        const supervisor = supervise({}, { ...host, listening });
        const listener = supervisor.listener('front', {
          on: 'udp://127.0.0.1:0',
          framing: 'read-once',
          limits: { max: MAX, heartbeats: 10_000 },
          whenFull,
          heartbeat: { every: '5s', role: 'responder', send: { text: 'a long beat' }, expect: { match: /^B/ } },
          onRequest: () => new Uint8Array(longest).fill(questions.length - 1),
        });
        const count = (): void => {
          most = Math.max(most, listener.counts.accepted - listener.counts.gone);
        };
        listener.on('record', count);
        await listener.ready();
        const port = Number(listener.address?.split(':').at(-1));
        let sent = 0;
        const arrived = (): number => {
          const { refused, ignored } = listener.counts;
          const read = [...reads.values()].reduce((sum, one) => sum + one, 0);
          return refused + ignored + read;
        };
        const reads = new Map<string, number>();
        listener.on('record', ({ connection, event }) => {
          if (event.type === 'received') reads.set(connection, (reads.get(connection) ?? 0) + 1);
        });
        for (const [who, size, what, answer] of acts) {
          const peer = peers[who];
          if (what === 'push')
            for (const session of listener.sessions.values())
              session.post(new Uint8Array(answer).fill(PUSHED)).catch(() => {});
          else if (what === 'end') listener.sessions.values().next().value?.destroy();
          else if (what === 'pass') now += 400;
          else if (peer !== undefined && size > 0) {
            longest = answer;
            const datagram = Buffer.alloc(size, what === 'beat' ? 'B' : 'a');
            peer.asked += size;
            questions.push(size);
            peer.socket.send(datagram, port, '127.0.0.1');
            sent += 1;
            await until(() => arrived() >= sent);
          }
        }
        await supervisor.stop();
        // What is underway on loopback lies in the sockets already.
        await turn();
        for (const { socket, answers, asked, heard } of peers) {
          socket.close();
          for (const [question, length] of answers) expect(length).toBeLessThanOrEqual(questions[question] ?? 0);
          expect(heard).toBeLessThanOrEqual(asked);
        }
        expect(most).toBeLessThanOrEqual(MAX);
      }),
      { numRuns: 150 },
    );
  });
});
