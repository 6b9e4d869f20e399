import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseConfig, readConfig } from '../../src/config/config.ts';
import type { Config } from '../../src/config/config.ts';
import { formatMistakes } from '../../src/config/mistake.ts';

/** What `check` prints for this text, line by line, without the file's name. */
const told = (config: Config): readonly string[] =>
  config.ok
    ? []
    : formatMistakes(config.mistakes)
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(/^.*?links\.yaml:/, ''));
const mistakes = (...lines: readonly string[]): readonly string[] => told(parseConfig(lines.join('\n'), 'links.yaml'));

const good = ['links:', '  bank:', '    to: tcp://h:1', '    framing: line'];
const framing =
  "framing: found nothing, expected a map such as { type: 'length', encoding: 'ascii', bytes: 4 }, one word for it such as 'ascii:4' or 'line', or a Codec";
const url =
  'tcp://host:port, tls://host:port, udp://host:port, unix:///path, ws://host/path, wss://host/path or memory://name';

const supervise = (text: string) => {
  const config = parseConfig(`${good.join('\n')}\n${text}`, 'f');
  return config.ok ? config.supervise : told(config);
};

describe('a good file', () => {
  test('gives each link as it was written and what that comes to', () => {
    const config = parseConfig([...good, '  b.2: {to: [tcp://a:1, tcp://b:2], framing: "ascii:4"}'].join('\n'), 'f');
    const links = config.ok ? config.links : new Map();
    expect([...links.keys()]).toEqual(['bank', 'b.2']);
    expect(links.get('bank')).toMatchObject({
      input: { to: 'tcp://h:1', framing: 'line' },
      options: { framing: { type: 'delimiter' }, connectTimeout: 10_000 },
    });
  });

  test('may say how dials are capped', () => {
    expect(supervise('dials: {rate: 5}')).toEqual({ dials: { rate: 5 } });
    expect(supervise('')).toEqual({});
  });

  test('may say where the audit log is, beside the file, and how often a link is started again', () => {
    expect(supervise('audit: logs/audit.ndjson\nintensity: {restarts: 3, within: 1m}')).toEqual({
      audit: resolve('logs/audit.ndjson'),
      intensity: { restarts: 3, within: '1m' },
    });
    expect(supervise('audit: {file: a.ndjson, level: all}')).toEqual({
      audit: { file: resolve('a.ndjson'), level: 'all' },
    });
  });

  test.each(['audit: ../a.ndjson', 'audit: /var/log/a.ndjson', 'audit: {file: x/../../a.ndjson}'])(
    'may not send the audit log out of its folder: %s',
    (text) => {
      expect(supervise(text)).toEqual([
        expect.stringMatching(/^f:5:\d+: audit: found .*, expected a path inside the folder of this file/),
      ]);
    },
  );

  test('is told what an audit log must be', () => {
    expect(supervise('audit: {file: a.ndjson, level: some}')).toEqual([
      expect.stringContaining("audit.level: found \"some\", expected 'lifecycle' or 'all'"),
    ]);
  });

  test('may use aliases for what links share', () => {
    const config = parseConfig(
      'links:\n  a: &line\n    to: tcp://h:1\n    framing: line\n    queue: &q {max: 5}\n    inbox: *q\n  b: *line\n',
      'f',
    );
    expect(config.ok && config.links.get('b')?.options.inbox.max).toBe(5);
  });

  test('may be JSON, and may have a pattern with its backslashes', () => {
    const config = parseConfig(
      '{"links": {"a": {"to": "tcp://h:1", "framing": "line", "heartbeat": {"send": {"text": "PING"}, "expect": {"match": "^\\\\+PONG"}}}}}',
      'f',
    );
    expect(config.ok && config.links.get('a')?.options.heartbeat?.expect).toEqual({
      kind: 'pattern',
      pattern: /^\+PONG/,
    });
  });
});

