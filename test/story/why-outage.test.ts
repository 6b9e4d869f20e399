/** One outage lasts until the peer has proved itself, however often a kernel takes the dial in its place. */
import { describe, expect, it } from 'vitest';
import type { TransitionRecord } from '../../src/contract/record.ts';
import type { Verdict, VerdictKind } from '../../src/contract/verdict.ts';
import type { Outage } from '../../src/story/why-story.ts';
import { Storyteller, why } from '../../src/story/why.ts';
import { storyText } from '../../src/story/why-text.ts';
import { DAY, policy, Telling } from './entries.ts';

const textOf = (telling: Telling): string => storyText(why(telling.entries, 'bank'));

/** As one line, however it is wrapped. */
const flat = (telling: Telling): string => textOf(telling).replaceAll(/\s+/g, ' ');

const outageOf = (telling: Telling): Outage => {
  const { outage } = why(telling.entries, 'bank');
  if (outage === null) throw new Error('there was no outage');
  return outage;
};

const verdict = (kind: VerdictKind): Verdict => ({ kind, evidence: [`redial: ${kind}`] });
const seen = (kind: VerdictKind): Partial<TransitionRecord> => ({ verdict: verdict(kind) });

/** Up for 5 s, then lost for silence at 10 s. */
const fallen = (): Telling => new Telling().start().up(0).heard(5_000).silent(10_000);

