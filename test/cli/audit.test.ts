import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { verificationLine } from '../../src/cli/audit-verify.ts';
import { after, before, readTime } from '../../src/cli/audit-time.ts';
import { verify } from '../../src/audit/verify.ts';
import { closed, few, told, turn } from '../audit/told.ts';
import { chartsOf, save, written } from '../audit/writing.ts';
import type { Draft } from '../audit/writing.ts';
import { Telling } from '../story/entries.ts';
import { FakeWorld } from './fakes.ts';

const run = async (...args: readonly string[]): Promise<{ status: number; out: string; err: string }> => {
  const world = new FakeWorld();
  const status = await world.run('audit', ...args);
  return { status, out: world.out, err: world.err };
};

const whole = (level: 'all' | 'lifecycle' = 'lifecycle'): string =>
  save(written([{ entries: told[level].closing() }], level).texts);

const story = (telling: Telling): string => save(written([{ entries: telling.entries }], 'lifecycle').texts);

describe('audit verify', () => {
  it('says complete, and the head', async () => {
    const { texts, hash } = written([{ entries: closed(few()) }]);
    const log = save(texts);
    const line = 'complete: 6 records, 1 run, 1 file, replayed to the same states';
    expect(await run('verify', log)).toEqual({ status: 0, out: `${line}\nhead ${hash}\n`, err: '' });
    expect(await run('verify', log, '--head', hash)).toMatchObject({ status: 0 });
    expect(await run('verify', log, '--head', 'a'.repeat(64))).toMatchObject({
      status: 1,
      out: '',
      err: `broken at record 7: ${log}: the hash given as head is not in the log; keep the log as it is, and compare it with another copy of it\n`,
    });
  });

  it('says open, and what that leaves open', async () => {
    const log = save(written([{ entries: few() }]).texts);
    appendFileSync(log, '{"type":"rec');
    const { status, out } = await run('verify', log);
    expect([status, out.split('\n').slice(0, 2)]).toEqual([
      0,
      [
        'open: 6 records, 1 run, 1 file, replayed to the same states, 12 bytes of a torn line',
        '      no closing record: at most one flush (512 records or 100 ms) may be missing, nobody can prove which',
      ],
    ]);
  });

  it('says where it is broken, and exits with 1', async () => {
    const log = whole();
    writeFileSync(log, readFileSync(log, 'utf8').replace('"reason":"refused"', '"reason":"rejused"'));
    const { status, out, err } = await run('verify', log);
    expect([status, out]).toEqual([1, '']);
    expect(err).toMatch(
      /^broken at record \d+: \S+audit\.ndjson, line \d+: the hash of lines \d+ to \d+ is another; keep/,
    );
  });

  it('says why it cannot be replayed, and exits with 1', async () => {
    const charts = chartsOf();
    const { link } = charts;
    if (link === undefined) throw new Error('there is no such chart');
    const header = { charts: { ...charts, link: { ...link, version: '0\u001B' } } };
    const { status, err } = await run('verify', save(written([{ header, entries: few() }]).texts));
    expect(status).toBe(1);
    expect(err).toMatch(
      /^not-replayed: the chain is whole \(6 records, 1 run, 1 file\), replay not possible: the chart 'link' is of version 0\\x1b, and of \S+ here; replay it with the version/,
    );
  });

  it('as JSON says all that was found', async () => {
    const log = whole();
    const { status, out } = await run('verify', log, '--json');
    expect([status, JSON.parse(out)]).toEqual([0, await verify(log)]);
  });

  it('tells of gaps, and of the lines behind the last checkpoint', async () => {
    const gap: Draft = { type: 'gap', first: 7, last: 9, reason: 'disk full', at: 0 };
    const found = await verify(save(written([{ entries: [...few(), gap], sealed: false }]).texts));
    expect(verificationLine(found)).toBe(
      'open: 6 records, 1 run, 1 file, replayed to the same states; 3 records missing in gaps that the log tells of, 4 lines behind the last checkpoint',
    );
  });

  it('shows its progress on a terminal, once it takes long', async () => {
    const world = new FakeWorld();
    Object.assign(world.stderr, { isTTY: true });
    expect(await world.run('audit', 'verify', whole())).toBe(0);
    expect(world.err).toBe('');
  });

  it.each([
    [['verify', '/nowhere/a.ndjson'], 1, /^audit-unreadable: \/nowhere\/a\.ndjson: ENOENT/],
    [['verify'], 2, /^usage: a log is missing/],
    [['verify', 'a', '--head', 'x'], 2, /^usage: --head: found 'x', expected a hash of 64 hex digits/],
    [['why', 'a'], 2, /^usage: expected audit why <log> <name>/],
    [['show'], 2, /^usage: a log is missing/],
    [['show', 'a', '--last', '0'], 2, /^usage: --last: found '0', expected a number from 1 to 100000/],
    [['show', 'a', '--from', 'soon'], 2, /^usage: --from: found 'soon', expected a time as/],
    [['why', 'a', 'b', '--at', '2026-13-01'], 2, /^usage: --at: found '2026-13-01'/],
    [['mend', 'a'], 2, /^usage: there is no 'audit mend': expected verify, show or why/],
    [[], 2, /^usage: what to do is missing: expected verify, show or why/],
  ])('%j exits with %i', async (args, status, err) => {
    const found = await run(...args);
    expect(found.status).toBe(status);
    expect(found.err).toMatch(err);
    expect(found.err.split('\n')).toHaveLength(2);
  });
});

