import { describe, expect, expectTypeOf, test } from 'vitest';
import type { Codec } from '../../../src/contract/codec.ts';
import { HoldfastError } from '../../../src/contract/errors.ts';
import { checkLink, nameProblem, resolveLink } from '../../../src/contract/options/link.ts';
import type { LinkInput, LinkOptions } from '../../../src/contract/options/link.ts';
import { problemText } from '../../../src/contract/options/problem.ts';
import type { TargetOptions } from '../../../src/contract/options/target.ts';
import type { Transport } from '../../../src/contract/transport.ts';

const least: LinkInput = { to: 'tcp://bank.example:5000', framing: 'line' };
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const resolve = (part: Partial<LinkInput>): LinkOptions => resolveLink('bank', { ...least, ...part });
const anyTransport: Transport = {
  dial: () => {
    throw new Error('not dialled here');
  },
};
const anyCodec = (can: Codec['can']): Codec => ({
  can,
  maxFrame: 10,
  partialTimeout: null,
  size: () => 0,
  encode: () => {},
  decoder: () => {
    throw new Error('not decoded here');
  },
});

const handshake = async (): Promise<void> => {};
const onLost = (): void => {};

/** All problems of these options, one clause each. */
const problems = (part: object): readonly string[] => {
  const checked = checkLink({ ...least, ...part });
  return checked.ok ? [] : checked.problems.map((problem) => `${problem.code} ${problemText(problem)}`);
};

describe('what is not given has its default', () => {
  test('a link of two options is complete', () => {
    expect(resolve({})).toEqual({
      to: { urls: ['tcp://bank.example:5000'], transport: null, listen: null },
      framing: { type: 'delimiter', delimiter: ascii('\r\n'), maxFrame: 2 ** 20, partialTimeout: 10_000 },
      lifecycle: { type: 'long', connections: 1, maxIdle: null, maxAge: null, maxExchanges: null },
      exchange: { mode: 'sync', key: null, receive: null, window: 1, timeout: 30_000 },
      heartbeat: null,
      keepalive: { idle: 30_000, interval: 1_000, count: 10 },
      reconnect: { first: 1_000, factor: 1.6, max: 30_000, jitter: 0.2, attempts: null, stableAfter: 10_000 },
      connectTimeout: 10_000,
      closeTimeout: 2_000,
      drainTimeout: 15_000,
      queue: { max: 1_000, maxBytes: 2 ** 24, whenFull: 'reject' },
      inbox: { max: 1_000, maxBytes: 2 ** 24 },
      breaker: null,
      restart: 'transient',
    });
  });

  test('an option given as undefined is an option not given', () => {
    expect(resolve({ localPort: undefined, tls: undefined, heartbeat: undefined, exchange: undefined })).toEqual(
      resolve({}),
    );
    expect(Object.keys(resolve({ localPort: undefined }))).not.toContain('localPort');
  });

  test('the types are those that the rows above count on', () => {
    expectTypeOf<LinkOptions['to']>().toEqualTypeOf<TargetOptions>();
    expectTypeOf<LinkOptions['connectTimeout']>().toEqualTypeOf<number>();
    expectTypeOf<LinkInput['connectTimeout']>().toEqualTypeOf<number | string | undefined>();
    expectTypeOf<LinkOptions['reconnect']['attempts']>().toEqualTypeOf<number | null>();
  });
});

const key = (): number => 1;

