import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import type { Config } from '../../src/config/config.ts';
import { formatMistakes } from '../../src/config/mistake.ts';

const root = mkdtempSync(join(tmpdir(), 'holdfast-'));
const folder = join(root, 'home');
const write = (name: string, ...lines: readonly string[]): string => {
  const file = join(folder, name);
  writeFileSync(file, lines.join('\n'));
  return file;
};
beforeAll(() => {
  mkdirSync(join(folder, 'below'), { recursive: true });
});
afterAll(() => rmSync(root, { recursive: true }));

const config = (...lines: readonly string[]): Config => readConfig(write('links.yaml', ...lines));
const told = (read: Config): readonly string[] =>
  read.ok
    ? []
    : formatMistakes(read.mistakes)
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(`${folder}/`, ''));
const input = (read: Config, name = 'a'): unknown => (read.ok ? read.links.get(name)?.input : told(read));

describe('a link that extends templates', () => {
  test('has the options of one of the package, and its own upon them', () => {
    const read = config(
      'links:',
      '  a: {extends: payment-line, to: tcp://h:1, heartbeat: {every: 5s}, exchange: {timeout: 9s}}',
    );
    expect(input(read)).toEqual({
      framing: { type: 'length', encoding: 'ascii', bytes: 4, maxFrame: 10_003 },
      lifecycle: 'long',
      exchange: { mode: 'sync', timeout: '9s' },
      heartbeat: { preset: 'relaxed', send: { text: '0800' }, expect: { match: '^0810' }, every: '5s' },
      to: 'tcp://h:1',
    });
    expect(read.ok && read.links.get('a')?.options.heartbeat?.every).toBe(5_000);
  });

  test('has those of a file beside it, which may extend others and name certificates beside itself', () => {
    const pem = '-----BEGIN CERTIFICATE-----\n';
    write('below/ca.pem', pem);
    write(
      'below/own.yaml',
      'templates:',
      '  line: {extends: line-protocol, tls: {ca: {file: ca.pem}}}',
      '  lf: {extends: line, framing: {delimiter: "\\n"}}',
    );
    const read = config(
      'links:',
      '  a: {extends: below/own.yaml#lf, to: tls://h:1}',
      '  b: {extends: ./below/own.yaml#line, to: tls://h:1}',
    );
    expect(input(read)).toMatchObject({ framing: { delimiter: '\n', maxFrame: '8KiB' }, tls: { ca: pem } });
    expect(input(read, 'b')).toMatchObject({ framing: { delimiter: { hex: '0d0a' } } });
  });

  test('finds those of its own file first', () => {
    const read = config('templates: {redis: {framing: line}}', 'links:', '  a: {extends: redis, to: tcp://h:1}');
    expect(input(read)).toEqual({ framing: 'line', to: 'tcp://h:1' });
  });

  test('of a list has the later upon the earlier, and its own upon all', () => {
    const read = config(
      'templates:',
      '  one: {framing: line, queue: {max: 1, maxBytes: 1KiB}, connectTimeout: 1s}',
      '  two: {queue: {max: 2}, connectTimeout: 2s}',
      'links:',
      '  a: {extends: [one, two], to: tcp://h:1, connectTimeout: 3s}',
      '  b: {extends: [two, one], to: tcp://h:1}',
      '  c: {extends: [], to: tcp://h:1, framing: line}',
    );
    expect(input(read)).toEqual({
      framing: 'line',
      queue: { max: 2, maxBytes: '1KiB' },
      connectTimeout: '3s',
      to: 'tcp://h:1',
    });
    expect(input(read, 'b')).toMatchObject({ queue: { max: 1 }, connectTimeout: '1s' });
    expect(input(read, 'c')).toEqual({ framing: 'line', to: 'tcp://h:1' });
  });

  test.each([
    ['a word over a map', 'heartbeat: {every: 1s, send: empty}', 'heartbeat: off', { heartbeat: 'off' }],
    ['a map over a word', 'lifecycle: long', 'lifecycle: {type: short}', { lifecycle: { type: 'short' } }],
    ['a list over a list', 'tls: {alpn: [a, b]}', 'tls: {alpn: [c]}', { tls: { alpn: ['c'] } }],
    [
      'null over a number',
      'reconnect: {attempts: 3}',
      'reconnect: {attempts: null}',
      { reconnect: { attempts: null } },
    ],
    [
      'a map of another type',
      'lifecycle: {type: long, maxExchanges: 9}',
      'lifecycle: {type: short, concurrency: 2}',
      { lifecycle: { type: 'short', concurrency: 2 } },
    ],
    [
      'an exchange of another mode',
      'exchange: {mode: pipeline, window: 9}',
      'exchange: {mode: sync, timeout: 1s}',
      { exchange: { mode: 'sync', timeout: '1s' } },
    ],
    [
      'what a frame holds, and nothing beside it',
      'heartbeat: {every: 1s, send: {text: PING}, expect: {match: ^P}}',
      'heartbeat: {send: {hex: c000}, expect: {text: Q}}',
      { heartbeat: { every: '1s', send: { hex: 'c000' }, expect: { text: 'Q' } } },
    ],
  ])('%s replaces', (_, base, own, expected) => {
    const read = config(
      `templates: {base: {framing: line, ${base}}}`,
      'links:',
      `  a: {extends: base, to: tls://h:1, ${own}}`,
    );
    expect(input(read)).toEqual({ framing: 'line', to: 'tls://h:1', ...expected });
  });

  test('and listeners may too', () => {
    const read = config('listeners:', '  front: {extends: payment-front, on: "tcp://127.0.0.1:0", limits: {max: 5}}');
    expect(read.ok ? read.listeners.get('front')?.options.limits : told(read)).toMatchObject({
      max: 5,
      perAddress: 100,
    });
    expect(read.ok && read.links.size).toBe(0);
  });
});

