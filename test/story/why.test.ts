import { describe, expect, it } from 'vitest';
import { Storyteller, why } from '../../src/story/why.ts';
import { storyText } from '../../src/story/why-text.ts';
import { lasting } from '../../src/story/why-words.ts';
import { DAY, policy, Telling } from './entries.ts';

const textOf = (telling: Telling, at?: number): string =>
  storyText(why(telling.entries, 'bank', at === undefined ? {} : { at: DAY + at }));

const lines = (text: string): readonly string[] => text.split('\n');

describe('the story of a line that fell silent', () => {
  const fallen = new Telling()
    .start()
    .up(0)
    .sum(
      45_000,
      { 'request/transmit': 2, 'replied/deliver': 2, 'after:silence/probe': 1 },
      { idleSince: 5_000, exchanges: 2 },
      'connected.probing',
    )
    .record(55_000, 'after:probeTimeout', 'connected.probing')
    .record(65_000, 'after:probeTimeout', 'reconnecting.backing-off', {
      verdict: {
        kind: 'program-silent',
        evidence: ['application probe: no answer', 'redial: accepted'],
        unsure: 'a program that is stopped and one that hangs',
      },
    })
    .refused(66_000)
    .back(67_700)
    .heard(68_700);

  it('tells what happened, why, what the policy did, and how long it lasted', () => {
    expect(textOf(fallen)).toBe(`bank was down for 2.7 s, from 2026-01-02 03:13:05.000 to 03:13:07.700.
  It went because the peer answered none of 2 heartbeats in a row, each within 10 s.
  It had been up for 65 s, and its last exchange ended at 03:12:05.000, 60 s before.
  The peer was heard last at 03:12:25.000, 40 s before.
  Verdict: program-silent: the peer’s host is alive, and its program does not answer.
    - application probe: no answer
    - redial: accepted
    Not to be told apart: a program that is stopped and one that hangs.
  The policy: redial without end; wait 1 s first, then 1.6 times as long each time, 30 s at most,
    each ± 20 %.
  It was dialled twice:
    1. 03:13:06.000, after 1 s: refused: nobody listens there
    2. 03:13:07.700, after 1.7 s: the line was up
  It came back at 03:13:07.700, 2.7 s after it went.
`);
  });

  it('is plain data as well', () => {
    const story = why(fallen.entries, 'bank');
    expect(JSON.parse(JSON.stringify(story))).toEqual(story);
    expect(story).toMatchObject({
      outages: 1,
      up: true,
      replies: 2,
      outage: { began: DAY + 65_000, until: DAY + 67_700, ended: 'back', upSince: DAY, dials: 2, pending: 0 },
    });
  });
});

const first = (telling: Telling): string => lines(textOf(telling))[1] ?? '';

describe('why a line went', () => {
  it.each<[string, Telling, string]>([
    [
      'reset',
      new Telling().start().up(0).lost(5, 'reset', { detail: 'read ECONNRESET' }),
      'the socket failed: reset: the peer reset the connection (read ECONNRESET).',
    ],
    ['a code that nobody knows', new Telling().start().up(0).lost(5, 'odd'), 'the socket failed: odd.'],
    [
      'closed by the peer',
      new Telling().start().up(0).record(5, 'ended', 'reconnecting.backing-off'),
      'the peer closed its side.',
    ],
    [
      'no frame',
      new Telling()
        .start()
        .up(0)
        .record(5, 'malformed', 'reconnecting.backing-off', { facts: { reason: 'frame-too-large' } }),
      'the peer’s bytes were no frame (frame-too-large).',
    ],
    ['asked', new Telling().start().up(0).record(5, 'redial', 'connecting.waiting'), 'it was asked to dial again.'],
    [
      'no reply',
      new Telling().start().up(0).record(5, 'reply-timeout', 'reconnecting.backing-off'),
      'a request had no reply in time, and a late one could be taken for the answer to',
    ],
    [
      'a crash',
      new Telling()
        .start()
        .up(0)
        .record(5, 'crash', 'connected.listening.idle', { facts: { error: 'no key' } }),
      'a function given to this link threw: no key.',
    ],
  ])('%s', (_, telling, words) => {
    expect(first(telling)).toBe(`  It went because ${words}`);
  });

  it('a responder’s silence is told with what was expected', () => {
    const heartbeat = { ...policy.heartbeat, listenOnly: true };
    const telling = new Telling().start({ policy: { ...policy, heartbeat }, seed: 1 }).up(0);
    expect(first(telling.record(40_000, 'after:silence', 'reconnecting.backing-off'))).toBe(
      '  It went because the peer was silent for 40 s; its heartbeats are due every 20 s.',
    );
  });

  it('requests in flight are told, since the peer may have acted on them', () => {
    const telling = new Telling().start().up(0);
    const wait = 'connected.listening.awaiting-reply';
    telling.record(1, 'request', wait, { effects: ['transmit'] }).record(2, 'request', wait, { effects: ['transmit'] });
    telling.record(3, 'replied', wait, { effects: ['deliver'] });
    expect(textOf(telling.lost(9, 'reset'))).toContain(
      "1 request in flight ended 'unknown': the peer may have acted on it.",
    );
    const summed = new Telling().start().up(0).sum(5, { 'request/transmit': 2 }, { pending: 2 }, wait).lost(9, 'reset');
    expect(textOf(summed)).toContain("2 requests in flight ended 'unknown': the peer may have acted on them.");
  });
});