describe('short forms', () => {
  test('durations and sizes are numbers or text with a unit', () => {
    const { connectTimeout, closeTimeout, queue } = resolve({
      connectTimeout: '1.5s',
      closeTimeout: 700,
      queue: { maxBytes: '64KiB' },
    });
    expect([connectTimeout, closeTimeout, queue.maxBytes]).toEqual([1_500, 700, 65_536]);
  });

  test('lifecycle is a word or a map', () => {
    expect(resolve({ lifecycle: 'short' }).lifecycle).toEqual({ type: 'short', concurrency: 16, closeBy: 'us' });
    expect(resolve({ lifecycle: { type: 'short', concurrency: 2, closeBy: 'peer' } }).lifecycle).toEqual({
      type: 'short',
      concurrency: 2,
      closeBy: 'peer',
    });
    expect(resolve({ lifecycle: { type: 'long' } }).lifecycle).toEqual(resolve({}).lifecycle);
  });

  test('pipeline has a window, sync has one of 1', () => {
    expect(resolve({ exchange: { mode: 'pipeline' } }).exchange).toEqual({
      mode: 'pipeline',
      key: null,
      receive: null,
      window: 64,
      timeout: 30_000,
    });
    const sync = { mode: 'sync', key: null, receive: null, window: 1, timeout: 5_000 };
    expect(resolve({ exchange: { timeout: '5s' } }).exchange).toEqual(sync);
  });

  test('duplex has a window, and a key: a part of the frame or a function', () => {
    const duplex = { mode: 'duplex', receive: null, window: 64, timeout: 30_000 };
    expect(resolve({ exchange: { mode: 'duplex', key } }).exchange).toEqual({ ...duplex, key });
    expect(resolve({ exchange: { mode: 'duplex', key: { bytes: 4 } } }).exchange).toEqual({
      ...duplex,
      key: { offset: 0, bytes: 4 },
    });
  });

  test('in duplex `any` may answer a heartbeat that has content', () => {
    const exchange = { mode: 'duplex', key: { bytes: 4 } } as const;
    expect(resolve({ exchange, heartbeat: { send: { text: 'PING' } } }).heartbeat?.expect).toEqual({ kind: 'any' });
  });

  test('off is null, or no attempts', () => {
    const { heartbeat, keepalive, reconnect } = resolve({ heartbeat: 'off', keepalive: 'off', reconnect: 'off' });
    expect([heartbeat, keepalive, reconnect.attempts]).toEqual([null, null, 0]);
  });

  test('a list of targets keeps its order, and a transport stands for one', () => {
    expect(resolve({ to: ['tcp://a:1', 'unix:///run/b.sock', 'memory://c', 'tls://[::1]:2'] }).to.urls).toHaveLength(4);
    expect(resolve({ to: anyTransport }).to).toEqual({ urls: ['custom:'], transport: anyTransport, listen: null });
  });

  test('a codec and the hooks are kept as they are', () => {
    const framing = anyCodec({ empty: true, rechunk: true, endsByFin: false });
    const options = resolve({ framing, handshake, onLost });
    expect(options.framing).toBe(framing);
    expect(options.handshake).toBe(handshake);
    expect(options.onLost).toBe(onLost);
  });
});

describe('a short lifecycle redials for calls that were not sent', () => {
  test('by the same policy as a long one', () => {
    expect(resolve({ lifecycle: 'short' }).reconnect.attempts).toBeNull();
    expect(resolve({ lifecycle: 'short', reconnect: { attempts: 3 } }).reconnect.attempts).toBe(3);
    expect(resolve({ lifecycle: 'short', reconnect: 'off' }).reconnect.attempts).toBe(0);
  });
});

