/** By hand: a socket a line, with a reader of frames; the heartbeats of all by one timer, spread evenly. */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { EachAlone, FrameReader } from '../exchange/by-hand.ts';
import type { Beat, Fleet } from './fleet.ts';
import { AT_ONCE } from './fleet.ts';

const NOTHING = new Uint8Array(0);
/** ms between two rounds of heartbeats. */
const PACE = 50;

const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.on('close', () => resolve());
    socket.end();
  });

export const rawFleet = (port: number): Fleet => {
  let sockets: Socket[] = [];
  let beats = 0;
  let pace: NodeJS.Timeout | undefined;

  const dial = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      const reader = new FrameReader(() => {
        beats += 1;
      });
      socket.on('data', (chunk) => reader.read(chunk));
      socket.on('error', reject);
      socket.on('connect', resolve);
      sockets.push(socket);
    });

  const beatAll = ({ every }: Beat): void => {
    const writers = sockets.map((socket) => new EachAlone(socket));
    const began = performance.now();
    let sent = 0;
    pace = setInterval(() => {
      const due = ((performance.now() - began) / every) * writers.length;
      for (; sent < due; sent += 1) writers[sent % writers.length]?.frame(NOTHING, 0, 0);
    }, PACE);
  };

  return {
    async up(lines, beat) {
      let left = lines;
      const loop = async (): Promise<void> => {
        while (left > 0) {
          left -= 1;
          await dial();
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, loop));
      if (beat !== null) beatAll(beat);
    },
    beats: () => beats,
    async down() {
      clearInterval(pace);
      await Promise.all(sockets.map(closed));
      sockets = [];
    },
  };
};
