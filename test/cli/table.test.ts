import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HoldfastError } from '../../src/contract/errors.ts';
import { FakeWorld } from './fakes.ts';
import { lost, of, screenOf, shownOf, terminalWorld, up } from './on-screen.ts';

const ESC = '\u001B';
const COLOUR = new RegExp(`${ESC}\\[\\d+m`, 'g');

let folder = '';
let file = '';
let world = terminalWorld();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-table-'));
  file = join(folder, 'links.yaml');
  writeFileSync(
    file,
    'links:\n  redis: {to: "tcp://h:1", framing: line}\n  bank: {to: ["tls://a:2", "tls://b:3"], framing: line}\n  once: {to: "tcp://h:4", framing: line, lifecycle: short}\n',
  );
});
beforeEach(() => {
  world = terminalWorld();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const rowOf = (name: string): string =>
  screenOf(world).lines.find((line) => line.slice(3).startsWith(`${name} `)) ?? '';
const cellsOf = (name: string): readonly string[] => rowOf(name).split(/ {2,}/);

describe('the live table', () => {
  test('has a row for each link, a headline above and the last events below', async () => {
    const over = world.run('run', file, '--audit', 'a.ndjson');
    world.pass(1_000);
    world.supervisor.tell(up('redis', 1_000));
    world.supervisor.tell(up('bank', 1_000));
    Object.assign(world.supervisor.counts.get('redis') ?? {}, {
      replies: 1_234,
      posts: 1,
      heartbeatsSent: 7,
      heartbeatsReceived: 6,
    });
    world.supervisor.targets.set('bank', 1);
    world.pass(64_000);
    world.supervisor.tell(lost('bank', 65_000));
    world.pass(100);
    expect(screenOf(world).lines).toEqual([
      'holdfast run links.yaml  1m05s  2 of 3 links up  3 transitions on record  audit a.ndjson',
      '',
      '   link   peer       state         since  exchanges  heartbeats  reconnects  restarts  last reason',
      '●  redis  h:1        connected     1m04s      1,235         7/6           0',
      '!  bank   tls://b:3  backing-off      0s          0           –           0            down 0s: reset',
      '●  once   h:4        resting       1m05s          0           –           0',
      '',
      expect.stringContaining('redis#1  dialing     → connected    the socket is open'),
      expect.stringContaining('bank#1   dialing     → connected    the socket is open'),
      expect.stringContaining('bank#1   connected   → backing-off  reset: the peer reset the connection'),
    ]);
    world.end('interrupt');
    expect(await over).toBe(0);
  });

  test('is drawn ten times a second at most, and once a second when nothing happens', async () => {
    const over = world.run('run', file);
    world.pass(0);
    const draws = (): number => world.writes.filter((text) => text.includes('links up')).length;
    expect(draws()).toBe(1);
    for (let i = 0; i < 1_000; i += 1) {
      world.supervisor.tell(i % 2 === 0 ? up('redis', i) : lost('redis', i));
      world.pass(1);
    }
    expect(draws()).toBe(11);
    world.pass(100);
    const busy = draws();
    world.pass(10_000);
    expect(draws()).toBe(busy + 10);
    world.end('interrupt');
    await over;
    world.pass(10_000);
    expect(draws()).toBe(busy + 10);
  });

  test('has the last events below, as many as find room', async () => {
    const over = world.run('run', file);
    for (let i = 1; i <= 300; i += 1) world.supervisor.tell({ ...lost('redis', i), connection: `redis#${String(i)}` });
    world.pass(100);
    const told = screenOf(world)
      .lines.slice(7)
      .map((line) => line.split(/ +/)[1]);
    expect(told).toEqual(Array.from({ length: 17 }, (_, i) => `redis#${String(284 + i)}`));
    world.end('interrupt');
    await over;
  });

  test('shows the budget of restarts that is left', async () => {
    world.stdout.columns = 140;
    let left = 1;
    const node = { kind: 'link', state: 'running', restart: 'transient' } as const;
    world.supervisor.tree = () => ({
      id: 'supervisor',
      kind: 'supervisor',
      state: 'running',
      restart: null,
      budget: null,
      children: [{ ...node, id: 'redis', budget: { restarts: 1, within: 5_000, left } }],
    });
    const over = world.run('run', file);
    world.pass(0);
    expect(cellsOf('redis')).toContain('1/1');
    left = 0;
    world.supervisor.tell({ chart: 'child', event: { type: 'exited', at: 1, how: 'crashed', reason: 'crashed' } });
    world.pass(100);
    expect(cellsOf('redis')).toContain('0/1');
    expect(shownOf(world)).toContain('its actor ended: crashed');
    left = 1;
    world.pass(1_000);
    expect(cellsOf('redis')).toContain('1/1');
    world.end('interrupt');
    await over;
  });

  test('tells in the words of a verdict what became of the peer', async () => {
    world.stdout.columns = 180;
    const over = world.run('run', file);
    const verdict = { kind: 'program-silent', evidence: [] } as const;
    world.supervisor.tell(up('redis', 0));
    world.supervisor.tell(of('redis', 'connected.probing', 'connected.probing', 'after:probeTimeout', 10));
    world.pass(100);
    expect(rowOf('redis')).toMatch(/^\? {2}redis .* {2}probing /);
    world.supervisor.tell(of('redis', 'connected.probing', 'reconnecting.backing-off', 'after:probeTimeout', 100));
    world.supervisor.tell(of('redis', 'reconnecting.backing-off', 'connecting.waiting', 'after:backoff', 100));
    world.supervisor.tell({ ...up('redis', 200), verdict });
    world.pass(100);
    expect(rowOf('redis')).toMatch(
      /^● {2}redis .* {2}1 {2}.*program-silent: the peer’s host is alive, and its program/,
    );
    world.end('interrupt');
    await over;
    expect(world.out).toMatch(/^redis .* {2}100 ms {2}open +program-silent: /m);
  });

  test('a missed heartbeat is doubt, until the peer is heard', async () => {
    const over = world.run('run', file);
    world.supervisor.tell(up('redis', 0));
    world.supervisor.tell({});
    world.pass(100);
    expect(cellsOf('redis')).toContain('connected');
    world.supervisor.tell(of('redis', 'connected.probing', 'connected.probing', 'after:probeTimeout', 100));
    world.pass(100);
    expect(cellsOf('redis')).toContain('probing');
    world.supervisor.tell(of('redis', 'connected.probing', 'connected.listening.idle', 'received', 200));
    world.pass(100);
    expect(cellsOf('redis')).toContain('connected');
    world.end('interrupt');
    await over;
  });

  test('a short link fails with its dials, and not with each of its connections that ends', async () => {
    const over = world.run('run', file);
    world.supervisor.tell(of('once', '', 'connecting.waiting', 'start', 0));
    world.supervisor.tell(up('once', 0));
    world.supervisor.tell(of('once', 'connected.listening.awaiting-reply', 'closing.ending', 'replied', 1));
    world.supervisor.tell(of('once', 'closing.ending', 'dead', 'ended', 1));
    world.pass(100);
    expect(rowOf('once')).toMatch(/^● {2}once .* {2}resting /);
    expect(shownOf(world)).not.toContain('once#1');
    world.supervisor.tell(of('once', 'connecting.attempting.dialing', 'dead', 'lost', 100, { reason: 'refused' }));
    world.pass(2_000);
    expect(rowOf('once')).toMatch(/^! {2}once .* {2}failing +2s .* {2}down 2s: refused/);
    expect(shownOf(world)).toContain('once#1');
    world.supervisor.tell(of('once', 'closing.ending', 'dead', 'ended', 2_100));
    world.pass(100);
    expect(rowOf('once')).toMatch(/^● {2}once .* {2}resting +0s .* {2}refused/);
    world.end('interrupt');
    await over;
    expect(world.out).toMatch(/^once .* {2}2 s {2}open +refused: nobody listens there$/m);
  });

  test('errors that end nothing stand among the events, and on standard error when that is not the terminal', async () => {
    const over = world.run('run', file);
    world.supervisor.faultsOf.get('redis')?.(new HoldfastError('frame-malformed', 'redis: no length at 0'));
    world.supervisor.fault(new Error('a listener threw'));
    world.pass(100);
    expect(shownOf(world)).toContain('frame-malformed: redis: no length at 0');
    expect(shownOf(world)).toContain('error: a listener threw');
    expect(world.err).toMatch(/^frame-malformed: .*\nerror: a listener threw\n$/);
    world.stderr.isTTY = true;
    world.supervisor.fault(new Error('another'));
    world.pass(100);
    expect(shownOf(world)).toContain('error: another');
    expect(world.err).not.toContain('another');
    world.end('unread');
    await over;
  });

  test('is coloured, and in no colour says the same', async () => {
    const over = world.run('run', file);
    world.pass(0);
    world.end('unread');
    await over;
    const other = new FakeWorld();
    Object.assign(other.stdout, { isTTY: true, columns: 120 });
    const coloured = other.run('run', file);
    other.pass(0);
    other.end('unread');
    await coloured;
    expect(other.out).toContain('\u001B[32m');
    expect(other.out.replace(COLOUR, '')).toBe(world.out);
  });

  test.each([
    ['--plain', {}],
    ['--json', {}],
    ['', { TERM: 'dumb' }],
  ])('gives way to lines: %s %j', async (flag, env) => {
    Object.assign(world.env, env);
    const over = world.run('run', file, ...(flag === '' ? [] : [flag]));
    world.supervisor.tell(lost('redis', 0));
    expect(world.out.split('\n')).toHaveLength(2);
    expect(world.terminal).toBeNull();
    world.end('interrupt');
    await over;
    expect(world.out).not.toContain('\u001B');
  });
});