describe('refusals say where, what was found and what was expected', () => {
  const url =
    'tcp://host:port, tls://host:port, udp://host:port, unix:///path, ws://host/path, wss://host/path or memory://name';
  test.each<[string, object, string]>([
    [
      'an unknown name, with the nearest one',
      { hartbeat: 1 },
      "hartbeat: found the unknown name 'hartbeat', expected 'heartbeat'",
    ],
    [
      'an unknown name far from any',
      { queue: { zzz: 1 } },
      "queue.zzz: found the unknown name 'zzz', expected one of max, maxBytes, whenFull",
    ],
    [
      'no duration',
      { connectTimeout: '10x' },
      "connectTimeout: found \"10x\", expected whole milliseconds, or text as '500ms', '30s', '2m', '1h' or '1d'; 24 days at most",
    ],
    [
      'a duration of nothing',
      { connectTimeout: 0 },
      'connectTimeout: found 0, expected at least 10ms: below that no host but this one could answer',
    ],
    ['no target', { to: undefined }, `to: found nothing, expected ${url}; or a list of such`],
    ['a target of another kind', { to: 5 }, `to: found 5, expected ${url}; or a list of such`],
    ['no list of targets', { to: [] }, 'to: found an empty list, expected at least 1 in the list'],
    ['an unknown scheme in a list', { to: ['tcp://a:1', 'ftp://a:1'] }, `to[1]: found "ftp://a:1", expected ${url}`],
    [
      'no port',
      { to: 'tcp://a' },
      'to: found "tcp://a", expected host:port, with a name or an address and nothing after the port',
    ],
    [
      'a long socket path',
      { to: `unix:///${'p'.repeat(107)}` },
      'to: found "unix:///pppppppppppppppppppppppppppppppppppppppppppppppppppp…", expected a socket path of at most 107 bytes, as the kernel takes',
    ],
    [
      'a name for an address',
      { localAddress: 'localhost' },
      "localAddress: found \"localhost\", expected an IP address of this host, such as '192.0.2.7' or '2001:db8::7'",
    ],
    ['port 0', { localPort: 0 }, 'localPort: found 0, expected a port from 1 to 65535'],
    [
      'no framing',
      { framing: undefined },
      "framing: found nothing, expected a map such as { type: 'length', encoding: 'ascii', bytes: 4 }, one word for it such as 'ascii:4' or 'line', or a Codec",
    ],
    [
      'an unknown framing',
      { framing: { type: 'lenght' } },
      "framing.type: found \"lenght\", expected 'length', 'delimiter', 'fixed', 'until-close' or 'read-once'",
    ],
    [
      'an unknown word for a framing',
      { framing: 'lines' },
      'framing: found "lines", expected ascii:4, hex:4, bcd:2, ebcdic:4, uint:4, uint:2:le, varint, line, delimiter:0a, fixed:128, until-close or read-once',
    ],
    ['an unknown lifecycle', { lifecycle: 'shrt' }, "lifecycle: found \"shrt\", expected 'long', 'short' or a map"],
    [
      'concurrency of a long link',
      { lifecycle: { type: 'long', concurrency: 2 } },
      'lifecycle.concurrency: found 2, expected nothing: `concurrency` belongs to short',
    ],
    [
      'a window in mode sync',
      { exchange: { mode: 'sync', window: 2 } },
      'exchange.window: found 2, expected nothing: in mode sync one request is in flight; `window` belongs to pipeline and duplex',
    ],
    [
      'a duplex without its key',
      { exchange: { mode: 'duplex' } },
      'exchange.key: found nothing, expected a map { offset, bytes } or a function: in mode duplex it alone tells whose reply a frame is',
    ],
    [
      'a key elsewhere',
      { exchange: { key: { bytes: 4 } } },
      'exchange.key: found a map, expected nothing: `key` belongs to duplex and simplex',
    ],
    [
      'a window of none',
      { exchange: { mode: 'pipeline', window: 0 } },
      'exchange.window: found 0, expected a whole number from 1 to 65,536',
    ],
    ['no function', { handshake: 'login' }, 'handshake: found "login", expected a function, which only code can give'],
    [
      'keepalive under a second',
      { keepalive: { idle: 500 } },
      'keepalive.idle: found 500, expected whole seconds from 1s to 32767s: the kernel counts in seconds, and below 1 s Node fails to set it without a word',
    ],
    [
      'keepalive of part of a second',
      { keepalive: { interval: '1500ms' } },
      'keepalive.interval: found "1500ms", expected whole seconds from 1s to 32767s: the kernel counts in seconds, and below 1 s Node fails to set it without a word',
    ],
    [
      'a first wait above the longest',
      { reconnect: { first: '40s' } },
      'reconnect.first: found "40s", expected at most reconnect.max, which is 30s',
    ],
    ['a jitter of all', { reconnect: { jitter: 1 } }, 'reconnect.jitter: found 1, expected a number from 0 to 0.9'],
    [
      'half an attempt',
      { reconnect: { attempts: 0.5 } },
      'reconnect.attempts: found 0.5, expected a whole number from 0 to 1,000,000, or null for no end',
    ],
    [
      'an endless number',
      { reconnect: { attempts: Infinity } },
      'reconnect.attempts: found Infinity, expected a whole number from 0 to 1,000,000, or null for no end',
    ],
    ['no room at all', { queue: { max: 0 } }, 'queue.max: found 0, expected a whole number from 1 to 1,000,000'],
    [
      'too much room',
      { inbox: { maxBytes: '2GiB' } },
      'inbox.maxBytes: found "2GiB", expected a size from 1 B to 1 GiB',
    ],
    [
      'another policy for a full queue',
      { queue: { whenFull: 'drop' } },
      'queue.whenFull: found "drop", expected \'reject\'',
    ],
    [
      'pipelining over one frame a connection',
      { framing: 'until-close', exchange: { mode: 'pipeline' } },
      'exchange.mode: found "pipeline", expected \'sync\' with this framing: a frame ends the stream, so none can follow it',
    ],
    [
      'tls without a tls target',
      { tls: {} },
      'tls: found a map, expected a tls:// or wss:// target in `to`: with the others nothing would be encrypted',
    ],
  ])('%s', (_, part, message) => {
    expect(problems(part)).toEqual([`option-invalid ${message}`]);
  });

  test.each([
    [undefined, 'nothing'],
    [null, 'null'],
    [5, '5'],
    [[], 'an empty list'],
    ['x', '"x"'],
  ])('options that are %s', (input, found) => {
    const checked = checkLink(input);
    expect(checked.ok ? [] : checked.problems.map(problemText)).toEqual([`found ${found}, expected a map`]);
  });

  test('all of them at once, rules between options included', () => {
    const told = problems({
      connectTimeout: 'soon',
      framing: 'until-close',
      exchange: { mode: 'pipeline' },
      tls: {},
      queue: { max: -1, size: 1 },
    });
    expect(told.map((one) => one.split(' ')[1])).toEqual([
      'connectTimeout:',
      'queue.max:',
      'queue.size:',
      'tls:',
      'exchange.mode:',
    ]);
  });

  test('the error names the link, tells three and counts the rest', () => {
    const input = { ...least, a1: 1, b1: 1, c1: 1, d1: 1 } as LinkInput;
    expect(() => resolveLink('bank', input)).toThrow(/^bank: a1: found .*; b1: found .*; c1: found .*; and 1 more$/);
    expect(() => resolveLink('bank', input)).toThrow(HoldfastError);
    expect(() => resolveLink('bank', input)).toThrow(expect.objectContaining({ code: 'option-invalid', link: 'bank' }));
  });
});