describe('an outage lasts until the peer has proved itself', () => {
  const flapping = fallen().back(11_000).silent(13_000).back(15_000).silent(17_000).back(21_000);

  it('and what came back only to fall silent is told as an attempt', () => {
    expect(
      textOf(
        new Telling()
          .start()
          .up(0)
          .heard(5_000)
          .silent(10_000)
          .back(11_000)
          .silent(13_000)
          .refused(15_000)
          .back(17_000)
          .heard(18_000),
      ),
    ).toBe(`bank was down for 7 s, from 2026-01-02 03:12:10.000 to 03:12:17.000.
  It went because the peer answered none of 2 heartbeats in a row, each within 10 s.
  It had been up for 10 s, and had seen no exchange answered.
  The peer was heard last at 03:12:05.000, 5 s before.
  The policy: redial without end; wait 1 s first, then 1.6 times as long each time, 30 s at most,
    each ± 20 %.
  It was dialled 3 times:
    1. 03:12:11.000, after 1 s: accepted, and the peer stayed silent until 03:12:13.000
    2. 03:12:15.000, after 2 s: refused: nobody listens there
    3. 03:12:17.000, after 2 s: the line was up
  It came back at 03:12:17.000, 7 s after it went.
`);
  });

  it.each<[string, Telling, Outage['proof']]>([
    ['something came from the peer', fallen().back(21_000).heard(22_000), 'heard'],
    [
      'a request was answered',
      fallen()
        .back(21_000)
        .record(22_000, 'replied', 'connected.listening.idle', { effects: ['deliver'] }),
      'heard',
    ],
    ['a sum of what was left out has an answer', fallen().back(21_000).sum(25_000, { 'received/accept': 1 }), 'heard'],
    ['it held', fallen().back(21_000).record(31_000, 'after:stableAfter', 'connected.listening.idle'), 'held'],
    ['a sum has that it held', fallen().back(21_000).sum(35_000, { 'after:stableAfter': 1 }), 'held'],
    ['it was closed in order', fallen().back(21_000).record(22_000, 'close', 'closing.ending'), 'closed'],
    ['it had been idle', fallen().back(21_000).record(22_000, 'after:maxIdle', 'closing.ending'), 'closed'],
    [
      'its link was closed',
      fallen()
        .back(21_000)
        .record(22_000, 'over', 'closed', { chart: 'link', from: 'up', facts: { reason: 'x' } }),
      'closed',
    ],
    ['the log ends', fallen().back(21_000), null],
  ])('a line that is up has come back when %s', (_, telling, proof) => {
    expect(outageOf(telling)).toMatchObject({ ended: 'back', until: DAY + 21_000, proof, dials: 1 });
  });

  it('a request sent, and a probe, prove nothing', () => {
    const asked = fallen().back(11_000);
    asked.sum(12_000, { 'request/transmit': 1, 'after:silence/probe': 1 }).lost(13_000, 'reset').back(21_000);
    expect(why(asked.entries, 'bank')).toMatchObject({ outages: 1, outage: { until: DAY + 21_000, dials: 2 } });
  });

  it('how it came back is told where nobody was heard', () => {
    expect(flat(flapping)).toContain(
      'It came back at 03:12:21.000, 11 s after it went, as far as the log tells: it ends before anything came from the peer.',
    );
    const held = fallen().back(21_000).record(31_000, 'after:stableAfter', 'connected.listening.idle');
    expect(flat(held)).toContain('11 s after it went, and held; nothing had come from the peer by then.');
    const ended = fallen().back(21_000).record(22_000, 'close', 'closing.ending');
    expect(flat(ended)).toContain('11 s after it went, and was closed in order before anything came from the peer.');
  });

  it('a line that came up while the peer was still silent says so', () => {
    const late = fallen().back(21_000).record(23_000, 'after:probeTimeout', 'connected.probing').heard(24_000);
    expect(outageOf(late)).toMatchObject({ until: DAY + 21_000, silentUntil: DAY + 23_000 });
    expect(flat(late.record(25_000, 'after:probeTimeout', 'connected.probing'))).toContain(
      '11 s after it went; the peer was still silent at 03:12:23.000, and answered after that.',
    );
  });

  it('once it has proved itself, the next loss is the next outage', () => {
    const again = fallen().back(21_000).heard(22_000).silent(30_000);
    expect(why(again.entries, 'bank')).toMatchObject({
      outages: 2,
      outage: { began: DAY + 30_000, upSince: DAY + 21_000, ended: null },
    });
  });

  it('what is known so far may turn out otherwise', () => {
    const teller = new Storyteller('bank');
    const { entries } = fallen().back(11_000).silent(13_000);
    for (const entry of entries.slice(0, -1)) teller.take(entry);
    expect(teller.story().outage).toMatchObject({ ended: 'back', until: DAY + 11_000, proof: null });
    for (const entry of entries.slice(-1)) teller.take(entry);
    expect(teller.story().outage).toMatchObject({ ended: null, until: DAY + 13_000 });
  });

  it('a process that ends while its line is up leaves it back, and the next loss is another’s', () => {
    const teller = new Storyteller('bank');
    teller.run('a');
    for (const entry of fallen().back(21_000).entries) teller.take(entry);
    teller.run('b');
    for (const entry of new Telling().start().up(30_000).silent(40_000).entries) teller.take(entry);
    expect(teller.story()).toMatchObject({ outages: 2, outage: { began: DAY + 40_000 } });
  });

  it('requests in flight on each of its lines are told', () => {
    const asking = new Telling()
      .start()
      .up(0)
      .record(1, 'request', 'connected.probing', { effects: ['transmit'] });
    asking
      .silent(10)
      .back(1_010)
      .record(1_011, 'request', 'connected.probing', { effects: ['transmit'] });
    expect(textOf(asking.lost(1_020, 'reset'))).toContain("2 requests in flight ended 'unknown'");
  });

  it('a crash is no comeback: the line that crashed is not up', () => {
    const crashed = fallen()
      .back(11_000)
      .record(11_001, 'crash', 'connected.listening.idle', { facts: { error: 'no key' } });
    expect(why(crashed.entries, 'bank')).toMatchObject({ up: false, outages: 1, outage: { ended: null } });
    expect(flat(crashed)).toContain(
      'accepted, and 1 ms later a function given to this link threw: no key It was still',
    );
  });

  it('of several connections, only one dialled since can end it, and what another lost is no attempt of it', () => {
    const two = { connection: 'bank#2' };
    const up = 'connected.listening.idle';
    const both = fallen().back(11_000).heard(12_000);
    const pool = both.record(12_000, 'opened', up, { ...two, from: 'connecting.attempting.dialing' });
    pool.silent(20_000, { from: up });
    pool.record(21_000, 'received', up, { ...two, from: up });
    expect(outageOf(pool)).toMatchObject({ began: DAY + 20_000, ended: null });
    pool.record(22_000, 'lost', 'dead', { ...two, from: up, facts: { reason: 'reset' } });
    expect(why(pool.entries, 'bank')).toMatchObject({ outages: 2, outage: { ended: null, dials: 0 } });
  });

  it('a link that goes down has closed what it had, be it without a word', () => {
    const anew = fallen().back(21_000).record(22_000, 'failed', 'down', { chart: 'link', from: 'open' });
    anew.record(22_000, 'start', 'connecting.waiting', { from: '' }).turn(23_000).lost(24_000, 'refused');
    expect(why(anew.entries, 'bank')).toMatchObject({ up: false, outages: 2, outage: { began: DAY + 24_000 } });
  });

  it('a new connection’s first dial has waited since the last failure', () => {
    const anew = fallen().record(11_000, 'failed', 'down', { chart: 'link', from: 'open' });
    anew.record(11_000, 'start', 'connecting.waiting', { from: '', facts: { input: { policy, seed: 1 } } });
    expect(outageOf(anew.up(12_500)).firstAttempts).toMatchObject([{ waited: 2_500 }]);
  });

  it('a line that came up in a gap has come back, at the end of the gap at the latest', () => {
    const unseen = fallen().gap('disk full').sum(30_000, {}).heard(31_000);
    expect(outageOf(unseen)).toMatchObject({ ended: 'back', until: DAY + 30_000, gaps: [{ reason: 'disk full' }] });
  });

  it('a line that fell silent after its first dial had been up, and nobody was heard', () => {
    const never = new Telling().start().up(0).silent(2_000).back(3_000).heard(4_000);
    expect(outageOf(never)).toMatchObject({ heard: false, lastHeard: null, upSince: DAY });
    expect(textOf(never)).toContain('Nothing was heard from the peer in that time.');
  });

  it('that it was heard is known even where the time is not', () => {
    const summed = new Telling().start().up(0).sum(5_000, { 'received/accept': 1, 'after:silence/probe': 2 });
    summed.silent(10_000);
    expect(outageOf(summed)).toMatchObject({ heard: true, lastHeard: null });
    expect(textOf(summed)).not.toMatch(/heard/);
  });
});