describe('how it ends', () => {
  it('a line that could not be had from the first', () => {
    const text = textOf(new Telling().start().turn(0).lost(10, 'refused').refused(1_000));
    expect(lines(text)[0]).toBe(
      'bank could not be had for 990 ms, from 2026-01-02 03:12:00.010 to the end of the record,',
    );
    expect(text).toContain('The first dial of bank#1 failed: refused: nobody listens there.');
    expect(text).toContain('It was still down when the record ends.');
  });

  it('gave up', () => {
    const attempts = { policy: { ...policy, reconnect: { ...policy.reconnect, attempts: 2 } }, seed: 1 };
    const telling = new Telling().start(attempts).up(0).lost(10, 'reset').refused(1_000);
    telling
      .record(2_000, 'after:backoff', 'connecting.waiting')
      .turn(2_000)
      .record(2_000, 'lost', 'dead', { facts: { reason: 'refused' } });
    telling.record(2_000, 'over', 'closed', {
      chart: 'link',
      connection: 'bank',
      from: 'down',
      facts: { reason: 'gave-up' },
    });
    const text = textOf(telling);
    expect(text).toContain('redial twice at most;');
    expect(text).toContain(
      'It did not come back: at 03:12:02.000 its attempts were used up, and nobody dials any more.',
    );
    expect(why(telling.entries, 'bank').outage).toMatchObject({ ended: 'gave-up', until: DAY + 2_000, dials: 2 });
  });

  it('a link that is closed in order was never down', () => {
    const telling = new Telling()
      .start()
      .up(0)
      .sum(500, { 'request/transmit': 3, 'replied/deliver': 3 }, { idleSince: 400 });
    telling.record(1_000, 'close', 'closing.ending').record(1_001, 'ended', 'dead');
    expect(textOf(telling))
      .toBe(`bank was never down against its will in what is recorded, from 2026-01-02 03:12:00.000 to
  03:12:01.001.
  In that time 3 exchanges were answered; at the end it is not up.
`);
  });

  it('a line that has done all that it was for was never down', () => {
    const telling = new Telling()
      .start()
      .up(0)
      .record(5, 'replied', 'closing.ending', { effects: ['deliver', 'end'] });
    expect(why(telling.record(6, 'ended', 'dead').entries, 'bank')).toMatchObject({ outage: null, replies: 1 });
  });

  it('a link that nobody knows', () => {
    expect(storyText(why(new Telling().start().entries, 'bänk\u001B[2J'))).toBe(
      "Nothing is known of a link 'bänk\\x1b[2J'.\n",
    );
  });

  it('a new connection after a crash is the same outage’s end', () => {
    const telling = new Telling()
      .start()
      .up(0)
      .record(10, 'crash', 'connected.listening.idle', { facts: { error: 'x' } });
    const again = { connection: 'bank#2' };
    telling.record(10, 'start', 'connecting.waiting', { ...again, from: '', facts: { input: { policy, seed: 2 } } });
    telling
      .record(10, 'turn', 'connecting.attempting.dialing', again)
      .record(12, 'opened', 'connected.listening.idle', again);
    expect(why(telling.entries, 'bank').outage).toMatchObject({ ended: 'back', until: DAY + 12, connection: 'bank#1' });
  });
});