describe('what is known and not built yet is refused by name', () => {
  test.each<[string, object]>([
    ['audit', { audit: 'a.ndjson' }],
    ['lifecycle', { lifecycle: 'auto' }],
    ['lifecycle.type', { lifecycle: { type: 'auto' } }],
    ['heartbeat', { heartbeat: 'adaptive' }],
  ])('%s in %j', (path, part) => {
    const [only, ...others] = problems(part);
    expect(only).toMatch(/^option-unavailable .*known, and not built yet, expected /);
    expect(only?.split(': ')[0]).toBe(`option-unavailable ${path}`);
    expect(others).toEqual([]);
  });

  test('an error of nothing else has that code; one slip beside it makes it invalid', () => {
    expect(() => resolveLink('a', { ...least, lifecycle: 'auto' } as unknown as LinkInput)).toThrow(
      expect.objectContaining({ code: 'option-unavailable' }),
    );
    expect(() => resolveLink('a', { ...least, lifecycle: 'auto', x: 1 } as unknown as LinkInput)).toThrow(
      expect.objectContaining({ code: 'option-invalid' }),
    );
  });
});

describe('restart', () => {
  test('is transient, permanent or temporary', () => {
    expect(resolve({ restart: 'permanent' }).restart).toBe('permanent');
    expect(resolve({ restart: 'temporary', reconnect: 'off' }).restart).toBe('temporary');
  });

  test.each<[string, Partial<LinkInput>]>([
    ['off', { reconnect: 'off' }],
    ['after some attempts', { reconnect: { attempts: 3 } }],
  ])('what comes back always has no last attempt: reconnecting %s', (_, reconnect) => {
    expect(() => resolve({ restart: 'permanent', ...reconnect })).toThrow(
      "restart: found \"permanent\", expected 'transient' or 'temporary' with an end of reconnect.attempts",
    );
  });
});

describe('no secret gets into a message', () => {
  const password = 'hunter2hunter2';
  test.each<[string, object]>([
    ['a user in a URL', { to: `tcp://user:${password}@bank:5000` }],
    ['a user in a URL of a list', { to: [`tcp://user:${password}/@bank:5000`, `${password}@b`] }],
    ['a user in a URL of a later scheme', { to: `wss://user:${password}@bank/` }],
    ['a key that is no PEM', { to: 'tls://b:1', tls: { key: password, cert: password, ca: [password] } }],
    ['a key in the wrong place', { to: 'tls://b:1', tls: `-----BEGIN ${password}` }],
    ['a misspelt key', { to: 'tls://b:1', tls: { kee: password } }],
    ['a heartbeat that logs on', { heartbeat: { send: { text: `${password}\\q` } } }],
    ['a heartbeat in broken hex', { heartbeat: { send: { hex: password } } }],
  ])('%s', (_, part) => {
    const told = problems(part).join('\n');
    expect(told).not.toBe('');
    expect(told).not.toContain('hunter2');
  });
});

describe('the name of a link', () => {
  test.each(['core-bank', 'redis', 'a', '0', 'Überweisung', 'a.b_c-d', 'x'.repeat(64)])('%s is taken', (name) => {
    expect(nameProblem(name)).toBeNull();
  });

  test.each(['', ' a', 'a b', 'a#1', '-a', '.a', 'a\n', 'x'.repeat(65), '__proto__', 'constructor', 'prototype'])(
    '%j is refused',
    (name) => {
      expect(() => resolveLink(name, least)).toThrow(/^a link's name: found .*, expected 1 to 64 letters/);
    },
  );
});