describe('an attempt', () => {
  it.each<[string, Telling, string]>([
    ['reset at once', fallen().back(11_000).lost(11_005, 'reset'), 'accepted, and 5 ms later the socket'],
    [
      'closed at once',
      fallen().back(11_000).record(11_000, 'ended', 'reconnecting.backing-off'),
      'accepted, and at once the peer closed its side',
    ],
    [
      'silent, where the peer is to send',
      fallen().back(11_000).record(51_000, 'after:silence', 'reconnecting.backing-off'),
      'accepted, and the peer stayed silent until',
    ],
  ])('%s', (_, telling, words) => {
    expect(textOf(telling)).toContain(`1. 03:12:11.000, after 1 s: ${words}`);
  });

  it.each([
    [99, 'accepted, and'],
    [3_000, 'accepted in 3 s, and'],
  ])('that took %i ms', (took, words) => {
    const telling = fallen().record(11_000, 'after:backoff', 'connecting.waiting').turn(11_000);
    telling.record(11_000 + took, 'opened', 'connected.listening.idle').lost(15_000, 'reset');
    expect(textOf(telling)).toContain(words);
  });

  it('is plain data: what became of a line that was up', () => {
    const { firstAttempts } = outageOf(
      fallen().back(11_000).lost(11_005, 'reset').refused(11_500).back(12_000).heard(13_000),
    );
    expect(firstAttempts).toMatchObject([
      { how: 'up', lost: { at: DAY + 11_005, how: { event: 'lost', reason: 'reset' } } },
      { how: { event: 'lost', reason: 'refused' }, lost: null },
      { how: 'up', lost: null },
    ]);
  });

  it('of hundreds the first and the last three are told, and kept', () => {
    const telling = fallen();
    let ms = 10_000;
    for (let i = 1; i <= 300; i += 1) telling.refused((ms += i === 4 ? 1_000 : i === 5 ? 30_000 : 5_000));
    telling.back(ms + 2_000).heard(ms + 3_000);
    const outage = outageOf(telling);
    expect(outage.firstAttempts).toHaveLength(3);
    expect(outage.lastAttempts).toHaveLength(3);
    expect(outage).toMatchObject({ dials: 301, between: { dials: 295, waits: { shortest: 1_000, longest: 30_000 } } });
    expect(textOf(telling)).toMatch(/\n {4}3\. .*\n {4}… 295 more, waits from 1 s to 30 s …\n {4}299\. /);
  });

  it('at the next address of a list is no wait', () => {
    const telling = new Telling().start().up(0).lost(10, 'reset');
    for (let i = 1; i <= 10; i += 1)
      telling
        .record(i * 1_000, 'after:backoff', 'connecting.waiting')
        .turn(i * 1_000)
        .record(i * 1_000, 'lost', 'connecting.waiting', { facts: { reason: 'refused' } })
        .turn(i * 1_000)
        .lost(i * 1_000, 'refused');
    expect(textOf(telling)).toContain('… 14 more, waits of 1 s …');
  });
});

