import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/config.ts';
import { shippedTemplates } from '../../src/config/shipped.ts';
import type { LinkOptions } from '../../src/contract/options/link.ts';

const shipped = [...shippedTemplates().values()];

/** What a template leaves to whoever extends it. */
const rest: Readonly<Record<string, string>> = {
  'device-gateway': 'on: tcp://127.0.0.1:0',
  'payment-front': 'on: tcp://127.0.0.1:0',
  'keep-alive': 'to: tcp://h:1, framing: line',
  'udp-board': 'on: udp://127.0.0.1:0',
  pool: 'to: tcp://h:1, framing: line',
  'udp-presence': 'to: udp://h:1',
  websocket: 'to: wss://h',
};
const complete = (name: string) => {
  const own = rest[name] ?? 'to: tcp://h:1';
  const kind = own.startsWith('on:') ? 'listeners' : 'links';
  return parseConfig(`${kind}: {one: {extends: ${name}, ${own}}}`, 'links.yaml');
};
const links = shipped.flatMap(({ name }): LinkOptions[] => {
  const config = complete(name);
  return config.ok ? [...config.links.values()].map(({ options }) => options) : [];
});

describe('the templates of the package', () => {
  test.each(shipped)('$name is right once it has an address', ({ name }) => {
    expect(complete(name)).toMatchObject({ ok: true });
  });

  test.each(shipped)('$name says for whom it is, what it assumes, and where its numbers are from', ({ name, text }) => {
    const [first, ...lines] = text.split('\n');
    expect(first).toMatch(/^# [A-Z].{20,120}$/);
    const said = lines.flatMap((line) => /^# ([A-Z][a-z ]+): /.exec(line)?.[1] ?? []);
    expect(said).toEqual(['Used by', 'Assumes', 'Numbers']);
    expect(text).toContain(`\ntemplates:\n  ${name}:\n`);
  });

  test('cover every framing, lifecycle and exchange that is built', () => {
    const framings = links.map(({ framing }) =>
      'type' in framing ? `${framing.type}${'encoding' in framing ? ` ${framing.encoding}` : ''}` : 'codec',
    );
    expect(new Set(framings)).toEqual(
      new Set([
        ...['uint', 'ascii', 'hex', 'bcd', 'ebcdic', 'varint'].map((encoding) => `length ${encoding}`),
        'delimiter',
        'fixed',
        'until-close',
        'read-once',
      ]),
    );
    expect(new Set(links.map(({ exchange }) => exchange.mode))).toEqual(
      new Set(['sync', 'pipeline', 'duplex', 'simplex']),
    );
    const lives = links.map(({ lifecycle }) => [
      lifecycle.type,
      'connections' in lifecycle && lifecycle.connections > 1,
    ]);
    expect(lives).toEqual(
      expect.arrayContaining([
        ['long', false],
        ['long', true],
        ['short', false],
      ]),
    );
  });
});
