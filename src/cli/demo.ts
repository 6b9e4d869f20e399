/** `holdfast demo`: embedded peers on loopback, each held by a link, clients that call, and an audit log that is verified in the end. */
import { resolveLink } from '../contract/options/link.ts';
import { resolveListener } from '../contract/options/listener.ts';
import type { DemoFront } from '../testkit/demo-front.ts';
import type { DemoPeer } from '../testkit/demo-peers.ts';
import type { Command, ExitStatus } from './command.ts';
import { inspectUsage, takeInspect } from './inspect.ts';
import { metricsUsage, takeMetrics } from './metrics.ts';
import { readSessionArguments, sessionUsage } from './session-flags.ts';
import { Session } from './session.ts';
import type { HeldListener, World } from './world.ts';

function introduction(told: readonly Pick<DemoPeer, 'name' | 'story'>[]): readonly string[] {
  const width = Math.max(0, ...told.map(({ name }) => name.length));
  return told.map(({ name, story }) => `${name.padEnd(width)}  ${story}`);
}

/** Between two looks whether a listener listens, ms. */
const LOOK = 20;

/** Clients call as soon as there is somebody to call. */
async function clientsOf(world: World, front: DemoFront, listener: HeldListener, signal: AbortSignal): Promise<void> {
  while (listener.address === null && !signal.aborted) await new Promise<void>((resolve) => world.after(LOOK, resolve));
  if (listener.address !== null) await front.clients(listener.address, signal);
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
             [--no-inspect | --inspect [HOST:PORT]] [--metrics [HOST:PORT]]

${sessionUsage}${inspectUsage}  --no-inspect           no page
${metricsUsage}
An audit log is always written, to a temporary file unless one is named, and verified in the end.
The first SIGINT or SIGTERM closes all links in order and sums up, the second ends them at once.
`,
  run: async (args, world) => {
    const { rest: others, metrics } = takeMetrics(args);
    const { rest, inspect } = takeInspect(others, true);
    const { within, audit: named, ...options } = readSessionArguments(rest, 0);
    const audit = named ?? world.audit?.temporaryLog();
    const peers = await world.demoPeers();
    const stopped = new AbortController();
    const traffic: Promise<void>[] = [];
    let session: Session | null = null;
    try {
      const told = [...peers, ...(world.demoFront === undefined ? [] : [world.demoFront])];
      const names = told.map(({ name }) => name);
      const held = { ...(audit !== undefined && { audit }), ...(inspect?.chaos === true && { chaos: true }) };
      session = new Session(world, held, names, { title: 'holdfast demo', ...options });
      session.introduce(introduction(told));
      await session.inspect(inspect);
      if (metrics !== null) await session.measure(metrics);
      for (const peer of peers) {
        const link = session.hold(peer.name, peer.options, resolveLink(peer.name, peer.options));
        // A signal each: Node warns of one that many listen to.
        if (peer.traffic !== undefined) traffic.push(peer.traffic(link, AbortSignal.any([stopped.signal])));
      }
      if (world.demoFront !== undefined) {
        const { name, options: front } = world.demoFront;
        const listener = session.listen(name, front, resolveListener(name, front));
        traffic.push(clientsOf(world, world.demoFront, listener, AbortSignal.any([stopped.signal])));
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
