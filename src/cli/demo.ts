/** `holdfast demo`: embedded peers on loopback, each held by a link. Nothing to set up. */
import { durationOf, readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { Session } from './session.ts';
import type { DemoPeer } from '../testkit/demo-peers.ts';

function introduction(peers: readonly DemoPeer[]): string {
  const width = Math.max(0, ...peers.map(({ name }) => name.length));
  return `${peers.map(({ name, story }) => `${name.padEnd(width)}  ${story}\n`).join('')}\n`;
}

export const demo: Command = {
  name: 'demo',
  summary: 'hold links to embedded peers, good and bad ones: nothing to set up',
  usage: `holdfast demo [--for 10s] [--json]

  --for TIME   stop after this time (500ms, 10s, 2m); without it, when interrupted
  --json       each transition as one line of JSON
`,
  run: async (args, world) => {
    const given = readArguments(args, { for: 'text', json: 'switch' }, 0);
    const within = durationOf(given, 'for');
    const json = given.has('json');
    const peers = await world.demoPeers();
    const stopped = new AbortController();
    const traffic: Promise<void>[] = [];
    const supervisor = world.supervise({});
    try {
      if (!json) world.stdout.write(introduction(peers));
      const names = peers.map(({ name }) => name);
      const session = new Session(world, supervisor, names, { json });
      for (const peer of peers) {
        const link = supervisor.link(peer.name, peer.options);
        session.watch(link);
        if (peer.traffic !== undefined) traffic.push(peer.traffic(link, stopped.signal));
      }
      return await session.last(within, stopped);
    } finally {
      stopped.abort();
      supervisor.destroy();
      await Promise.all([...traffic, ...peers.map((peer) => peer.close())]);
    }
  },
};
