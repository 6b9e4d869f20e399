import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { Lock } from '../../src/audit/lock.ts';
import { nodeFiles } from '../../src/audit/files.ts';
import { nodeParts } from '../../src/audit/parts.ts';
import { Desk } from './writer-kit.ts';

const locked = expect.objectContaining({ code: 'audit-locked' }) as Error;

describe('one log has one writer', () => {
  test('a second one is refused and changes nothing, and is let in once the first has closed', () => {
    const desk = new Desk();
    const audit = desk.open();
    const before = desk.texts.join('');
    expect(() => desk.open()).toThrow(locked);
    expect(desk.texts.join('')).toBe(before);
    expect(readdirSync(dirname(desk.log)).toSorted()).toEqual(['audit.ndjson', 'audit.ndjson.lock']);
    audit.close();
    expect(existsSync(`${desk.log}.lock`)).toBe(false);
    desk.open().close();
  });

  test.each([
    ['of a dead process', '{"pid":2,"born":"x"}'],
    ['of an earlier process of our own number', '{"pid":1,"born":"before"}'],
    ['that a loss of power has emptied', ''],
    ['that names no process', '{"pid":-1}'],
  ])('a lock %s is taken over', (_, text) => {
    const desk = new Desk();
    writeFileSync(`${desk.log}.lock`, text);
    const audit = desk.open();
    expect(readFileSync(`${desk.log}.lock`, 'utf8')).toBe('{"pid":1,"born":"first"}');
    expect(readdirSync(dirname(desk.log)).toSorted()).toEqual(['audit.ndjson', 'audit.ndjson.lock']);
    audit.close();
  });

  test('while another takes a dead one over, nobody else does', () => {
    const desk = new Desk();
    writeFileSync(`${desk.log}.lock`, '{"pid":2,"born":"x"}');
    writeFileSync(`${desk.log}.lock.take`, '{"pid":3,"born":"x"}');
    expect(() => desk.open()).toThrow(locked);
    expect(readdirSync(dirname(desk.log)).toSorted()).toEqual(['audit.ndjson.lock', 'audit.ndjson.lock.take']);
  });

  test('one that is not ours any more is left where it is', () => {
    const desk = new Desk();
    const audit = desk.open();
    writeFileSync(`${desk.log}.lock`, '{"pid":2,"born":"x"}');
    audit.close();
    expect(readFileSync(`${desk.log}.lock`, 'utf8')).toBe('{"pid":2,"born":"x"}');
  });

  test('what cannot be opened is given free again', () => {
    const desk = new Desk();
    writeFileSync(desk.log, 'not a log\n');
    expect(() => desk.open()).toThrow(expect.objectContaining({ code: 'audit-failed' }));
    expect(readdirSync(dirname(desk.log))).toEqual(['audit.ndjson']);
  });
});

test('a real process holds its lock while it lives, and not a moment longer', async () => {
  const desk = new Desk();
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  const { processes } = nodeParts;
  new Lock(desk.log, nodeFiles, { ...processes, own: pid }).take();
  const ours = new Lock(desk.log, nodeFiles, processes);
  expect(() => ours.take()).toThrow(locked);
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
  ours.take();
  expect(JSON.parse(readFileSync(`${desk.log}.lock`, 'utf8'))).toHaveProperty('pid', process.pid);
  ours.release();
  expect(readdirSync(dirname(desk.log))).toEqual([]);
});
