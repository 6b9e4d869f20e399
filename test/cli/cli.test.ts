import { describe, expect, test } from 'vitest';
import { HoldfastError } from '../../src/contract/errors.ts';
import { failureLine } from '../../src/cli/failure.ts';
import { FakeWorld } from './fakes.ts';

describe('the command line', () => {
  test('tells its commands and its version', async () => {
    const world = new FakeWorld();
    expect(await world.run('--help')).toBe(0);
    for (const name of ['demo', 'run', 'call', 'check', 'templates', 'schema', 'diagram'])
      expect(world.out).toContain(`holdfast ${name} `);
    const other = new FakeWorld();
    expect(await other.run('--version')).toBe(0);
    expect(other.out).toBe('1.2.3\n');
  });

  test.each(['demo', 'run', 'call', 'check', 'templates', 'schema', 'diagram'])(
    '%s --help tells its options, whatever else is there',
    async (name) => {
      const world = new FakeWorld();
      expect(await world.run(name, 'x', '--help')).toBe(0);
      expect(world.out).toMatch(new RegExp(`^holdfast ${name} `));
      expect(world.err).toBe('');
    },
  );

  test.each<[readonly string[], string]>([
    [[], 'usage: a command is missing: expected '],
    [['rum'], "usage: there is no command 'rum': expected demo, run, call, check"],
    [['why', 'a.ndjson', 'bank'], "usage: there is no command 'why': expected demo, run, call, check"],
    [['run'], 'usage: a file is missing: expected <links.yaml>'],
    [['run', 'a', 'b'], "usage: unexpected argument 'b'"],
    [['run', 'a', '--fro', '1s'], "usage: Unknown option '--fro'"],
    [['run', 'a', '--for'], "usage: Option '--for <value>' argument missing"],
    [['run', 'a', '--for', '1s', '--for', '2s'], 'usage: --for is given twice'],
    [
      ['run', 'a', '--for', 'soon'],
      "usage: --for: found 'soon', expected a time with its unit, such as 500ms, 10s or 2m; 24d at most; see holdfast run --help\n",
    ],
    [
      ['run', 'a', '--for', '5'],
      "usage: --for: found '5', expected a time with its unit, such as 500ms, 10s or 2m; 24d at most; see holdfast run --help\n",
    ],
    [['run', 'a', '--json=yes'], "usage: Option '--json' does not take an argument"],
    [['demo', 'x'], "usage: unexpected argument 'x'"],
    [['check'], 'usage: a file is missing: expected <links.yaml>'],
    [['diagram', 'conection'], "usage: there is no chart 'conection': expected connection, link"],
    [['diagram', '--format', 'png'], "usage: --format: found 'png', expected mermaid or svg or json or xstate"],
    [['call'], 'usage: whom to call is missing: expected a URL or links.yaml#link'],
    [['call', 'tcp://a:1', '--framing', 'line'], 'usage: expected one of --text, --hex and --file'],
    [
      ['call', 'tcp://a:1', '--framing', 'line', '--text', 'a', '--hex', '00'],
      'usage: expected one of --text, --hex and --file',
    ],
    [
      ['call', 'tcp://a:1', '--framing', 'line', '--text', 'a\\q'],
      'usage: --text: found another escape than \\r \\n \\t \\0 \\\\ and \\xHH; a backslash itself is \\\\',
    ],
    [['call', 'tcp://a:1', '--framing', 'line', '--hex', '0g'], 'usage: --hex: expected hex digits in pairs'],
    [
      ['call', 'tcp://a:1', '--framing', 'line', '--file', '/none'],
      "usage: --file: /none cannot be read: ENOENT: no such file or directory, open '/none'",
    ],
    [
      ['call', 'tcp://a:1', '--framing', 'line', '--text', 'a', '--repeat', '0'],
      "usage: --repeat: found '0', expected a number from 1 to 1000000",
    ],
    [
      ['call', 'tcp://a:1', '--framing', 'line', '--text', 'a', '--repeat', '1e3'],
      "usage: --repeat: found '1e3', expected a number from 1 to 1000000",
    ],
    [
      ['call', 'tcp://a:1', '--framing', 'line', '--text', 'a', '--out', 'raw'],
      "usage: --out: found 'raw', expected text or hex",
    ],
    [
      ['call', 'tcp://a:1', '--framing', 'line', '--text', 'a', '--lifecycle', 'auto'],
      "usage: --lifecycle: found 'auto', expected short or long",
    ],
    [
      ['call', 'tcp://a:1', '--text', 'a'],
      'usage: a URL needs --framing, such as line, ascii:4 or \'{"type":"length","encoding":"bcd","bytes":2}\'',
    ],
    [['call', 'tcp://a:1', '--text', 'a', '--framing', '{type'], 'usage: --framing is no JSON: '],
    [
      ['call', 'links.yaml', '--text', 'a'],
      "usage: found 'links.yaml', expected a URL such as tcp://host:port, or a file and a link as links.yaml#name",
    ],
    [
      ['call', 'links.yaml#a', '--text', 'a', '--framing', 'line'],
      'usage: --framing is for a URL; the link of a file has its own',
    ],
  ])('%j is refused with status 2, its reason and where to read more', async (args, message) => {
    const world = new FakeWorld();
    expect(await world.run(...args)).toBe(2);
    expect(world.err.startsWith(message)).toBe(true);
    expect(world.err).toMatch(/^[^\n]*; see holdfast (?:[a-z]+ )?--help\n$/);
    expect(world.out).toBe('');
    expect(world.supervisor.links.size).toBe(0);
  });
});

