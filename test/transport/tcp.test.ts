import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { targetOf } from '../../src/contract/target.ts';
import type { SocketOptions } from '../../src/contract/transport.ts';
import type { Addresses } from '../../src/transport/resolver.ts';
import { Resolver } from '../../src/transport/resolver.ts';
import { attemptTimeout } from '../../src/transport/internet.ts';
import { tcpTransport } from '../../src/transport/tcp.ts';
import { transportContract } from '../contracts/transport.ts';
import { dialled, socketOptions, until } from './heard.ts';
import type { FarServer } from './socket-harness.ts';
import { freePort, plainServer } from './socket-harness.ts';

const target = (port: number) => targetOf(`tcp://127.0.0.1:${String(port)}`, socketOptions);

transportContract('tcp', async () => {
  const server = await plainServer();
  return {
    transport: tcpTransport(),
    place: { ...server, target: target(server.port) },
    nobody: target(await freePort()),
    refusal: 'refused',
    local: /^127\.0\.0\.1:\d+$/,
    remote: new RegExp(`^127\\.0\\.0\\.1:${String(server.port)}$`),
  };
});

const v4 = { address: '127.0.0.1', family: 4 };
const v6 = { address: '::1', family: 6 };
/** Of the block for documentation: no interface has it. */
const nowhere = { address: '192.0.2.1', family: 4 };

const named = (addresses: Addresses, error: Error | null = null): Resolver =>
  new Resolver((_name, done) => process.nextTick(() => done(error, addresses)));

describe('a dial by name', () => {
  let server: FarServer;

  beforeEach(async () => {
    server = await plainServer();
  });

  afterEach(async () => {
    await server.close();
  });

  const dial = (resolver: Resolver, options: Partial<SocketOptions> = {}, port = server.port) =>
    dialled(tcpTransport(resolver), targetOf(`tcp://peer.test:${String(port)}`, { ...socketOptions, ...options }));

  it('goes on to the next address when one refuses', async () => {
    const { wire, heard } = dial(named([v6, v4]));
    await until(() => heard.events.length > 0);
    expect(heard.events).toEqual(['opened']);
    expect(heard.facts?.remote).toBe(`127.0.0.1:${String(server.port)}`);
    wire.destroy();
  });

  it('is lost by the most telling error of all addresses, each of which is told', async () => {
    const port = await freePort();
    const { heard } = dial(named([v6, v4]), {}, port);
    await until(() => heard.events.length > 0);
    expect(heard.events).toEqual(['lost refused']);
    expect(heard.fault?.detail).toContain(`dial of tcp://peer.test:${String(port)}: `);
    expect(heard.fault?.detail).toContain(`ECONNREFUSED 127.0.0.1:${String(port)}`);
    expect(heard.fault?.detail).toContain(`::1:${String(port)}`);
  });

  it('tells an unknown name from a look-up that failed', async () => {
    for (const [code, fault] of [
      ['ENOTFOUND', 'name-unknown'],
      ['EAI_AGAIN', 'name-failed'],
    ] as const) {
      const { heard } = dial(named([], Object.assign(new Error(`getaddrinfo ${code} peer.test`), { code })));
      await until(() => heard.events.length > 0);
      expect(heard.events).toEqual([`lost ${fault}`]);
      expect(heard.fault?.detail).toContain('tcp://peer.test');
    }
  });

  it('finds no address where there is none', async () => {
    const { heard } = dial(named([]));
    await until(() => heard.events.length > 0);
    expect(heard.events).toEqual(['lost name-unknown']);
  });

  it('that is destroyed while the name is looked up opens no socket', async () => {
    const answers: (() => void)[] = [];
    const { wire, heard } = dial(new Resolver((_name, done) => answers.push(() => done(null, [v4]))));
    wire.destroy();
    for (const answer of answers) answer();
    expect(answers).toHaveLength(1);
    const later = dial(named([v4]));
    await until(() => later.heard.has('opened'));
    // A server accepts in order: with these bytes, whatever was dialled before is there too.
    later.wire.send(Buffer.from('!'));
    await until(() => server.accepted.some(({ size }) => size > 0));
    expect(server.accepted).toHaveLength(1);
    expect(heard.events).toEqual([]);
    later.wire.destroy();
  });

  it('from an address of one family leaves the other family out', async () => {
    const { wire, heard } = dial(named([v6, v4]), { localAddress: '127.0.0.1' });
    await until(() => heard.events.length > 0);
    expect(heard.facts?.local).toMatch(/^127\.0\.0\.1:/);
    wire.destroy();
    const none = dial(named([v6]), { localAddress: '127.0.0.1' });
    await until(() => none.heard.events.length > 0);
    expect(none.heard.events).toEqual(['lost bad-target']);
    expect(none.heard.fault?.detail).toContain('::1');
  });

  it('leaves from the port it is told to', async () => {
    const localPort = await freePort();
    const { wire, heard } = dial(named([v4]), { localAddress: '127.0.0.1', localPort });
    await until(() => heard.events.length > 0);
    expect(heard.facts?.local).toBe(`127.0.0.1:${String(localPort)}`);
    wire.destroy();
  });
});

describe('the time for each of several addresses', () => {
  it.each([
    [10_000, 2, 4000],
    [10_000, 4, 2000],
    [1000, 8, 250],
    [600, 2, 250],
  ])('of a dial of %i ms to %i of them is %i ms', (connectTimeout, addresses, each) => {
    expect(attemptTimeout(connectTimeout, addresses)).toBe(each);
  });
});

describe('a fault of this host', () => {
  it('is told as such when the local address is not ours', async () => {
    const { heard } = dialled(
      tcpTransport(),
      targetOf('tcp://127.0.0.1:9', { ...socketOptions, localAddress: nowhere.address }),
    );
    await until(() => heard.events.length > 0);
    expect(heard.events).toEqual(['lost local-ports']);
    expect(heard.fault?.side).toBe('local');
  });

  it('is told as such when the local port is taken', async () => {
    const server = await plainServer();
    const options = { ...socketOptions, localAddress: '127.0.0.1', localPort: server.port };
    const { heard } = dialled(tcpTransport(), targetOf(`tcp://127.0.0.1:${String(server.port)}`, options));
    await until(() => heard.events.length > 0);
    expect(heard.events).toEqual(['lost local-ports']);
    await server.close();
  });

  it('is told as such when the local address is none', async () => {
    const { heard } = dialled(
      tcpTransport(),
      targetOf('tcp://127.0.0.1:9', { ...socketOptions, localAddress: 'eth0' }),
    );
    expect(heard.events).toEqual([]);
    await until(() => heard.events.length > 0);
    expect(heard.events).toEqual(['lost bad-target']);
  });

  it('is told as such when this process has no descriptor left', async () => {
    const taken: number[] = [];
    const fill = (): void => {
      for (;;) taken.push(openSync(devNull, 'r'));
    };
    expect(fill).toThrow('EMFILE');
    const { heard } = dialled(tcpTransport(), targetOf('tcp://127.0.0.1:9', socketOptions));
    await until(() => heard.events.length > 0);
    for (const file of taken) closeSync(file);
    expect(heard.events).toEqual(['lost local-files']);
    expect(heard.fault?.side).toBe('local');
    expect(heard.fault?.detail).toContain('EMFILE');
  });
});