describe('every mistake is told with its place', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['nothing', [''], ['1:1: found null, expected a map']],
    ['a list', ['- a'], ['1:1: found a list of 1, expected a map']],
    [
      'no links',
      ['dials: {}'],
      ['1:1: links: found nothing, expected a map from the name of each link to its options'],
    ],
    [
      'links of nothing',
      ['links:'],
      ['1:7: links: found null, expected a map from the name of each link to its options'],
    ],
    ['an empty map of links', ['links: {}'], ['1:8: links: found a map, expected at least one link']],
    [
      'an unknown name',
      [...good, '    hartbeat: off'],
      ["5:5: links.bank.hartbeat: found the unknown name 'hartbeat', expected 'heartbeat'"],
    ],
    [
      'a later option',
      [...good, 'groups: {}', 'bridges: x'],
      [
        '5:9: groups: found a map, expected at least one group',
        '6:1: bridges: found an option that is known, and not built yet, expected it left out',
      ],
    ],
    [
      'a later value',
      [...good, '    lifecycle: auto'],
      [
        "5:16: links.bank.lifecycle: found \"auto\", which is known, and not built yet, expected 'long', 'short' or a map",
      ],
    ],
    [
      'a value in a flow list',
      ['links:', `  a: {framing: line, to: ['tcp://h:1',  5]}`],
      [`2:41: links.a.to[1]: found 5, expected ${url}`],
    ],
    [
      'what is missing, at the name of what lacks it',
      ['links:', '  a:', '    to: tcp://h:1'],
      [`2:3: links.a.${framing}`],
    ],
    [
      'a value left out',
      ['links:', '  a:', '    to: ', '    framing: line'],
      [`3:9: links.a.to: found null, expected ${url}; or a list of such`],
    ],
    [
      'two links with two mistakes each, and dials',
      [
        'links:',
        '  one:',
        '    to: tcp://h:1',
        '    framing: lines',
        '    heartbeat:',
        '      evry: 3s',
        '      send: {text: PING}',
        '      expect: echo',
        '  two:',
        '    to: ftp://h:1',
        '    framing: line',
        '    connectTimeout: 10 seconds',
        'dials: {rate: 0}',
      ],
      [
        '4:14: links.one.framing: found "lines", expected ascii:4, hex:4, bcd:2, ebcdic:4, uint:4, uint:2:le, varint, line, delimiter:0a, fixed:128, until-close or read-once',
        "6:7: links.one.heartbeat.evry: found the unknown name 'evry', expected 'every'",
        `10:9: links.two.to: found "ftp://h:1", expected ${url}`,
        "12:21: links.two.connectTimeout: found \"10 seconds\", expected whole milliseconds, or text as '500ms', '30s', '2m', '1h' or '1d'; 24 days at most",
        '13:15: dials.rate: found 0, expected a whole number from 1 to 100,000',
      ],
    ],
    [
      'a rule between options',
      [...good, '    tls: {}'],
      [
        '5:10: links.bank.tls: found a map, expected a tls:// or wss:// target in `to`: with the others nothing would be encrypted',
      ],
    ],
    [
      'a name for no link',
      ['links:', '  "a b": {to: "tcp://h:1", framing: line}'],
      [
        "2:3: links.a b: found the name 'a b', expected 1 to 64 letters, digits, '.', '_' or '-', a letter or digit first",
      ],
    ],
    [
      'a name given twice',
      [...good, '  bank: {}'],
      ["5:3: found the name 'bank' a second time, expected each name once"],
    ],
    ['a tab', ['links:', '\ta: 1'], ['2:1: found a tab, expected spaces: in YAML tabs do not indent']],
    [
      'an open bracket',
      ['links: ['],
      [
        '1:9: found broken YAML, expected its rules kept: Flow sequence in block collection must be sufficiently indented and end with a ]',
      ],
    ],
    ['two documents', [...good, '---', 'links: {}'], ['5:1: found a second document, expected one']],
    [
      'a tag',
      [...good, '    localPort: !port 5'],
      [
        '5:16: found broken YAML, expected its rules kept: Unresolved tag: !port',
        '5:22: links.bank.localPort: found "5", expected a port from 1 to 65535',
      ],
    ],
    [
      'a value that is no plain one',
      [...good, '    localAddress: !!binary aGk='],
      [
        '5:28: links.bank.localAddress: found a value of the tag tag:yaml.org,2002:binary, expected plain text, a number, true, false or null',
      ],
    ],
    [
      'an alias of nothing',
      [...good, '    queue: *q'],
      ['5:12: links.bank.queue: found *q, of which there is no &q before it, expected a known alias'],
    ],
    [
      'a mistake behind an alias, where it stands',
      [
        'links:',
        '  a: {to: "tcp://h:1", framing: line, queue: &q {max: 0}}',
        '  b: {to: "tcp://h:1", framing: line, inbox: *q}',
      ],
      [
        '2:55: links.a.queue.max: found 0, expected a whole number from 1 to 1,000,000',
        '2:55: links.b.inbox.max: found 0, expected a whole number from 1 to 1,000,000',
      ],
    ],
    [
      'a map for a name',
      ['links:', '  ? [a]', '  : {}'],
      ['2:5: links: found a name that is no text, expected a plain name'],
    ],
  ])('%s', (_, lines, expected) => {
    expect(mistakes(...lines)).toEqual(expected);
  });
});

