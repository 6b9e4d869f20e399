import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { shippedTemplates } from '../../src/config/shipped.ts';
import { FakeWorld } from './fakes.ts';

const run = async (...args: readonly string[]) => {
  const world = new FakeWorld();
  return { status: await world.run(...args), out: world.out, err: world.err };
};

describe('holdfast templates', () => {
  test('lists each with a line that says for whom it is', async () => {
    const { status, out } = await run('templates');
    const lines = out.trimEnd().split('\n');
    expect(status).toBe(0);
    expect(lines.map((line) => line.split(' ')[0])).toEqual([...shippedTemplates().keys()]);
    expect(out).toMatch(/^payment-line +A held line to a payment host: /m);
  });

  test('prints one as it is written', async () => {
    expect(await run('templates', 'mqtt')).toEqual({
      status: 0,
      out: readFileSync('templates/mqtt.yaml', 'utf8'),
      err: '',
    });
  });

  test.each([
    [['nqtt'], "usage: there is no template 'nqtt': expected 'mqtt'; see holdfast templates --help\n"],
    [['../links'], "usage: there is no template '../links': expected one of the list; see holdfast templates --help\n"],
    [['mqtt', 'irc'], "usage: unexpected argument 'irc'; see holdfast templates --help\n"],
  ])('refuses %j', async (args, err) => {
    expect(await run('templates', ...args)).toEqual({ status: 2, out: '', err });
  });
});

describe('holdfast schema', () => {
  test('prints the schema that is in the package', async () => {
    const { status, out } = await run('schema');
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' });
    expect(out).toBe(readFileSync('schema/links.schema.json', 'utf8'));
  });

  test('takes no argument', async () => {
    expect((await run('schema', 'links')).status).toBe(2);
  });
});
