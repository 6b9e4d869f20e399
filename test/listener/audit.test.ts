/** A listener's records: one stream with its links, replayed by XState. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { TransitionRecord } from '../../src/index.ts';
import { readAudit, verifyAudit } from '../../src/index.ts';
import { bytes, client, front, text, until } from './kit.ts';

const beat = { every: '15ms', timeout: '500ms', misses: 2, send: 'empty', role: 'both' } as const;

describe.each(['lifecycle', 'all'] as const)('the audit log of a listener, level %s', (level) => {
  it('is complete, and replays: sessions that come, answer, are lost, evicted, stopped', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'front-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'audit.ndjson');
    const records: TransitionRecord[] = [];
    const f = await front(
      { framing: 'ascii:4', limits: { max: 3 }, whenFull: 'evict', heartbeat: beat },
      { audit: { file: path, level } },
    );
    f.listener.on('record', (record) => records.push(record));
    const port = f.port();
    const options = { to: `tcp://127.0.0.1:${String(port)}`, framing: 'ascii:4', heartbeat: beat } as const;
    const link = f.supervisor.link('client', options);
    for (let i = 0; i < 20; i += 1) expect(text(await link.request(bytes(String(i))))).toBe(`re:${String(i)}`);
    await until(() => link.counts.heartbeatsSent > 3);
    const one = await client(port);
    one.say('0001a');
    await until(() => one.heard().includes('0004re:a'));
    one.socket.resetAndDestroy();
    await until(() => f.gone.length === 1);
    const two = await client(port);
    two.say('nonsense');
    await two.over;
    for (let i = 0; i < 3; i += 1) await client(port);
    await until(() => f.listener.counts.evicted > 0);
    await f.listener.close({ within: '1s' });
    await f.supervisor.stop();

    const found = await verifyAudit(path);
    expect(found).toMatchObject({ answer: 'complete', broken: null, notReplayed: null, missing: 0, skipped: 0 });
    const charts = new Set<string>();
    const ids = new Set<string>();
    for await (const entry of readAudit(path)) {
      const told = JSON.stringify(entry);
      for (const chart of ['listener', 'session', 'writer']) if (told.includes(`"chart":"${chart}"`)) charts.add(chart);
      for (const [, id] of told.matchAll(/"(front!\d+)"/g)) ids.add(id ?? '');
    }
    expect(charts).toEqual(new Set(['listener', 'session', 'writer']));
    expect(ids.size).toBeGreaterThanOrEqual(5);
    expect(new Set(records.map((record) => record.link))).toEqual(new Set(['front']));
  });
});

describe.each([
  ['udp', 'udp://127.0.0.1:0'],
  ['ws', 'ws://127.0.0.1:0/line'],
] as const)('the audit log of a listener over %s', (scheme, on) => {
  it('is complete, and replays: sessions that beat, ask, flood, go silent, are turned away and stopped', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'front-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'audit.ndjson');
    const said = { send: { text: 'PING' }, expect: { text: 'PING' } } as const;
    const f = await front(
      {
        on,
        framing: 'read-once',
        limits: { max: 2, heartbeats: 20 },
        onRequest: (frame) => frame,
        onGone: () => Promise.resolve(),
        heartbeat: { every: '80ms', timeout: '40ms', misses: 2, role: 'responder', ...said },
      },
      { audit: { file: path, level: 'all' } },
    );
    const to = `${scheme}://${String(f.listener.address)}${scheme === 'ws' ? '/line' : ''}`;
    const heartbeat = { every: '20ms', timeout: '5s', ...said } as const;
    const link = f.supervisor.link('client', { to, framing: 'read-once', heartbeat });
    expect(text(await link.request(bytes('a')))).toBe('a');
    await until(() => link.counts.heartbeatsSent > 3);
    const silent = f.supervisor.link('silent', { to, framing: 'read-once', heartbeat: { ...heartbeat, every: '1h' } });
    expect(text(await silent.request(bytes('b')))).toBe('b');
    const third = f.supervisor.link('third', { to, framing: 'read-once', heartbeat: { ...heartbeat, every: '1h' } });
    third.post(bytes('c')).catch(() => {});
    await until(() => f.listener.counts.refused > 0);
    await third.close({ within: 0 });
    await until(() => f.listener.counts.ends['heartbeat'] !== undefined);
    for (let i = 0; i < 100; i += 1) link.post(bytes('PING')).catch(() => {});
    await until(() => f.listener.counts.ends['flooded'] !== undefined);
    await f.supervisor.stop();
    const found = await verifyAudit(path);
    expect(found).toMatchObject({ answer: 'complete', broken: null, notReplayed: null, missing: 0, skipped: 0 });
  });
});
