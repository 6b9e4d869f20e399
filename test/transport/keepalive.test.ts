import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { targetOf } from '../../src/contract/target.ts';
import type { KeepaliveOptions } from '../../src/contract/transport.ts';
import { tcpTransport } from '../../src/transport/tcp.ts';
import { dialled, socketOptions, until } from './heard.ts';
import type { FarServer } from './socket-harness.ts';
import { plainServer } from './socket-harness.ts';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const tunable = (major === 24 && minor >= 21) || (major === 26 && minor >= 4) || major > 26;

const socketsOf = async (port: string): Promise<string | null> => {
  try {
    const { stdout } = await promisify(execFile)('ss', ['-tnoH', 'state', 'established', `sport = :${port}`]);
    return stdout;
  } catch {
    // Another platform, or iproute2 is not installed: what the kernel does cannot be read.
    return null;
  }
};

/** As `ss` writes it: `29sec`, `1min29sec`, `1.5ms`, `998ms`. */
const secondsOf = (text: string): number => {
  const [, minutes = '0', seconds = '0'] = /^(?:(\d+)min)?(?:([\d.]+)sec)?/.exec(text) ?? [];
  return Number(minutes) * 60 + Number(seconds);
};

describe('keepalive', () => {
  let server: FarServer;

  beforeEach(async () => {
    server = await plainServer();
  });

  afterEach(async () => {
    await server.close();
  });

  const open = async (keepalive: KeepaliveOptions | null) => {
    const line = dialled(
      tcpTransport(),
      targetOf(`tcp://127.0.0.1:${String(server.port)}`, { ...socketOptions, keepalive }),
    );
    await until(() => line.heard.has('opened'));
    return line;
  };

  it('tells what was asked and what this platform is known to do with it', async () => {
    const asked = { idle: 30_000, interval: 5000, count: 4 };
    const { wire, heard } = await open(asked);
    expect(heard.facts?.keepalive).toEqual({
      asked,
      known: tunable ? asked : { idle: 30_000, interval: 1000, count: 10 },
    });
    wire.destroy();
  });

  it('takes what is below a second, or no whole second, up to the next, and what the kernel refuses down to its most', async () => {
    const low = await open({ idle: 0, interval: 0, count: 0 });
    expect(low.heard.facts?.keepalive?.known).toEqual({ idle: 1000, interval: 1000, count: tunable ? 1 : 10 });
    const odd = await open({ idle: 1500, interval: 1500, count: 2 });
    expect(odd.heard.facts?.keepalive?.known.idle).toBe(2000);
    const high = await open({ idle: 1e9, interval: 1e9, count: 1e9 });
    expect(high.heard.facts?.keepalive?.known).toEqual({
      idle: 32_767_000,
      interval: tunable ? 32_767_000 : 1000,
      count: tunable ? 127 : 10,
    });
    for (const { wire } of [low, odd, high]) wire.destroy();
  });

  it.each([
    [90_000, 90],
    [300, 1],
    [45_001, 46],
    [1e9, 32_767],
  ])('of %i ms is a timer of %i s in the kernel', async (idle, seconds) => {
    const { wire, heard } = await open({ idle, interval: 1000, count: 10 });
    const lines = await socketsOf(heard.facts?.local.split(':').at(-1) ?? '');
    // Where the kernel can be asked; `known` is what it answers.
    const left = lines === null ? seconds : secondsOf(/timer:\(keepalive,([^,]*),/.exec(lines)?.[1] ?? '');
    expect(lines ?? 'keepalive').toContain('keepalive');
    expect(left).toBeLessThanOrEqual(seconds);
    // However slowly this test runs; a whole second is too little to tell.
    expect(left).toBeGreaterThanOrEqual(seconds === 1 ? 0 : seconds / 2);
    wire.destroy();
  });

  it('is off when it is not asked for', async () => {
    const { wire, heard } = await open(null);
    expect(heard.facts?.keepalive).toBeNull();
    const lines = await socketsOf(heard.facts?.local.split(':').at(-1) ?? '');
    expect(lines ?? '').not.toContain('keepalive');
    wire.destroy();
  });
});