describe('a failure', () => {
  test('is one line, its code first, then what to do', async () => {
    const world = new FakeWorld();
    world.supervisor.reply = () => Promise.reject(new HoldfastError('timeout', 'call: no reply\nwithin 5s'));
    expect(await world.run('call', 'tcp://a:1', '--framing', 'line', '--text', 'PING')).toBe(1);
    expect(world.err).toBe(
      'timeout: call: no reply within 5s; the time limit passed; raise it, or ask why the peer is slow\n',
    );
    expect(world.out).toBe('');
  });

  test('of a request tells what became of it', async () => {
    const world = new FakeWorld();
    world.supervisor.reply = () => Promise.reject(new HoldfastError('lost', 'call: gone', { outcome: 'unknown' }));
    expect(await world.run('call', 'tcp://a:1', '--framing', 'line', '--text', 'PING')).toBe(1);
    expect(world.err).toMatch(/^lost: call: gone; outcome: unknown; the connection went/);
  });

  test('of another kind has the code it came with', async () => {
    const world = new FakeWorld();
    world.demoPeers = () => Promise.reject(Object.assign(new Error('listen EACCES'), { code: 'EACCES' }));
    expect(await world.run('demo')).toBe(1);
    expect(world.err).toBe('EACCES: listen EACCES\n');
  });

  test('of an option is one of configuration', async () => {
    const world = new FakeWorld();
    world.supervisor.reply = () => Promise.reject(new HoldfastError('option-invalid', 'call: to: found 5'));
    expect(await world.run('call', 'tcp://a:1', '--framing', 'line', '--text', 'PING')).toBe(2);
  });
});

describe('what others wrote', () => {
  test.each([
    [['\u001B[31m'], "usage: there is no command '\\x1b[31m': expected "],
    [['check', 'a', '\u009B2J'], "usage: unexpected argument '\\x9b2J'; see"],
    [['check', '/no/such\u001B[31m'], '/no/such\\x1b[31m: found no readable file'],
  ])('is shown without its control characters: %j', async (args, shown) => {
    const world = new FakeWorld();
    expect(await world.run(...args)).toBe(2);
    expect(world.err + world.out).toContain(shown);
    expect(world.err + world.out).not.toMatch(/[^\P{Cc}\n]/u);
  });

  test('so is what a peer had a hand in', () => {
    const cause = Object.assign(new Error('a\n  b\u001B]0;x\u0007'), { code: '\u009B' });
    expect(failureLine(cause)).toBe('\\x9b: a b\\x1b]0;x\\x07\n');
    expect(failureLine(new HoldfastError('lost', 'x: \u202Egone'))).toMatch(/^lost: x: \\u\{202e\}gone; /);
  });
});
