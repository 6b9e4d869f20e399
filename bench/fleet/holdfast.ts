import { setImmediate } from 'node:timers/promises';
import { supervise } from '../../src/index.ts';
import type { Link, Supervisor } from '../../src/index.ts';
import type { Fleet } from './fleet.ts';
import { AT_ONCE } from './fleet.ts';

/** Links added before the event loop has a turn, as a program does that minds its loop: adding one is the caller's own time. */
const SLICE = 20;

/** As a user gets it, but for the pace of the dials, which else keeps the loop free for lines that are up. */
export const holdfastFleet = (port: number): Fleet => {
  let supervisor: Supervisor | null = null;
  let links: Link[] = [];
  return {
    async up(lines, beat) {
      const one = supervise({ dials: { rate: 100_000, perTarget: AT_ONCE } });
      supervisor = one;
      links = [];
      const ready: Promise<void>[] = [];
      for (let i = 0; i < lines; i += 1) {
        const link = one.link(`line-${String(i)}`, {
          to: `tcp://127.0.0.1:${String(port)}`,
          framing: { type: 'length', encoding: 'uint', bytes: 4 },
          ...(beat !== null && { heartbeat: { send: 'empty', every: beat.every, timeout: 10_000 } }),
        });
        links.push(link);
        ready.push(link.ready());
        if (i % SLICE === SLICE - 1) await setImmediate();
      }
      await Promise.all(ready);
      for (const { counts } of links)
        if (counts.dials !== 1) throw new Error(`${String(counts.dials)} dials for one line`);
    },
    beats: () => links.reduce((sum, { counts }) => sum + counts.heartbeatsReceived, 0),
    async down() {
      await supervisor?.stop();
      supervisor = null;
      links = [];
    },
  };
};