describe('names that reach into JavaScript’s own objects', () => {
  test.each(['__proto__', 'constructor', 'prototype'])('%s is refused wherever it stands', (name) => {
    const expected = `found the name '${name}', expected another name`;
    expect(mistakes(`${name}: {}`, ...good)).toEqual([`1:1: ${name}: ${expected}`]);
    expect(mistakes(...good, `  ${name}: {to: "tcp://h:1", framing: line}`)).toEqual([
      `5:3: links.${name}: ${expected}`,
    ]);
    expect(mistakes(...good, `    queue: {"${name}": {max: 1}}`)).toEqual([
      `5:13: links.bank.queue.${name}: ${expected}`,
    ]);
    expect(({} as { max?: number }).max).toBeUndefined();
  });
});

describe('a text that would take more than it has', () => {
  test('aliases that unfold into each other', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    const names = 'abcdefg';
    for (let i = 1; i < names.length; i += 1)
      bomb.push(`${names.charAt(i)}: &${names.charAt(i)} [${`*${names.charAt(i - 1)}, `.repeat(9)}]`);
    expect(mistakes(...bomb, 'links: *g')).toEqual([
      expect.stringContaining('found more than that, expected at most 50000 values and 32 levels, aliases unfolded'),
    ]);
    expect(mistakes('links: &a {b: *a}')).toEqual([expect.stringContaining('found more than that')]);
  });

  test.each<[string, string]>([
    ['brackets', '['.repeat(100_000)],
    ['braces', '{a: '.repeat(10_000)],
    ['dashes', '- '.repeat(100_000)],
    ['question marks', '? '.repeat(100_000)],
    ['indentation', Array.from({ length: 1_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ])('nesting by %s', (_, text) => {
    expect(mistakes(text)).toEqual([expect.stringContaining('found deeper nesting, expected at most 32 levels')]);
  });

  test('brackets inside text are no nesting', () => {
    const brackets = '['.repeat(50);
    expect(mistakes(...good, `    localAddress: '${brackets}'`)).toHaveLength(1);
    expect(mistakes(...good, '    localAddress: |', `      ${brackets}`)[0]).toContain('expected an IP address');
  });
});

describe('files', () => {
  let folder = '';
  const pem = '-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n';
  const write = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  beforeAll(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'holdfast-config-')), 'conf');
    mkdirSync(join(folder, 'certs'), { recursive: true });
    write('../outside.pem', pem);
    write('certs/ca.pem', pem);
    write('big.pem', pem + ' '.repeat(2 ** 20));
    write('no.pem', 'nothing');
    symlinkSync(join(folder, '..', 'outside.pem'), join(folder, 'link.pem'));
  });
  afterAll(() => {
    rmSync(join(folder, '..'), { recursive: true });
  });
  const withTls = (tls: string): Config =>
    readConfig(write('links.yaml', `links:\n  a:\n    to: tls://h:1\n    framing: line\n    tls:\n      ${tls}\n`));

  test('certificates and keys are read beside the configuration', () => {
    const config = withTls(
      '{ca: [{file: certs/ca.pem}], cert: {file: ./certs/ca.pem}, key: {file: certs/../certs/ca.pem}}',
    );
    expect(config.ok && config.links.get('a')?.input.tls).toEqual({ ca: [pem], cert: pem, key: pem });
  });

  test.each<[string, readonly string[]]>([
    [
      'ca: {file: ../outside.pem}',
      ['6:18: links.a.tls.ca.file: found "../outside.pem", expected a path inside the folder of this file'],
    ],
    [
      'ca: {file: /etc/passwd}',
      ['6:18: links.a.tls.ca.file: found "/etc/passwd", expected a path inside the folder of this file'],
    ],
    [
      'ca: {file: link.pem}',
      [
        '6:18: links.a.tls.ca.file: found "link.pem", a link to elsewhere, expected a path inside the folder of this file',
      ],
    ],
    [
      'ca: {file: none.pem}',
      ['6:18: links.a.tls.ca.file: found "none.pem", which cannot be read (ENOENT), expected a PEM file'],
    ],
    ['ca: {file: certs}', ['6:18: links.a.tls.ca.file: found "certs", which is no file, expected a PEM file']],
    [
      'ca: {file: big.pem}',
      ['6:18: links.a.tls.ca.file: found "big.pem" of 1048635 bytes, expected a PEM file of at most 1 MiB'],
    ],
    ['ca: {file: 5}', ['6:18: links.a.tls.ca.file: found 5, expected the path of a PEM file, relative to this file']],
    [
      'ca: {fil: a}',
      [
        '6:11: links.a.tls.ca: found a map, expected a certificate as PEM text, or a list of such; in YAML also { file: path }',
      ],
    ],
    ['ca: {file: certs/ca.pem, mode: x}', ["6:38: links.a.tls.ca.mode: found the name 'mode', expected `file` alone"]],
    [
      '{key: {file: no.pem}, cert: {file: none.pem}}',
      [
        '6:13: links.a.tls.key: found text of 7 characters, expected a private key as PEM text, which has a line "-----BEGIN …"; in YAML also { file: path }',
        '6:42: links.a.tls.cert.file: found "none.pem", which cannot be read (ENOENT), expected a PEM file',
      ],
    ],
  ])('%s', (tls, expected) => {
    expect(told(withTls(tls))).toEqual(expected);
  });

  test('a file that is none, is too large or is no text is told as a whole', () => {
    const whole = (path: string): string => {
      const config = readConfig(path);
      return config.ok ? '' : formatMistakes(config.mistakes).replace(folder, '');
    };
    expect(whole(join(folder, 'none.yaml'))).toBe(
      '/none.yaml: found no readable file (ENOENT), expected a YAML file with `links:`\n',
    );
    expect(whole(folder)).toBe(': found no readable file (EISDIR), expected a YAML file with `links:`\n');
    expect(whole(write('big.yaml', ' '.repeat(2 ** 20 + 1)))).toBe(
      '/big.yaml: found a larger file, expected at most 1 MiB\n',
    );
    expect(whole(write('latin.yaml', Uint8Array.of(0x61, 0xff)))).toBe(
      '/latin.yaml: found bytes that are no UTF-8, expected text in UTF-8\n',
    );
  });

  test('what a file writes is shown without its control characters', () => {
    const config = parseConfig(
      'links:\n  "a\\e[31m": {to: "tcp://h:1", framing: line, "\\u202e": 1}\n',
      'b\u001B.yaml',
    );
    expect(config.ok ? '' : formatMistakes(config.mistakes)).toMatch(/^b\\x1b\.yaml:2:3: links\.a\\x1b\[31m: found/);
    expect(config.ok ? '' : formatMistakes(config.mistakes)).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  });

  test('a large map costs time by its length and not by its square', () => {
    const names = Array.from({ length: 60_000 }, (_, i) => `  l${String(i)}: 1\n`);
    const config = parseConfig(`links:\n${names.join('')}`, 'links.yaml');
    expect(config.ok ? [] : config.mistakes.map((mistake) => mistake.found)).toEqual(['more than that']);
  });

  test.runIf(existsSync('/dev/zero'))('a file without an end is read as far as a file may go', () => {
    const config = readConfig('/dev/zero');
    expect(config.ok ? '' : formatMistakes(config.mistakes)).toBe(
      '/dev/zero: found a larger file, expected at most 1 MiB\n',
    );
  });
});