const linesOf = (text: string): readonly string[] => text.trimEnd().split('\n');

describe('audit show', () => {
  it('has a line for each entry, with its seq, and one for each day', async () => {
    const { status, out, err } = await run('show', whole());
    expect([status, err]).toEqual([0, '']);
    const lines = linesOf(out);
    expect(lines.every((line) => line.length <= 110)).toBe(true);
    expect(lines[0]).toMatch(/^ {9}\d{4}-\d\d-\d\d$/);
    expect(lines).toContainEqual(
      expect.stringMatching(/^ {6}\d {2}\d\d:00:00\.000 {2}supervisor .*→ running +begins$/),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^ {4}\d\d… {2}.*line#1 {2}2 requests, 2 replies, 3 heartbeats, 2 signs of life; then probing$/,
      ),
    );
    expect(lines).toContainEqual(expect.stringMatching(/ line#1 \(writer\) {2}2 × opened, /));
    expect(lines).toContainEqual(expect.stringMatching(/closed: \d+ records, all of them told$/));
  });

  it('of the writer says that the socket went, and not that the peer closed it', async () => {
    const { out } = await run('show', whole('all'), '--chart', 'writer', '--event', 'ended', '--last', '1');
    expect(out).toContain('the socket is gone');
  });

  it('takes filters together, and says when nothing fits', async () => {
    const log = whole();
    const { out } = await run('show', log, '--link', 'line', '--event', 'lost', '--json');
    const events = linesOf(out).map((line) => (JSON.parse(line) as { event: { type: string } }).event.type);
    expect(new Set(events)).toEqual(new Set(['lost']));
    expect(linesOf((await run('show', log, '--event', 'lost', '--last', '1', '--json')).out)).toEqual(
      linesOf(out).slice(-1),
    );
    expect(await run('show', log, '--link', 'nobody')).toEqual({
      status: 1,
      out: '',
      err: `none: nothing in ${log} fits; ask for less\n`,
    });
  });

  it('takes times of day as those of the log’s last day', async () => {
    const telling = new Telling().start().up(0).lost(5_000, 'reset').back(6_000);
    const log = story(telling);
    const seqs = async (...args: readonly string[]): Promise<readonly number[]> =>
      linesOf((await run('show', log, '--json', '--link', 'bank', ...args)).out).map(
        (line) => (JSON.parse(line) as { seq: number }).seq,
      );
    expect(await seqs('--from', '03:12:05', '--to', '03:12:05.500')).toEqual([4]);
    expect(await seqs('--from', '2026-01-02T03:12:06')).toEqual([5, 6, 7]);
    expect(await seqs('--to', '03:12')).toEqual([1, 2, 3]);
  });

  it('moves no cursor, whatever the log holds', async () => {
    const evil = 'a\u001B[2J\u202E';
    const telling = new Telling(evil).start().up(0).lost(5, evil, { detail: evil }).gap(evil);
    telling.record(9, evil, evil, { verdict: { kind: evil as 'rebooted', evidence: [evil] } });
    telling.sum(10, { [evil]: 2 }, {}, evil);
    const log = story(telling);
    for (const args of [
      ['show', log],
      ['show', log, '--json'],
      ['why', log, evil],
      ['why', log, evil, '--json'],
      ['why', log, 'b'],
      ['verify', log],
    ]) {
      const { out, err } = await run(...args);
      expect(`${out}${err}`.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
  });

  it('tells of what is no entry, and goes on', async () => {
    const log = whole();
    appendFileSync(log, 'rubbish\n{"type":"close","at":0,"seq":0}\n');
    const { status, out, err } = await run('show', log, '--last', '1');
    expect([status, err]).toEqual([
      0,
      expect.stringMatching(/^audit-unreadable: \S+, line \d+: the line is no JSON\n$/),
    ]);
    expect(out).toContain('closed: 0 records');
  });

  it('tells of the end of a file', async () => {
    const recovered: Draft = { type: 'turn', at: 0, why: 'recovered', cut: 9 };
    const { texts } = written([{ entries: [...few(), turn] }, { header: { next: 7 }, entries: [recovered] }]);
    const { out } = await run('show', save(texts));
    expect(out).toContain('the next file begins, by the size of this one');
    expect(out).toContain('the process has died here; 9 bytes of a torn line were cut off');
  });
});

describe('audit why', () => {
  it('tells the last outage, or the one before a time', async () => {
    const log = story(
      new Telling().start().up(0).lost(5_000, 'reset').back(6_000).heard(7_000).lost(65_000, 'timed-out').back(70_000),
    );
    expect((await run('why', log, 'bank')).out).toMatch(/^bank was down for 5 s, from 2026-01-02 03:13:05\.000/);
    expect((await run('why', log, 'bank', '--at', '03:12')).out).toMatch(
      /^bank was down for 1 s, from 2026-01-02 03:12:05/,
    );
    expect((await run('why', log, 'bank', '--at', '03:12:30')).out).toMatch(/^bank was down for 1 s/);
    expect((await run('why', log, 'bank', '--at', '2026-01-03')).out).toMatch(/^bank was down for 5 s/);
  });

  it('as JSON', async () => {
    const { out } = await run('why', whole(), 'line', '--json');
    expect(JSON.parse(out)).toMatchObject({ link: 'line', outages: 1, outage: { ended: 'back' } });
  });

  it('names the links that there are when there is none of this name', async () => {
    expect(await run('why', whole(), 'lime')).toEqual({
      status: 1,
      out: '',
      err: "none: the log knows no link, listener or session 'lime'; it tells of line\n",
    });
  });

  it('of a real outage tells its verdict', async () => {
    const { out } = await run('why', whole(), 'line');
    expect(out).toMatch(/^line was down for 4\.\d+ s, from /);
    expect(out).toContain('It went because the peer answered none of 2 heartbeats in a row, each within 1 s.');
    expect(out).toContain('Verdict: program-gone:');
    expect(out).toMatch(/It came back at .* after it went\.\n$/);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });
});

const at = (text: string): number => new Date(text).getTime();

test('times of day are those nearest to what they are asked for', () => {
  const end = at('2026-01-02T03:30:00');
  expect(readTime('at', '03:12', before(end), end)).toBe(at('2026-01-02T03:12:00'));
  expect(readTime('at', '23:12:01.5', before(end), end)).toBe(at('2026-01-01T23:12:01.500'));
  expect(readTime('to', '00:10', after(at('2026-01-01T23:12:00')), at('2026-01-01T23:12:00'))).toBe(
    at('2026-01-02T00:10:00'),
  );
  expect(readTime('at', '2026-01-02', before(end), end)).toBe(at('2026-01-02T00:00:00'));
  expect(readTime('at', '2026-01-02T00:00:00Z', before(end), end)).toBe(Date.UTC(2026, 0, 2));
  expect(() => readTime('at', '24:00', before(end), end)).toThrow("--at: found '24:00'");
});
