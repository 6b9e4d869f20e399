/** An end by RST, and what it leaves in the kernel. */
import { existsSync, readFileSync } from 'node:fs';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { targetOf } from '../../src/contract/target.ts';
import type { Wire } from '../../src/contract/transport.ts';
import { memoryNetwork } from '../../src/transport/memory.ts';
import { tcpTransport } from '../../src/transport/tcp.ts';
import { VirtualClock } from '../../src/testkit/virtual-clock.ts';
import { Heard, socketOptions, until } from './heard.ts';

/** States of the kernel's table for connections from this port of ours: `06` is TIME_WAIT. */
const statesOf = (port: number): readonly string[] => {
  const own = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1);
  return rows.flatMap((row) => {
    const [, local = '', , state = ''] = row.trim().split(/\s+/);
    return local.endsWith(own) ? [state] : [];
  });
};

describe('a connection over tcp', () => {
  let server: Server;
  let accepted: Socket[];
  let errors: string[];

  beforeEach(async () => {
    accepted = [];
    errors = [];
    server = createServer({ allowHalfOpen: true }, (socket) => {
      accepted.push(socket);
      socket.on('data', (chunk) => socket.write(chunk));
      socket.on('error', (error: NodeJS.ErrnoException) => errors.push(error.code ?? ''));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    for (const socket of accepted) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  /** Opened, and one exchange done. */
  const used = async (): Promise<{ wire: Wire; heard: Heard; port: number }> => {
    const heard = new Heard();
    const { port } = server.address() as AddressInfo;
    const wire = tcpTransport().dial(targetOf(`tcp://127.0.0.1:${String(port)}`, socketOptions), heard);
    await until(() => heard.has('opened'));
    const slab = wire.reserve(4);
    slab.bytes.set(Buffer.from('ping'), slab.at);
    wire.commit(4);
    await until(() => heard.size === 4);
    return { wire, heard, port: Number(heard.facts?.local.split(':').at(-1)) };
  };

  it('is ended by a reset, of which its owner hears nothing more', async () => {
    const { wire, heard } = await used();
    wire.reset?.();
    wire.end();
    wire.destroy();
    await until(() => accepted[0]?.destroyed === true);
    expect(errors).toEqual(['ECONNRESET']);
    expect(heard.events).toEqual(['opened']);
  });

  it.runIf(existsSync('/proc/net/tcp'))(
    'keeps no port after a reset, and keeps it after a FIN of its own',
    async () => {
      const reset = await used();
      reset.wire.reset?.();
      await until(() => accepted[0]?.destroyed === true);
      expect(statesOf(reset.port)).toEqual([]);

      const finished = await used();
      finished.wire.end();
      accepted[1]?.end();
      await until(() => finished.heard.has('ended'));
      await until(() => statesOf(finished.port).includes('06'));
    },
  );

  it('may be reset before it is open', async () => {
    const heard = new Heard();
    const { port } = server.address() as AddressInfo;
    const wire = tcpTransport().dial(targetOf(`tcp://127.0.0.1:${String(port)}`, socketOptions), heard);
    wire.reset?.();
    const { wire: next } = await used();
    expect(heard.events).toEqual([]);
    next.destroy();
  });
});

it('over memory a reset is heard by the peer as one', () => {
  const clock = new VirtualClock();
  const network = memoryNetwork(clock);
  const far = new Heard();
  network.listen('peer', () => far);
  const near = new Heard();
  const wire = network.transport.dial(targetOf('memory://peer', socketOptions), near);
  clock.runSoon();
  wire.reset?.();
  clock.runSoon();
  expect(far.events.at(-1)).toBe('lost reset');
  expect(near.events).toEqual(['opened']);
});
