/** `holdfast demo`: embedded peers on loopback, each held by a link, and an audit log that is verified in the end. */
import { resolveLink } from '../contract/options/link.ts';
import type { DemoPeer } from '../testkit/demo-peers.ts';
import type { Command, ExitStatus } from './command.ts';
import { readSessionArguments, sessionUsage } from './session-flags.ts';
import { Session } from './session.ts';
import type { World } from './world.ts';

function introduction(peers: readonly DemoPeer[]): readonly string[] {
  const width = Math.max(0, ...peers.map(({ name }) => name.length));
  return peers.map(({ name, story }) => `${name.padEnd(width)}  ${story}`);
}

/** Reads the log anew, as anybody could. @param own a file of the demo's own making, of which nobody knows */
async function verified(world: World, log: string, own: boolean, to: World['stdout']): Promise<ExitStatus> {
  if (world.audit === undefined) return 0;
  const { whole, words } = await world.audit.verify(log);
  to.write(`audit: ${words}\n`);
  if (own) to.write(`it is kept; ask it:\n  holdfast audit why ${log} silent\n`);
  return whole ? 0 : 1;
}

export const demo: Command = {
  name: 'demo',
  summary: 'hold links to embedded peers, good and bad ones: nothing to set up',
  usage: `holdfast demo [--for 10s] [--audit FILE] [--plain | --json] [--verbose]

${sessionUsage}
An audit log is always written, to a temporary file unless one is named, and verified in the end.
The first SIGINT or SIGTERM closes all links in order and sums up, the second ends them at once.
`,
  run: async (args, world) => {
    const { within, audit: named, ...options } = readSessionArguments(args, 0);
    const audit = named ?? world.audit?.temporaryLog();
    const peers = await world.demoPeers();
    const stopped = new AbortController();
    const traffic: Promise<void>[] = [];
    let session: Session | null = null;
    try {
      const names = peers.map(({ name }) => name);
      session = new Session(world, audit === undefined ? {} : { audit }, names, { title: 'holdfast demo', ...options });
      session.introduce(introduction(peers));
      for (const peer of peers) {
        const link = session.hold(peer.name, peer.options, resolveLink(peer.name, peer.options));
        if (peer.traffic !== undefined) traffic.push(peer.traffic(link, stopped.signal));
      }
      const status = await session.last(within, stopped);
      if (audit === undefined || session.cutShort) return status;
      const verdict = await verified(world, audit, named === undefined, options.json ? world.stderr : world.stdout);
      return status === 0 ? verdict : status;
    } finally {
      stopped.abort();
      session?.destroy();
      await Promise.all([...traffic, ...peers.map((peer) => peer.close())]);
    }
  },
};
