/** A link over the memory transport to a peer that sends back what it reads: the path of an exchange without a kernel in it. */
import { nodeHost, supervise } from '../../src/index.ts';
import type { Link, Supervisor, Wire } from '../../src/index.ts';
import { memoryNetwork } from '../../src/transport/memory.ts';

const nothing = (): void => {};

/** @param prepare is given the supervisor before it has a link */
export const memoryLine = async (inFlight: number, prepare: (supervisor: Supervisor) => void): Promise<Link> => {
  const host = nodeHost();
  const network = memoryNetwork(host.clock, { strict: false });
  network.listen('echo', (wire) => ({
    bytes: (view) => sendBack(wire, view),
    opened: nothing,
    drained: nothing,
    ended: nothing,
    lost: nothing,
  }));
  const supervisor = supervise({}, { ...host, transports: { memory: network.transport } });
  prepare(supervisor);
  const link = supervisor.link('bench', {
    to: 'memory://echo',
    framing: { type: 'length', encoding: 'uint', bytes: 4 },
    exchange: { mode: 'pipeline', window: inFlight },
  });
  await link.ready({ timeout: '5s' });
  return link;
};

const sendBack = (wire: Wire, view: Uint8Array): void => {
  const slab = wire.reserve(view.length);
  slab.bytes.set(view, slab.at);
  wire.commit(view.length);
};