describe('of many outages', () => {
  const many = new Telling().start().up(0);
  for (const ms of [10_000, 20_000, 30_000])
    many
      .lost(ms, 'reset')
      .back(ms + 1_000)
      .heard(ms + 2_000);

  it.each([
    [undefined, 30_000],
    [25_000, 20_000],
    [20_000, 20_000],
    [19_999, 10_000],
    [1, 10_000],
  ])('the one asked for is the last at or before the time, else the first: %s', (at, began) => {
    expect(why(many.entries, 'bank', at === undefined ? {} : { at: DAY + at }).outage?.began).toBe(DAY + began);
  });

  it('waits that go on from those before are told to', () => {
    const going = 'The waits go on from attempt 2: the line had not been good since.';
    expect(textOf(many, 25_000)).not.toContain('attempt 2');
    expect(textOf(many)).toContain(going);
    const good = new Telling().start().up(0).lost(5, 'reset').back(10);
    good.sum(20, { 'request/transmit': 1, 'replied/deliver': 1 }, { attempts: 0 }).lost(30, 'reset').back(40);
    expect(textOf(good)).not.toContain('go on from');
    const stable = new Telling().start().up(0).lost(5, 'reset').back(10).heard(11);
    stable.record(20, 'after:stableAfter', 'connected.listening.idle').lost(30, 'reset').back(40);
    expect(textOf(stable)).not.toContain('go on from');
  });

  it('the others are counted', () => {
    expect(textOf(many)).toContain('The record has 3 such times; --at TIME tells another.');
  });

  it('of many dials the first and the last are told', () => {
    const telling = new Telling().start().up(0).lost(10, 'reset');
    for (let i = 1; i <= 20; i += 1) telling.refused(i * 1_000);
    const text = textOf(telling);
    expect(text).toContain('It was dialled 20 times:');
    expect(text).toContain(
      '    3. 03:12:03.000, after 1 s: refused: nobody listens there\n    … 14 more, waits of 1 s …\n    18. 03:12:18.000',
    );
  });

  it('what a gap holds is not told, and said not to be', () => {
    expect(textOf(new Telling().start().up(0).lost(10, 'reset').gap('disk full').back(2_000))).toMatch(
      /Records \d+ to \d+ of that time are missing \(disk full\)/,
    );
  });

  it('the next process’s lines are its own', () => {
    const teller = new Storyteller('bank');
    teller.run('a');
    for (const entry of new Telling().start().up(0).entries) teller.take(entry);
    expect(teller.story().up).toBe(true);
    teller.run('b');
    expect(teller.story().up).toBe(false);
  });
});

describe('text of others', () => {
  it('moves no cursor, and no policy that is none is believed', () => {
    const telling = new Telling()
      .start({ policy: { reconnect: 'often' } })
      .up(0)
      .lost(5, 'a\u001B[31m', { detail: 'b\u202E' });
    const text = textOf(telling);
    expect(text).toContain('a\\x1b[31m (b\\u{202e})');
    expect(text).not.toContain('The policy');
  });

  it('no line is longer than a hundred columns unless a word is', () => {
    const telling = new Telling()
      .start()
      .up(0)
      .lost(5, 'reset', { detail: 'word '.repeat(60).trim() });
    for (const line of lines(textOf(telling))) expect(line.length).toBeLessThanOrEqual(100);
  });
});

it('durations are told as people say them', () => {
  expect([0, 999, 1_000, 9_994, 9_996, 83_000, 119_400, 119_600, 663_000, 7_440_000, 277_200_000].map(lasting)).toEqual(
    ['0 ms', '999 ms', '1 s', '9.99 s', '10 s', '83 s', '119 s', '2 min', '11 min 3 s', '2 h 4 min', '3 d 5 h'],
  );
});
