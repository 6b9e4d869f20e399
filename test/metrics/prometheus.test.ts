import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMetrics, serveMetrics } from '../../src/metrics/index.ts';
import type { Metrics } from '../../src/metrics/index.ts';
import { bytes, world } from '../model/world.ts';
import type { World } from '../model/world.ts';

let w: World;
let metrics: Metrics;

beforeEach(async () => {
  w = world({ on: (socket, frame) => (frame === 'mute' ? undefined : socket.say(`re:${frame}`)) });
  metrics = await createMetrics(w.supervisor);
});

afterEach(() => {
  w.supervisor.destroy();
  metrics.close();
});

/** The value of a series as it stands in the text; undefined: there is none. */
const value = async (series: string): Promise<number | undefined> => {
  const line = (await metrics.text()).split('\n').find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
};

describe('the metrics of a supervisor', () => {
  it('tell of each link whether it is up, and what it has done', async () => {
    const link = w.link();
    expect(await value('holdfast_link_up{link="line"}')).toBe(0);
    await w.pass(10);
    const reply = link.request(bytes('abc'));
    await w.pass(10);
    await reply;
    expect(await value('holdfast_link_up{link="line"}')).toBe(1);
    expect(await value('holdfast_connections{state="connected"}')).toBe(1);
    expect(await value('holdfast_connections{state="reconnecting"}')).toBe(0);
    expect(await value('holdfast_requests_total{link="line"}')).toBe(1);
    expect(await value('holdfast_replies_total{link="line"}')).toBe(1);
    expect(await value('holdfast_sent_bytes_total{link="line"}')).toBe(5);
    expect(await value('holdfast_received_bytes_total{link="line"}')).toBe(8);
    expect(await value('holdfast_dials_total{link="line"}')).toBe(1);
    expect(await value('holdfast_transitions_total{chart="connection",event="request"}')).toBe(1);
  });

  it('count losses by their reason, once each, and not what was asked for', async () => {
    const link = w.link({ reconnect: { first: '1s', jitter: 0 }, connectTimeout: '1s' });
    await w.pass(10);
    w.socket().wire.destroy();
    await w.pass(10);
    w.listener.close();
    await w.pass(1_100);
    const text = await metrics.text();
    const losses = text.split('\n').filter((line) => line.startsWith('holdfast_losses_total'));
    const sum = losses.reduce((all, line) => all + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
    expect(losses).toHaveLength(2);
    expect(sum).toBe(link.counts.dials);
    link.destroy();
    await w.pass(10);
    expect(await metrics.text()).not.toContain('holdfast_losses_total{');
  });

  it('count heartbeats that had no answer', async () => {
    w.link({ heartbeat: { every: '1s', timeout: '1s', misses: 3, send: { text: 'mute' }, expect: 'echo' } });
    await w.pass(3_500);
    expect(await value('holdfast_heartbeats_missed_total{link="line"}')).toBe(2);
    expect(await value('holdfast_heartbeats_sent_total{link="line"}')).toBe(3);
  });

  it('measure requests by how they ended, and dials', async () => {
    const link = w.link({ exchange: { timeout: '1s' } });
    await w.pass(10);
    const reply = link.request(bytes('a'));
    await w.pass(10);
    await reply;
    const late = link.request(bytes('mute')).catch(() => null);
    await w.pass(2_000);
    await late;
    expect(await value('holdfast_request_duration_seconds_count{link="line",outcome="replied"}')).toBe(1);
    expect(await value('holdfast_request_duration_seconds_count{link="line",outcome="unknown"}')).toBe(1);
    expect(await value('holdfast_connect_duration_seconds_count{link="line"}')).toBeGreaterThanOrEqual(1);
  });

  it('tell of a breaker, of restarts left, and of children started anew', async () => {
    const link = w.link({
      breaker: { failures: 1, openFor: '1m' },
      exchange: { timeout: '100ms' },
      restart: 'permanent',
    });
    await w.pass(10);
    expect(await value('holdfast_circuit_open{link="line"}')).toBe(0);
    const late = link.request(bytes('mute')).catch(() => null);
    await w.pass(200);
    await late;
    expect(await value('holdfast_circuit_open{link="line"}')).toBe(1);
    expect(await value('holdfast_restarts_left{child="supervisor/line"}')).toBeGreaterThan(0);
  });

  it('keep a peer’s or a user’s words from making series without end', async () => {
    const { Table } = await import('../../src/metrics/tally.ts');
    const table = new Table();
    for (let n = 0; n < 1_000; n += 1) table.add('line', `reason ${String(n)}`);
    const rows = [...table.entries()];
    expect(rows.length).toBeLessThanOrEqual(65);
    expect(rows.find(([, column]) => column === 'other')?.[2]).toBe(1_000 - 64);
  });

  it('stand in a registry of the application’s own, and leave it as it was', async () => {
    const register = new Registry();
    const own = await createMetrics(w.supervisor, { register });
    w.link();
    expect(await register.metrics()).toContain('holdfast_link_up{link="line"} 0');
    own.close();
    expect(await register.metrics()).toBe('\n');
  });

  it('follow the conventions: base units, counters end in _total, each family has its help', async () => {
    w.link();
    const lines = (await metrics.text()).split('\n');
    const families = lines.filter((line) => line.startsWith('# TYPE')).map((line) => line.split(' '));
    expect(families.length).toBeGreaterThan(30);
    for (const [, , name = '', type] of families) {
      expect(name).toMatch(/^holdfast_[a-z_]+$/);
      expect(name.endsWith('_total')).toBe(type === 'counter');
      expect(name).not.toMatch(/_(ms|millis|kb)/);
      expect(lines.some((line) => line.startsWith(`# HELP ${name} `) && line.endsWith('.'))).toBe(true);
    }
  });
});

describe('served over HTTP', () => {
  it('is what Prometheus scrapes, at /metrics alone and by GET alone', async () => {
    w.link();
    const server = await serveMetrics(metrics);
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
    const scraped = await fetch(server.url);
    expect(scraped.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(await scraped.text()).toContain('holdfast_link_up{link="line"} 0');
    expect((await fetch(server.url.replace('/metrics', '/'))).status).toBe(404);
    expect((await fetch(server.url, { method: 'POST' })).status).toBe(405);
    await server.close();
  });

  it('tells of a port that is taken', async () => {
    const server = await serveMetrics(metrics);
    const port = Number(new URL(server.url).port);
    await expect(serveMetrics(metrics, { port })).rejects.toMatchObject({
      code: 'listen-failed',
      message: expect.stringContaining('the port is taken') as string,
    });
    await server.close();
  });
});
