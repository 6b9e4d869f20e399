import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { FakeWorld } from './fakes.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
afterAll(() => rmSync(folder, { recursive: true }));

const check = async (...lines: readonly string[]): Promise<readonly string[]> => {
  const world = new FakeWorld();
  const file = join(folder, 'links.yaml');
  writeFileSync(file, lines.join('\n'));
  const status = await world.run('check', file);
  return [`${String(status)}${world.err}`, ...world.out.trimEnd().split('\n')].map((line) =>
    line.replace(/ {2,}/g, '  ').replaceAll(`${folder}/`, ''),
  );
};

describe('holdfast check', () => {
  test('tells what links come to, with what they extend, and listeners below them', async () => {
    const lines = await check(
      'links:',
      '  bank: {extends: payment-line, to: tcp://bank.example:5000}',
      'listeners:',
      '  front: {extends: payment-front, on: tcp://0.0.0.0:5000}',
      '  notes: {on: unix:///run/notes.sock, framing: line, exchange: {mode: pipeline, window: 8}}',
    );
    expect(lines).toEqual([
      '0',
      'link  to  framing  lifecycle  exchange  silence is judged after  redials',
      'bank  tcp://bank.example:5000  length ascii  long  sync  40s  without end, 1s to 30s',
      '',
      'listener  on  framing  exchange  silence is judged after  clients  when full',
      'front  tcp://0.0.0.0:5000  length ascii  sync  90s  1000, 100 from an address  evict',
      'notes  unix:///run/notes.sock  delimiter  pipeline 8  never  1000, 100 from an address  refuse',
    ]);
  });

  test('tells listeners alone', async () => {
    const [status, heading] = await check('listeners:', '  one: {on: tcp://127.0.0.1:0, framing: line}');
    expect([status, heading]).toEqual(['0', expect.stringMatching(/^listener /)]);
  });

  test('tells both legs of a simplex link, and which way a leg alone carries', async () => {
    const [, , pair, leg] = await check(
      'links:',
      '  pair: {to: tcp://a:1, framing: line, exchange: {mode: simplex, receive: {listen: tcp://0.0.0.0:2}}}',
      '  leg: {to: tcp://a:1, framing: line, simplex: send}',
    );
    expect(pair).toMatch(
      /^pair {2}tcp:\/\/a:1; receives: called at tcp:\/\/0\.0\.0\.0:2 {2}delimiter {2}long {2}simplex {2}/,
    );
    expect(leg).toMatch(/^leg {2}tcp:\/\/a:1 {2}delimiter {2}long {2}simplex, send only {2}/);
  });

  test('tells mistakes of templates where they stand', async () => {
    writeFileSync(join(folder, 'own.yaml'), 'templates:\n  ours: {framing: lines}\n');
    const [status, ...lines] = await check('links:', '  a: {extends: ./own.yaml#ours, to: tcp://h:1}');
    expect(status).toBe('2');
    expect(lines).toEqual([expect.stringMatching(/^own\.yaml:2:19: links\.a\.framing: found "lines", expected /)]);
  });
});
