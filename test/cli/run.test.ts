import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HoldfastError } from '../../src/contract/errors.ts';
import { FakeWorld, Later, record, settled } from './fakes.ts';

let folder = '';
let file = '';
let world = new FakeWorld();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-run-'));
  file = join(folder, 'links.yaml');
  writeFileSync(
    file,
    'links:\n  redis: {to: "tcp://h:1", framing: line}\n  other: {to: "tcp://h:2", framing: line}\ndials: {rate: 7}\n',
  );
});
beforeEach(() => {
  world = new FakeWorld();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The end of a line that was up. */
const silence = {
  from: 'connected.probing',
  to: 'reconnecting.backing-off',
  event: { type: 'after:probeTimeout', at: 0 },
} as const;

describe('run', () => {
  test('holds the links of the file under its caps on dials, until it is interrupted', async () => {
    const over = world.run('run', file);
    expect([...world.supervisor.links.keys()]).toEqual(['redis', 'other']);
    expect(world.options).toEqual([{ dials: { rate: 7 } }]);
    expect(world.timers.size).toBe(0);
    world.supervisor.tell(silence);
    world.end('interrupt');
    expect(await over).toBe(0);
    expect(world.out).toBe(
      [
        '03:12:45.123  redis#1  probing     → backing-off  no answer to the probe',
        '',
        'link   exchanges  heartbeats  reconnects  longest outage  ended  last reason',
        'redis          0           –           0               –  open   no answer to the probe',
        'other          0           –           0               –  open   –',
        '',
        'ran for 0s: 2 links, 1 transition',
        '',
      ].join('\n'),
    );
    expect(world.err).toBe('stopping; interrupt once more to end at once\n');
    expect([world.supervisor.stops, world.supervisor.destroys, world.awaited]).toEqual([1, 0, false]);
  });

  test('stops in order when its time is up', async () => {
    const over = world.run('run', file, '--for', '10s');
    expect([...world.timers.values()]).toEqual([10_000]);
    world.fire();
    expect(await over).toBe(0);
    expect([world.supervisor.stops, world.supervisor.destroys, world.err]).toEqual([1, 0, '']);
  });

  test('what happens while it stops is told too', async () => {
    const stopped = new Later<void>();
    world.supervisor.stopped = stopped.promise;
    const over = world.run('run', file, '--for', '1s');
    world.fire();
    world.supervisor.tell({ to: 'closing.ending', event: { type: 'close', at: 0 } });
    stopped.resolve();
    expect(await over).toBe(0);
    expect(world.out).toContain('→ ending       asked to close\n');
  });

  test('a second interrupt ends it at once', async () => {
    const stopped = new Later<void>();
    world.supervisor.stopped = stopped.promise;
    const over = world.run('run', file);
    world.end('interrupt');
    expect(world.supervisor.destroys).toBe(0);
    world.end('interrupt');
    expect(world.supervisor.destroys).toBe(1);
    expect(await over).toBe(1);
    expect(world.out).toBe('');
  });

  test('ends without a word when nobody reads any more', async () => {
    const over = world.run('run', file);
    world.end('unread');
    expect(await over).toBe(0);
    expect(world.err).toBe('');
    expect(world.supervisor.stops).toBe(1);
  });

  test('fails when every link has ended by itself', async () => {
    const over = world.run('run', file);
    const end = { chart: 'link', from: 'open', to: 'closed' } as const;
    world.supervisor.tell({
      ...end,
      link: 'redis',
      connection: 'redis',
      event: { type: 'failed', at: 0, reason: 'gave-up' },
    });
    await settled();
    expect(world.awaited).toBe(true);
    world.supervisor.tell({
      ...end,
      link: 'other',
      connection: 'other',
      event: { type: 'failed', at: 0, reason: 'rejected' },
    });
    world.pass(0);
    expect(await over).toBe(1);
    expect(world.err).toBe('ended: every link has ended by itself; see its last reason\n');
    expect(world.out).toContain('redis    open        → closed       gave-up\n');
    expect(world.out).toMatch(/^redis .* {2}gave-up {3}–$/m);
    expect(world.supervisor.stops).toBe(1);
  });

  test('a link that crashed and is begun anew has not ended', async () => {
    const over = world.run('run', file);
    const crash = {
      chart: 'link',
      from: 'open',
      to: 'down',
      event: { type: 'failed', at: 0, reason: 'crashed' },
    } as const;
    for (const link of ['redis', 'other']) world.supervisor.tell({ ...crash, link, connection: link });
    world.supervisor.tell({
      chart: 'child',
      from: 'running',
      to: 'running',
      event: { type: 'exited', at: 0, how: 'crashed' },
    });
    world.pass(0);
    await settled();
    expect(world.awaited).toBe(true);
    world.end('interrupt');
    expect(await over).toBe(0);
    expect(world.out).toContain('redis    running     → running      its actor ended\n');
  });

  test('an audit log is the supervisor’s', async () => {
    const over = world.run('run', file, '--audit', 'a.ndjson');
    world.end('interrupt');
    await over;
    expect(world.options).toEqual([{ dials: { rate: 7 }, audit: 'a.ndjson' }]);
  });

  test('an audit log of the file goes where the command line says, as the file says', async () => {
    const audited = join(folder, 'audited.yaml');
    writeFileSync(audited, 'links:\n  a: {to: "tcp://h:1", framing: line}\naudit: {file: a.ndjson, level: all}\n');
    for (const args of [[], ['--audit', 'b.ndjson']]) {
      const over = world.run('run', audited, ...args);
      world.end('interrupt');
      await over;
    }
    expect(world.options).toEqual([
      { audit: { file: join(folder, 'a.ndjson'), level: 'all' } },
      { audit: { file: 'b.ndjson', level: 'all' } },
    ]);
  });

  test('leaves healthy traffic out, and tells it when it is asked for', async () => {
    const beats = [
      {},
      { from: 'connected.probing', to: 'connected.listening.idle', event: { type: 'received', at: 0 } },
    ];
    const over = world.run('run', file);
    for (const beat of beats) world.supervisor.tell(beat);
    world.end('interrupt');
    await over;
    expect(world.out).not.toContain('→');
    expect(world.out).toContain('2 transitions\n');
    const other = new FakeWorld();
    const verbose = other.run('run', file, '--verbose');
    for (const beat of beats) other.supervisor.tell(beat);
    other.end('interrupt');
    await verbose;
    expect(other.out).toMatch(/^(?:.* → .*\n){2}\nlink /);
  });

  test('with --json each record is a line as it is, exchanges and all', async () => {
    const over = world.run('run', file, '--json');
    world.supervisor.tell({});
    world.supervisor.tell({
      from: 'connected.listening.idle',
      to: 'connected.listening.idle',
      event: { type: 'received', at: 1 },
    });
    world.end('interrupt');
    await over;
    const lines = world.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(lines).toEqual([
      record({ seq: 1 }),
      record({ seq: 2, to: 'connected.listening.idle', event: { type: 'received', at: 1 } }),
    ]);
  });

  test('errors that end nothing go to standard error', async () => {
    const over = world.run('run', file);
    world.supervisor.faultsOf.get('redis')?.(new HoldfastError('frame-malformed', 'redis: no length at 0'));
    world.end('unread');
    await over;
    expect(world.err).toMatch(/^frame-malformed: redis: no length at 0; /);
  });

  test('a file with mistakes is refused with all of them and status 2', async () => {
    const bad = join(folder, 'bad.yaml');
    writeFileSync(bad, 'links:\n  a:\n    to: 5\n    framing: lin\n');
    expect(await world.run('run', bad)).toBe(2);
    expect(world.err).toMatch(
      /^.*bad\.yaml:3:9: links\.a\.to: found 5, .*\n.*bad\.yaml:4:14: links\.a\.framing: .*\n$/,
    );
    expect([world.out, world.options]).toEqual(['', []]);
  });
});

describe('check', () => {
  test('tells what the links come to', async () => {
    const good = join(folder, 'good.yaml');
    writeFileSync(
      good,
      `links:
  redis: {to: "tcp://h:1", framing: line, heartbeat: {preset: strict, send: {text: PING}, expect: {match: ^.PONG}}}
  b: {to: [tcp://h:1, tcp://h:2], framing: "bcd:2", lifecycle: short}
  c: {to: memory://c, framing: varint, exchange: {mode: pipeline, window: 8}, reconnect: {attempts: 3, first: 500ms}}
`,
    );
    expect(await world.run('check', good)).toBe(0);
    expect(world.out).toBe(
      [
        'link   to                    framing        lifecycle   exchange    silence is judged after  redials',
        'redis  tcp://h:1             delimiter      long        sync        9s                       without end, 1s to 30s',
        'b      tcp://h:1, tcp://h:2  length bcd     short × 16  sync        never                    without end, 1s to 30s',
        'c      memory://c            length varint  long        pipeline 8  never                    3, 500ms to 30s',
        '',
      ].join('\n'),
    );
  });

  test('tells how long lines and short ones live', async () => {
    const lives = join(folder, 'lives.yaml');
    writeFileSync(
      lives,
      `dials: {rate: 400}
links:
  a: {to: "tcp://h:1", framing: line, lifecycle: {type: long, connections: 3, maxIdle: {peer: 1m}, maxAge: 1h, maxExchanges: 9}}
  b: {to: "tcp://h:1", framing: line, lifecycle: {type: short, closeBy: reset}}
  c: {to: "tcp://h:1", framing: line, exchange: {mode: duplex, key: {bytes: 2}}}
`,
    );
    expect(await world.run('check', lives)).toBe(0);
    const rows = world.out.split('\n').map((row) => row.split(/ {2,}/).slice(3, 5));
    expect(rows.slice(1, 4)).toEqual([
      ['long × 3, idle 58s, age 1h, 9 exchanges', 'sync'],
      ['short × 16, closed by reset', 'sync'],
      ['long', 'duplex 64'],
    ]);
    expect(world.err).toBe('');
  });

  test.each([
    ['', '{type: short}', 'tcp', '2000'],
    ['dials: {rate: 467}', 'short', 'tls', '467'],
    ['dials: {rate: 466}', 'short', 'tcp', null],
    ['', '{type: short, closeBy: peer}', 'tcp', null],
    ['', '{type: short, closeBy: reset}', 'tcp', null],
    ['', 'short', 'unix', null],
    ['', 'long', 'tcp', null],
  ])('notes that ports may run short, where they may: %s %s %s', async (dials, lifecycle, scheme, rate) => {
    const ports = join(folder, 'ports.yaml');
    const to = scheme === 'unix' ? 'unix:///p' : `${scheme}://h:1`;
    writeFileSync(ports, `${dials}\nlinks:\n  a: {to: "${to}", framing: line, lifecycle: ${lifecycle}}\n`);
    expect(await world.run('check', ports)).toBe(0);
    const note = `^note: a: dials.rate allows ${String(rate)} connections a second, .* last for 466 to one address, .*\\n$`;
    expect(world.err).toMatch(rate === null ? /^$/ : new RegExp(note));
  });

  test('tells every mistake, with status 2', async () => {
    const bad = join(folder, 'bad.yaml');
    writeFileSync(bad, 'links:\n  a:\n    to: 5\n    framing: lin\n');
    expect(await world.run('check', bad)).toBe(2);
    expect(world.out.split('\n')).toHaveLength(3);
    expect(world.err).toBe('');
  });

  test('a file that is not there is a mistake', async () => {
    expect(await world.run('check', join(folder, 'none.yaml'))).toBe(2);
    expect(world.out).toContain('none.yaml: found no readable file (ENOENT), expected a YAML file with `links:`\n');
  });
});
