import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HoldfastError } from '../../src/contract/errors.ts';
import { FakeWorld, Later } from './fakes.ts';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
let folder = '';
let file = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-call-'));
  file = join(folder, 'links.yaml');
  writeFileSync(file, 'links:\n  redis:\n    to: tcp://h:6379\n    framing: line\n    lifecycle: short\n');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('call', () => {
  test('prints the reply alone', async () => {
    const world = new FakeWorld();
    world.supervisor.reply = () => Promise.resolve(ascii('+PONG'));
    expect(await world.run('call', 'tcp://h:6379', '--framing', 'line', '--text', 'PING')).toBe(0);
    expect([world.out, world.err]).toEqual(['+PONG\n', '']);
    expect(world.supervisor.requests).toEqual([{ bytes: ascii('PING'), timeout: 5_000 }]);
    expect(world.supervisor.stops).toBe(1);
  });

  test('dials a URL once, with the framing it is told', async () => {
    const world = new FakeWorld();
    await world.run('call', 'tcp://h:1', '--framing', '{"type":"fixed","size":1}', '--hex', '00');
    await world.run('call', 'tcp://h:1', '--framing', 'ascii:4', '--lifecycle', 'short', '--hex', '00');
    expect([...world.supervisor.links]).toEqual([
      ['call', { to: 'tcp://h:1', framing: 'ascii:4', lifecycle: 'short', reconnect: 'off' }],
    ]);
    const first = new FakeWorld();
    await first.run('call', 'tcp://h:1', '--framing', '{"type":"fixed","size":1}', '--hex', '00');
    expect(first.supervisor.links.get('call')).toEqual({
      to: 'tcp://h:1',
      framing: { type: 'fixed', size: 1 },
      reconnect: 'off',
    });
  });

  test('takes a link of a file as it is there, but for redials', async () => {
    const world = new FakeWorld();
    expect(await world.run('call', `${file}#redis`, '--text', 'PING')).toBe(0);
    expect([...world.supervisor.links]).toEqual([
      ['redis', { to: 'tcp://h:6379', framing: 'line', lifecycle: 'short', reconnect: 'off' }],
    ]);
  });

  test('a link that is not in the file is refused with those that are', async () => {
    const world = new FakeWorld();
    expect(await world.run('call', `${file}#radis`, '--text', 'PING')).toBe(2);
    expect(world.err).toContain("has no link 'radis': expected redis; see holdfast call --help\n");
  });

  test('a file with mistakes is refused with all of them', async () => {
    const world = new FakeWorld();
    const bad = join(folder, 'bad.yaml');
    writeFileSync(bad, 'links:\n  redis: {to: 5, framing: lin}\n');
    expect(await world.run('call', `${bad}#redis`, '--text', 'PING')).toBe(2);
    expect(world.err.split('\n').map((line) => line.slice(folder.length))).toEqual([
      expect.stringMatching(/^\/bad\.yaml:2:15: links\.redis\.to: found 5, expected/),
      expect.stringMatching(/^\/bad\.yaml:2:27: links\.redis\.framing: found "lin", expected/),
      '',
    ]);
  });

  test('reads the message as text with escapes, as hex with or without spaces, or from a file', async () => {
    const world = new FakeWorld();
    const message = join(folder, 'message.bin');
    writeFileSync(message, Uint8Array.of(0, 255));
    const base = ['call', 'tcp://h:1', '--framing', 'line', '--out', 'hex'] as const;
    await world.run(...base, '--text', 'a\\r\\n\\x00ü');
    await world.run(...base, '--hex', '00 Ff');
    await world.run(...base, '--file', message);
    await world.run(...base, '--text', '');
    expect(world.out).toBe('610d0a00c3bc\n00ff\n00ff\n\n');
  });

  test('reads no more of a file than fits into a frame, though it had no end', async () => {
    const world = new FakeWorld();
    const args = ['call', 'tcp://h:1', '--framing', '{"type":"read-once","maxFrame":"100KiB"}', '--file'] as const;
    expect(await world.run(...args, '/dev/zero')).toBe(2);
    expect(world.err).toMatch(/^usage: --file: \/dev\/zero has more than 102400 bytes, the maxFrame of this framing; /);
    const just = join(folder, 'just.bin');
    writeFileSync(just, new Uint8Array(102_400).fill(7));
    expect(await world.run(...args, just)).toBe(0);
    expect(world.supervisor.requests[0]?.bytes).toEqual(Buffer.alloc(102_400, 7));
  });

  test('a terminal is shown control characters and does not obey them; a pipe gets the bytes', async () => {
    const world = new FakeWorld();
    const replies = [ascii('\u001B]0;x\u0007\tü\n\u009Bm'), Uint8Array.of(0x1b, 0x9b, 0x41, 0xff, 0x0a)];
    let n = 0;
    world.supervisor.reply = () => Promise.resolve(replies[n++ % 2] ?? ascii(''));
    const base = ['call', 'tcp://h:1', '--framing', 'line', '--text', 'x', '--repeat', '2'] as const;
    await world.run(...base);
    expect(world.out).toContain('\u001B]0;x');
    world.out = '';
    world.stdout.isTTY = true;
    await world.run(...base);
    expect(world.out).toBe('\\x1b]0;x\\x07\tü\n\\x9bm\n\\x1b\\x9bA\\xff\\x0a\n');
  });

  test('repeats one after the other, each with its own limit', async () => {
    const world = new FakeWorld();
    let n = 0;
    world.supervisor.reply = () => {
      n += 1;
      return Promise.resolve(ascii(`:${String(n)}`));
    };
    const base = ['call', 'tcp://h:1', '--framing', 'line', '--text', 'INCR'] as const;
    expect(await world.run(...base, '--repeat', '3', '--timeout', '250ms')).toBe(0);
    expect(world.out).toBe(':1\n:2\n:3\n');
    expect(world.supervisor.requests.map(({ timeout }) => timeout)).toEqual([250, 250, 250]);
  });

  test('ends at the first failure, with what came before it printed', async () => {
    const world = new FakeWorld();
    let n = 0;
    world.supervisor.reply = () => {
      n += 1;
      return n < 2 ? Promise.resolve(ascii('ok')) : Promise.reject(new HoldfastError('lost', 'call: the line went'));
    };
    expect(await world.run('call', 'tcp://h:1', '--framing', 'line', '--text', 'x', '--repeat', '5')).toBe(1);
    expect(world.out).toBe('ok\n');
    expect(world.err).toMatch(/^lost: call: the line went; /);
    expect(n).toBe(2);
  });

  test.each([
    ['interrupt', 1],
    ['unread', 0],
  ] as const)('%s ends it at once with status %i', async (why, status) => {
    const world = new FakeWorld();
    const later = new Later<Uint8Array>();
    world.supervisor.reply = () => later.promise;
    const over = world.run('call', 'tcp://h:1', '--framing', 'line', '--text', 'x');
    world.end(why);
    expect(world.supervisor.destroys).toBe(1);
    later.reject(new HoldfastError('destroyed', 'call: destroyed'));
    expect(await over).toBe(status);
    expect(world.err === '').toBe(why === 'unread');
    expect(world.awaited).toBe(false);
  });
});
