/** Listeners and their sessions under `holdfast run`. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TransitionRecord } from '../../src/contract/record.ts';
import { supervise } from '../../src/index.ts';
import type { SuperviseInput } from '../../src/index.ts';
import type { FakeWorld } from './fakes.ts';
import { FakeWorld as World, settled } from './fakes.ts';
import { screenOf, shownOf, terminalWorld } from './on-screen.ts';

let folder = '';
let file = '';
let both = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-listeners-'));
  file = join(folder, 'front.yaml');
  both = join(folder, 'both.yaml');
  const listeners =
    'listeners:\n  front: {on: "tcp://127.0.0.1:0", framing: line, answer: echo, limits: {max: 2000}}\n';
  writeFileSync(file, listeners);
  writeFileSync(both, `${listeners}links:\n  redis: {to: "tcp://h:1", framing: line}\n`);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const listener = (from: string, to: string, type: string, mono: number, facts = {}): Partial<TransitionRecord> => ({
  link: 'front',
  connection: 'front',
  chart: 'listener',
  from,
  to,
  event: { type, at: mono, ...facts },
  mono,
});

const session = (
  n: number,
  from: string,
  to: string,
  type: string,
  mono: number,
  facts = {},
): Partial<TransitionRecord> => ({
  ...listener(from, to, type, mono, facts),
  connection: `front!${String(n)}`,
  chart: 'session',
});

const listens = listener('open.binding', 'open.listening', 'bound', 0, { address: '127.0.0.1:5000' });

const comes = (world: FakeWorld, n: number, mono = 0): void => {
  world.supervisor.tell(session(n, '', 'entering.opening', 'start', mono));
  world.supervisor.tell(
    session(n, 'entering.opening', 'online.listening.idle', 'opened', mono, { remote: `10.0.0.1:${String(n)}` }),
  );
};

const rowOf = (world: FakeWorld, name: string): string =>
  screenOf(world).lines.find((line) => line.slice(3).startsWith(`${name} `)) ?? '';

describe('the table', () => {
  test('has one row for a listener with thousands of sessions', async () => {
    const world = terminalWorld(140);
    world.supervisor.addresses.set('front', '127.0.0.1:5000');
    const over = world.run('run', file);
    expect([...world.supervisor.listeners.keys()]).toEqual(['front']);
    world.supervisor.tell(listens);
    for (let n = 1; n <= 1_500; n += 1) comes(world, n);
    for (let n = 1; n <= 300; n += 1)
      world.supervisor.tell(session(n, 'online.listening.idle', 'closing.draining', 'ended', 1));
    for (let n = 301; n <= 310; n += 1)
      world.supervisor.tell(session(n, 'online.probing', 'dead', 'after:probeTimeout', 1));
    world.supervisor.tell(session(311, 'online.listening.busy', 'online.listening.idle', 'served', 1));
    world.supervisor.tell(
      session(311, 'online.listening.idle', 'online.listening.idle', 'received', 1, { kind: 'heartbeat' }),
    );
    world.pass(3_000);
    const words = 'front 127.0.0.1:5000 listening 3s 1,190 of 2,000 1,500 0 1 1 300 ended, 10 heartbeat';
    expect(rowOf(world, 'front').replace(/ +/g, ' ')).toBe(`● ${words}`);
    expect(shownOf(world)).toContain('1 of 1 listeners up, 1,190 sessions  ');
    expect(shownOf(world)).not.toContain('links up');
    expect(shownOf(world)).toMatch(/front!310 +probing +→ dead/);
    world.end('interrupt');
    await over;
    expect(world.out).toMatch(/^front +1,500 +1,500 +0 +1 +1 +open +300 ended, 10 heartbeat$/m);
    expect(world.out).toContain('ran for 3s: 1 listener, ');
  });

  test.each([40, 80, 120])('fits in %i columns, together with links', async (columns) => {
    const world = terminalWorld(columns);
    const over = world.run('run', both);
    world.supervisor.tell(listens);
    comes(world, 1);
    world.pass(1_000);
    const { lines, overflow } = screenOf(world);
    expect(overflow).toBe('');
    expect(lines.findIndex((line) => line.includes('listener '))).toBeGreaterThan(
      lines.findIndex((line) => line.includes('redis ')),
    );
    expect(rowOf(world, 'front')).toContain('1 of 2,000');
    const headline = 'holdfast run both.yaml  1s  0 of 1 links up  1 of 1 listeners up, 1 session';
    expect(lines[0]?.startsWith(headline.slice(0, columns - 1))).toBe(true);
    world.end('interrupt');
    await over;
    expect(world.out).toMatch(/^ran for 1s: 1 link, 1 listener, /m);
  });

  test('tells why a listener does not listen, and that it does again', async () => {
    const world = terminalWorld(120);
    const over = world.run('run', file);
    world.supervisor.tell(
      listener('open.binding', 'open.backing-off', 'unbound', 0, { reason: 'local-ports', detail: 'EADDRINUSE' }),
    );
    world.pass(100);
    expect(rowOf(world, 'front')).toMatch(/^! {2}front .* backing-off .* local-ports/);
    expect(shownOf(world)).toContain('0 of 1 listeners up');
    world.supervisor.tell(listens);
    world.pass(1_000);
    expect(rowOf(world, 'front')).toMatch(/^● {2}front .* listening +0?1?s? /);
    world.supervisor.tell(listener('down', 'closed', 'over', 1_100, { reason: 'stopped' }));
    world.pass(1_000);
    expect(await over).toBe(1);
    expect(world.err).toContain('ended: every listener has ended by itself');
  });
});

describe('as lines', () => {
  test('sessions come and go, and nothing between that is healthy', async () => {
    const world = new World();
    const over = world.run('run', file, '--plain');
    world.supervisor.tell(listener('', 'down', 'start', 0));
    world.supervisor.tell(listener('down', 'open.binding', 'start', 0));
    world.supervisor.tell(listens);
    comes(world, 1);
    world.supervisor.tell(session(1, 'online.listening.busy', 'online.listening.idle', 'served', 1));
    world.supervisor.tell(session(1, 'online.listening.idle', 'closing.draining', 'ended', 2));
    world.supervisor.tell(session(1, 'closing.ending', 'dead', 'closed', 3));
    world.supervisor.tell(session(2, 'online.listening.idle', 'dead', 'destroy', 3, { reason: 'evicted' }));
    world.supervisor.tell(session(3, 'online.listening.idle', 'dead', 'received', 3, { kind: 'asked' }));
    world.end('interrupt');
    await over;
    const told = world.out.split('\n').filter((line) => line.includes('→'));
    expect(told.map((line) => line.slice(14).replace(/ +/g, ' '))).toEqual([
      'front binding → listening listens at 127.0.0.1:5000',
      'front!1 opening → online called from 10.0.0.1:1',
      'front!1 online → draining the client closed its side',
      'front!2 online → dead makes room for another: evicted',
      'front!3 online → dead flooded with heartbeats',
    ]);
  });
});

test('a real listener of a file answers a real client, and is closed with the rest', async () => {
  const world = new World();
  world.supervise = (options) => supervise(options as SuperviseInput);
  const over = world.run('run', file, '--plain');
  const until = async (shown: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = shown.exec(world.out);
      if (found !== null) return found;
      await settled();
    }
  };
  const [, port = ''] = await until(/listens at 127\.0\.0\.1:(\d+)/);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write('hello\r\n');
  const [answer] = (await once(socket, 'data')) as readonly Buffer[];
  expect(String(answer)).toBe('hello\r\n');
  await until(/front!1 .* online .* called from /);
  socket.destroy();
  await until(/front!1 .* online .*→ (?:dead|draining|ending)/);
  world.end('interrupt');
  expect(await over).toBe(0);
  expect(world.out).toMatch(/^front +1 +1 +0 +1 +– +stopped +1 ended$/m);
});
