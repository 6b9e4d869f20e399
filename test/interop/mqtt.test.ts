/** MQTT 3.1.1 with Mosquitto: a broker that nobody here wrote, as the example talks to it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { supervise } from 'holdfast';
import type { Link, LinkInput, Supervisor, TransitionRecord } from 'holdfast';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type * as Example from '../../examples/mqtt.ts';
import { Program, requireProgram } from '../../src/testkit/program.ts';
import { run } from '../examples/running.ts';
import { Watched } from './watched.ts';

const missing = requireProgram('mosquitto');
if (missing !== null) process.stderr.write(`skipped, for want of a peer: ${missing}\n`);

const SOON = { first: '20ms', max: '200ms' } as const;
const args = (port: number): string[] => ['-p', String(port)];

describe.skipIf(missing !== null)('a line to Mosquitto', { timeout: 30_000 }, () => {
  let mosquitto: Program;
  let example: typeof Example;
  let said: readonly string[];
  let supervisor: Supervisor;
  const url = (): string => `tcp://127.0.0.1:${String(mosquitto.port)}`;
  const hold = (client: string, keepAlive = 30, more: Partial<LinkInput> = {}): Link =>
    supervisor.link(client, { ...example.broker(url(), client, 'plant/#', keepAlive), reconnect: SOON, ...more });

  beforeAll(async () => {
    mosquitto = await Program.start({ command: 'mosquitto', args });
    const ran = await run('mqtt', { BROKER: url() });
    ({ said } = ran);
    example = ran.exported as typeof Example;
  });
  beforeEach(() => {
    supervisor = supervise();
  });
  afterEach(() => supervisor.stop());
  afterAll(() => mosquitto.stop());

  const next = async (link: Link): Promise<string> => {
    const message = await link.receive();
    return message === undefined ? 'nothing' : example.told(message);
  };

  test('is acknowledged what it publishes, and is told what it subscribed to', () => {
    expect(said).toEqual(['plant/pump-1: 4.20 bar']);
  });

  test('has many publications in flight, each acknowledged by its packet id while others are told', async () => {
    const link = hold('busy');
    const heard: string[] = [];
    link.on('message', (message) => heard.push(example.told(message)));
    const sizes = Array.from({ length: 300 }, (_, i) => i);
    const acknowledged = await Promise.all(
      sizes.map((size) => link.request(example.publish('plant/size', 'x'.repeat(size), size + 2))),
    );
    expect(acknowledged.map((puback) => [puback[0], Buffer.from(puback).readUInt16BE(2)])).toEqual(
      sizes.map((size) => [0x40, size + 2]),
    );
    // At QoS 0, and behind all the others: what a broker tells keeps its order.
    await link.post(example.publish('plant/last', ''));
    while (heard.at(-1) !== 'plant/last: ') await new Promise((resolve) => link.once('message', resolve));
    expect(heard).toEqual([...sizes.map((size) => `plant/size: ${'x'.repeat(size)}`), 'plant/last: ']);
  });

  test('subscribes to more, by packet id, while the line is up', async () => {
    const link = hold('curious');
    const suback = await link.request(example.subscribe(9, 'weather'));
    expect([...suback]).toEqual([0x90, 3, 0, 9, 0]);
    await link.post(example.publish('weather', 'rain'));
    expect(await next(link)).toBe('weather: rain');
  });

  test('is kept by its PINGREQ within the second that was agreed; who says nothing is dropped, and is back', async () => {
    const watched = new Watched(supervisor);
    const quiet = hold('quiet', 1);
    hold('mute', 1, { heartbeat: 'off' });
    const dropped = await watched.until(({ link, to }) => link === 'mute' && to.startsWith('reconnecting'));
    expect(['ended', 'lost']).toContain(dropped.event.type);
    await watched.until(({ link, to }) => link === 'mute' && to.startsWith('connected'));
    expect(quiet.counts.heartbeatsReceived).toBeGreaterThan(2);
    expect(watched.losses('quiet')).toEqual([]);
  });

  test('finds a frozen broker out by its own probes, and is back when it thaws', async () => {
    const watched = new Watched(supervisor);
    hold('patient', 1);
    await watched.entering('connected');
    mosquitto.freeze();
    const silent: TransitionRecord = await watched.entering('reconnecting');
    expect(silent.event.type).toBe('after:probeTimeout');
    mosquitto.thaw();
    await watched.entering('connected');
  });

  test('survives the death of the broker: the new one knows nothing of it and is subscribed to anew', async () => {
    const watched = new Watched(supervisor);
    const link = hold('steadfast');
    await watched.entering('connected');
    mosquitto.freeze();
    const inFlight = link.request(example.publish('plant/pump-2', 'lost?', 6)).catch((error: unknown) => error);
    await mosquitto.kill();
    expect(await inFlight).toMatchObject({ code: 'lost', outcome: 'unknown' });
    await watched.until(({ event }) => event['reason'] === 'refused');
    const waiting = link.request(example.publish('plant/pump-2', 'back', 7));
    mosquitto = await Program.start({ command: 'mosquitto', args, port: mosquitto.port });
    expect([...(await waiting)]).toEqual([0x40, 2, 0, 7]);
    expect(await next(link)).toBe('plant/pump-2: back');
  });

  test('is over for good where the broker refuses the log-on', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-mqtt-'));
    const file = join(folder, 'mosquitto.conf');
    const strict = await Program.start({
      command: 'mosquitto',
      args: (port) => {
        writeFileSync(file, `listener ${String(port)} 127.0.0.1\nallow_anonymous false\n`);
        return ['-c', file];
      },
    });
    try {
      const to = `tcp://127.0.0.1:${String(strict.port)}`;
      const link = supervisor.link('stranger', example.broker(to, 'stranger', 'plant/#'));
      const refused = link.request(example.publish('plant/pump-3', 'in vain', 2));
      await expect(refused).rejects.toMatchObject({ code: 'rejected', outcome: 'not-sent' });
      await expect(refused).rejects.toThrow('return code 5');
    } finally {
      await strict.stop();
      rmSync(folder, { recursive: true });
    }
  });
});