describe('a mistake is told where it was written', () => {
  test('in the template, once for all that extend it, or in the file itself', () => {
    write(
      'own.yaml',
      '# ours',
      'templates:',
      '  ours:',
      '    framing: line',
      '    queue: {max: 0}',
      '    hartbeat: off',
    );
    const read = config(
      'links:',
      '  a: {extends: ./own.yaml#ours, to: tcp://h:1}',
      '  b:',
      '    extends: ./own.yaml#ours',
      '    to: 5',
    );
    expect(told(read)).toEqual([
      'own.yaml:5:18: links.a.queue.max: found 0, expected a whole number from 1 to 1,000,000',
      "own.yaml:6:5: links.a.hartbeat: found the unknown name 'hartbeat', expected 'heartbeat'",
      expect.stringMatching(/^links\.yaml:5:9: links\.b\.to: found 5/),
    ]);
  });

  test('at the link that lacks what no template gives', () => {
    expect(told(config('links:', '  a:', '    extends: pool', '    to: tcp://h:1'))).toEqual([
      expect.stringMatching(/^links\.yaml:2:3: links\.a\.framing: found nothing/),
    ]);
  });

  test('at what the link wrote, where that does not go with the template', () => {
    expect(
      told(
        config(
          'links:',
          '  a:',
          '    extends: redis',
          '    to: tcp://h:1',
          '    framing: fixed:4',
          '    exchange: {key: {bytes: 1}}',
        ),
      ),
    ).toEqual([expect.stringMatching(/^links\.yaml:6:21: links\.a\.exchange\.key: found a map, expected nothing/)]);
  });

  test('beside a template that is not there, and what that may have given is not missed', () => {
    expect(told(config('links:', '  a: {extends: none, to: tcp://h:1, queue: {max: 0}}'))).toEqual([
      expect.stringMatching(/^links\.yaml:2:16: links\.a\.extends: found the unknown template "none"/),
      'links.yaml:2:50: links.a.queue.max: found 0, expected a whole number from 1 to 1,000,000',
    ]);
  });

  test('broken YAML in a template file is told of that file, once', () => {
    write('broken.yaml', 'templates: {a: {framing: line');
    const read = config(
      'links:',
      '  a: {extends: broken.yaml#a, to: tcp://h:1}',
      '  b: {extends: broken.yaml#a, to: tcp://h:1}',
    );
    expect(told(read).filter((line) => line.startsWith('broken.yaml:1:'))).not.toEqual([]);
    expect(told(read)).toEqual([...new Set(told(read))]);
  });

  test.each([
    [
      'extends: payment-lien',
      `2:16: links.a.extends: found the unknown template "payment-lien", expected 'payment-line'`,
    ],
    [
      'extends: [redis, zzzzzzzzz]',
      /^2:24: links\.a\.extends\[1\]: found the unknown template "z+", expected the name of a template, or file/,
    ],
    ['extends: 5', /^2:16: links\.a\.extends: found 5, expected the name of a template/],
    ['extends: {a: b}', /^2:16: links\.a\.extends: found a map, expected the name of a template/],
    [
      'extends: ../own.yaml#a',
      '2:16: links.a.extends: found "../own.yaml", expected a path inside the folder of this file',
    ],
    [
      'extends: /etc/passwd#a',
      '2:16: links.a.extends: found "/etc/passwd", expected a path inside the folder of this file',
    ],
    [
      'extends: link.yaml#a',
      '2:16: links.a.extends: found "link.yaml", a link to elsewhere, expected a path inside the folder of this file',
    ],
    [
      'extends: none.yaml#a',
      '2:16: links.a.extends: found "none.yaml", which cannot be read (ENOENT), expected a YAML file',
    ],
    ['extends: ours.yaml#thre', `2:16: links.a.extends: found the unknown template "thre", expected 'three'`],
    ['extends: ours.yaml#__proto__', /^2:16: links\.a\.extends: found the unknown template "__proto__", expected/],
    ['extends: constructor', /^2:16: links\.a\.extends: found the unknown template "constructor", expected/],
    [
      'extends: ours.yaml#five',
      '2:16: links.a.extends: found "ours.yaml#five", which is 5, expected a template: a map of options',
    ],
    ['extend: redis', `2:7: links.a.extend: found the unknown name 'extend', expected 'extends'`],
  ])('%s', (text, expected) => {
    writeFileSync(join(root, 'own.yaml'), 'templates: {a: {framing: line}}');
    rmSync(join(folder, 'link.yaml'), { force: true });
    symlinkSync(join(root, 'own.yaml'), join(folder, 'link.yaml'));
    write('ours.yaml', 'templates: {three: {framing: line}, five: 5}');
    const [first, ...others] = told(config('links:', `  a: {${text}, to: tcp://h:1, framing: line}`));
    expect(first?.replace('links.yaml:', '')).toMatch(
      typeof expected === 'string' ? new RegExp(`^${expected.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`) : expected,
    );
    expect(others).toEqual([]);
  });
});