/** Verdicts that fall one a second. */
const told = (...kinds: readonly VerdictKind[]): Telling => {
  const telling = fallen();
  kinds.forEach((kind, i) => telling.silent(11_000 + i * 1_000, seen(kind)));
  return telling;
};

describe('the verdict', () => {
  it('is the last, and how it changed is told', () => {
    const telling = fallen().turn(11_000).record(11_000, 'opened', 'connected.listening.idle', seen('program-silent'));
    telling
      .silent(13_000)
      .record(15_000, 'lost', 'reconnecting.backing-off', {
        from: 'connecting.attempting.dialing',
        ...seen('program-gone'),
      });
    expect(outageOf(telling)).toMatchObject({
      verdict: verdict('program-gone'),
      verdicts: [
        { at: DAY + 11_000, kind: 'program-silent' },
        { at: DAY + 15_000, kind: 'program-gone' },
      ],
    });
    const text = textOf(telling);
    expect(text).toContain('Verdict: program-gone: the peer’s host is alive, and its program is gone.');
    expect(text).toContain('\n    First program-silent, from 03:12:15.000 program-gone.\n');
  });

  it('that stays the same has no changes to tell', () => {
    const same = told('program-silent', 'program-silent');
    expect(outageOf(same).verdicts).toHaveLength(1);
    expect(textOf(same)).not.toContain('First');
  });

  it('that nothing tells takes nothing back, and gives way', () => {
    expect(outageOf(told('rebooted', 'not-known'))).toMatchObject({ verdict: { kind: 'rebooted' } });
    expect(outageOf(told('not-known', 'rebooted')).verdicts).toEqual([{ at: DAY + 12_000, kind: 'rebooted' }]);
    expect(outageOf(told('not-known'))).toMatchObject({ verdict: { kind: 'not-known' } });
  });

  it('that changes for ever is kept in bounds', () => {
    const kinds = Array.from({ length: 40 }, (_, i): VerdictKind => (i % 2 === 0 ? 'program-silent' : 'program-gone'));
    const telling = told(...kinds);
    expect(outageOf(telling)).toMatchObject({ verdictsBetween: 36 });
    expect(outageOf(telling).verdicts).toHaveLength(4);
    expect(flat(telling)).toContain(
      'First program-silent, from 03:12:12.000 program-gone, … 36 changes more …, from 03:12:49.000 program-silent, from 03:12:50.000 program-gone.',
    );
  });
});

it('a policy that watches for nothing is told the same way', () => {
  const quiet = new Telling()
    .start({ policy: { ...policy, heartbeat: null }, seed: 1 })
    .up(0)
    .lost(10, 'reset');
  expect(textOf(quiet.back(1_010).lost(1_020, 'reset'))).toContain('accepted, and 10 ms later');
});
