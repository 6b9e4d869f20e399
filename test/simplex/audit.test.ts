/** A simplex link's records: legs, pair and supervision in one stream, replayed by XState. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readAudit, supervise, verifyAudit } from '../../src/index.ts';
import { client, until } from '../listener/kit.ts';
import { bytes, FRAMING, KEY, text } from './kit.ts';

const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

/** A key that cannot read everything. */
const key = (frame: Uint8Array): string => {
  if (text(frame) === 'boom') throw new Error('boom');
  return text(frame.subarray(0, KEY.bytes));
};

/** Takes what the send leg says. */
const sink = async (): Promise<{ port: number; sockets: Socket[] }> => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {}).on('end', () => socket.end());
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, sockets };
};

describe.each(['lifecycle', 'all'] as const)('the audit log of a simplex link, level %s', (level) => {
  it('is complete, and replays: legs lost, a crash, requests answered, late and lost, an orderly end', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'simplex-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'audit.ndjson');
    const supervisor = supervise({ audit: { file: path, level } });
    const peer = await sink();
    const link = supervisor.link('bank', {
      to: `tcp://127.0.0.1:${String(peer.port)}`,
      framing: FRAMING,
      exchange: { mode: 'simplex', receive: { listen: 'tcp://127.0.0.1:0' }, key, timeout: '5s' },
      heartbeat: { every: '20ms', timeout: '5s', misses: 2, send: 'empty' },
      reconnect: { first: '10ms', stableAfter: '1m' },
    });
    link.on('fault', () => {});
    const port = (): number => Number(link.inspect()[0]?.facts?.local.split(':').at(-1) ?? listening.at(-1));
    const listening: string[] = [];
    link.on('record', ({ event }) => {
      if (event.type === 'bound') listening.push(String(event['address']).split(':').at(-1) ?? '');
    });
    await until(() => listening.length > 0);
    let caller = await client(port());
    await link.ready();
    for (let i = 10; i < 30; i += 1) {
      const asked = link.request(bytes(String(i)));
      caller.say(`\0\x02${String(i)}`);
      expect(text(await asked)).toBe(String(i));
    }
    caller.say(`\0\x0210\0\x04news\0\0`);
    const late = failure(link.request(bytes('40'), { timeout: '5ms' }));
    expect(await late).toMatchObject({ code: 'timeout' });
    caller.say('\0\x0240');
    await until(() => link.counts.late === 1 && link.counts.doubles === 1 && link.counts.heartbeatsSent > 2);
    caller.socket.resetAndDestroy();
    await until(() => link.lineState !== 'connected');
    caller = await client(port());
    await link.ready();
    peer.sockets.at(-1)?.resetAndDestroy();
    await until(() => peer.sockets.length > 1);
    await link.ready();
    caller.say('\0\x04boom');
    await until(() => link.lineState !== 'connected');
    caller = await client(port());
    await link.ready();
    await supervisor.stop({ within: '2s' });

    const found = await verifyAudit(path);
    expect(found).toMatchObject({ answer: 'complete', broken: null, notReplayed: null, missing: 0, skipped: 0 });
    const actors = new Set<string>();
    for await (const entry of readAudit(path))
      for (const [, id = '', chart = ''] of JSON.stringify(entry).matchAll(
        /"connection":"([^"]+)","epoch":\d+,"chart":"(\w+)"/g,
      ))
        actors.add(`${chart} ${id}`);
    expect([...actors]).toEqual(
      expect.arrayContaining([
        'simplex bank',
        'link bank',
        'supervisor bank',
        'child bank/send',
        'child bank/receive',
        'connection bank>send#1',
        'writer bank>send#1',
        'listener bank>receive',
        'session bank>receive!1',
        'session bank>receive!2',
      ]),
    );
  });
});