const tower = (height: number): readonly string[] => [
  'templates:',
  '  t1: {framing: line}',
  ...Array.from({ length: height - 1 }, (_, i) => `  t${String(i + 2)}: {extends: t${String(i + 1)}}`),
  'links:',
  `  a: {extends: t${String(height)}, to: tcp://h:1}`,
];

describe('templates have an end', () => {
  test('a circle is told at the name that closes it', () => {
    write('round.yaml', 'templates:', '  one: {extends: two}', '  two: {extends: round.yaml#one}');
    expect(told(config('links:', '  a: {extends: round.yaml#one, to: tcp://h:1, framing: line}'))).toEqual([
      'round.yaml:3:18: templates.two.extends: found "round.yaml#one", which extends itself, expected templates that come to an end',
    ]);
    expect(
      told(
        config('templates: {redis: {extends: redis}}', 'links:', '  a: {extends: redis, to: tcp://h:1, framing: line}'),
      ),
    ).toEqual([
      'links.yaml:1:30: templates.redis.extends: found "redis", which extends itself, expected templates that come to an end',
    ]);
  });

  test('eight may stand one below another', () => {
    expect(input(config(...tower(8)))).toEqual({ framing: 'line', to: 'tcp://h:1' });
    expect(told(config(...tower(9)))).toEqual([
      'links.yaml:3:17: templates.t2.extends: found "t1", expected at most 8 templates one below another',
    ]);
  });

  test('sixteen files may hold them', () => {
    const names = Array.from({ length: 17 }, (_, i) => write(`f${String(i)}.yaml`, 'templates: {t: {framing: line}}'));
    const links = names.map((_, i) => `  l${String(i)}: {extends: f${String(i)}.yaml#t, to: tcp://h:1}`);
    expect(told(config('links:', ...links.slice(0, 16)))).toEqual([]);
    expect(told(config('links:', ...links))).toEqual([
      expect.stringMatching(
        /^links\.yaml:18:18: links\.l16\.extends: found ".*f16\.yaml", expected templates of at most 16 files$/,
      ),
    ]);
  });

  test('a small file cannot unfold into gigabytes', () => {
    const list = Array.from({ length: 10_000 }, () => 'x').join(',');
    const links = Array.from({ length: 2_000 }, (_, i) => `  l${String(i)}: {extends: big, to: tcp://h:1}`);
    const lines = told(config(`templates: {big: {framing: line, tls: {alpn: [${list}]}}}`, 'links:', ...links));
    expect(
      lines.filter((line) => line.includes('found more than that, expected at most 500000 values in all')),
    ).toHaveLength(1);
    expect(lines.length).toBeLessThan(10);
  });
});

describe('links and listeners stand in one tree', () => {
  test('so that no name is given twice', () => {
    expect(
      told(
        config(
          'links:',
          '  a: {to: tcp://h:1, framing: line}',
          'listeners:',
          '  a: {on: "tcp://127.0.0.1:0", framing: line}',
        ),
      ),
    ).toEqual([
      "links.yaml:4:3: listeners.a: found the name 'a', expected a name that no link has: they stand in one tree",
    ]);
  });

  test('a listener’s mistakes have their place too', () => {
    expect(
      told(config('listeners:', '  a: {on: "tcp://127.0.0.1:0", framing: line, limits: {max: 0}, reconnect: {}}')),
    ).toEqual([
      'links.yaml:2:61: listeners.a.limits.max: found 0, expected a whole number from 1 to 1,000,000',
      expect.stringMatching(/^links\.yaml:2:65: listeners\.a\.reconnect: found the unknown name 'reconnect'/),
    ]);
    expect(told(config('listeners: {}'))).toEqual([
      'links.yaml:1:12: listeners: found a map, expected at least one listener',
    ]);
  });
});
