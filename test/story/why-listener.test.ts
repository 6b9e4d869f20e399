/** What is told of a listener and of its sessions, from what a real one records. */
import { describe, expect, it } from 'vitest';
import { ListenerTeller } from '../../src/story/why-listener.ts';
import { listenerText } from '../../src/story/why-listener-text.ts';
import { SessionTeller } from '../../src/story/why-session.ts';
import { sessionText } from '../../src/story/why-session-text.ts';
import type { StoryEntry } from '../../src/story/why-story.ts';
import { bytes } from '../model/world.ts';
import { beats, Hall } from '../audit/sessions-kit.ts';
import { Keeps } from '../audit/writing.ts';

const entriesOf = (keeps: Keeps): readonly StoryEntry[] =>
  keeps
    .closing()
    .filter(
      (entry): entry is StoryEntry => entry.type === 'record' || entry.type === 'summary' || entry.type === 'gap',
    );

const listenerOf = (keeps: Keeps): string => {
  const teller = new ListenerTeller('front');
  for (const entry of entriesOf(keeps)) teller.take(entry);
  const story = teller.story();
  return story === null ? '' : listenerText(story);
};

const sessionOf = (keeps: Keeps, id: string): string => {
  const teller = new SessionTeller(id);
  for (const entry of entriesOf(keeps)) teller.take(entry);
  return sessionText(teller.story());
};

const pass = async (hall: Hall, ms: number): Promise<void> => {
  for (let i = 0; i < ms / 100; i += 1) await hall.pass(100);
};

describe.each(['all', 'lifecycle'] as const)('at level %s', (level) => {
  it('a place that is taken: why it did not listen, how often it tried, and since when it does', async () => {
    const keeps = new Keeps(level);
    const hall = new Hall(keeps);
    hall.taken = true;
    await pass(hall, 3_000);
    hall.taken = false;
    await pass(hall, 4_000);
    const told = listenerOf(keeps);
    expect(told).toMatch(/^front could not listen for 6\.2 s, from /);
    expect(told).toMatch(/It failed because local-ports: .*\n?.*\(memory:\/\/peer: taken\)\./);
    expect(told).toContain('wait 200 ms first, then 2 times as long each time, 5 s at');
    expect(told).toContain('It was bound again 5 times:');
    expect(told).toMatch(/5\. [\d:.]+, after 3\.2 s: it listens\n {2}It listened at [\d:.]+, 6\.2 s after it failed\./);
    expect(told).toMatch(/It listens at memory:\/\/peer since [\d:.]+\.\n {2}0 sessions came/);
    await hall.stop();
    expect(listenerOf(keeps)).toContain('At the end it does not listen.');
  });

  it('a listener without trouble, and why its sessions ended', async () => {
    const keeps = new Keeps(level);
    const hall = new Hall(keeps, { heartbeat: { ...beats, role: 'both' }, limits: { max: 2 } });
    await hall.pass(1);
    const one = hall.client('one', { heartbeat: beats });
    const two = hall.client('two', { heartbeat: beats });
    hall.client('three', { reconnect: { attempts: 0 } });
    await hall.pass(10);
    for (let i = 0; i < 5; i += 1) await hall.ask(one);
    two.destroy();
    await pass(hall, 8_000);
    await hall.stop();
    const told = listenerOf(keeps);
    expect(told).toMatch(/^front never failed to listen in what is recorded, from /);
    expect(told).toContain('2 sessions came, 2 at once at most; 0 are there at the end.');
    expect(told).toContain('- 1 because it was asked to stop; front!1 at ');
    expect(told).toContain('- 1 because the client closed its side; front!2 at ');
    expect(told).toContain('1 caller was turned away for want of a place.');

    const gone = sessionOf(keeps, 'front!2');
    expect(gone).toMatch(/^front!2 was on line for \d+ ms, from /);
    expect(gone).toMatch(/It had called from memory:\d\.\n/);
    expect(gone).toMatch(
      /It ended because the client closed its side\.\n {2}Its socket was given up at [\d:.]+, \d+ ms later\./,
    );
    expect(sessionOf(keeps, 'front!1')).toContain(
      '5 requests of the client’s were answered, and it answered 0 of ours',
    );
    expect(sessionOf(keeps, 'front!3')).toBe("Nothing is known of a session 'front!3'.\n");
  });

  it('a request that was in flight, and an answer that was owed', async () => {
    const keeps = new Keeps(level);
    const hall = new Hall(keeps, {
      exchange: { mode: 'duplex', window: 4, timeout: '5s', key: { offset: 0, bytes: 1 } },
      onRequest: () => new Promise(() => {}),
    });
    await hall.pass(1);
    const link = hall.client('one', { exchange: { mode: 'duplex', window: 4, key: { offset: 0, bytes: 1 } } });
    await hall.pass(10);
    await hall.ask(link);
    hall.sessions[0]?.request(bytes('you')).catch(() => {});
    await hall.pass(10);
    hall.sessions[0]?.destroy();
    await hall.pass(10);
    const told = sessionOf(keeps, 'front!1');
    expect(told).toContain('It ended because it was destroyed.');
    expect(told).toContain('1 request of the client’s went without an answer.');
    expect(told).toContain("1 request of ours in flight ended 'unknown': the client may have acted on it.");
    await hall.stop();
  });
});

const record = (seq: number, type: string, from: string, to: string, chart = 'session'): StoryEntry => ({
  type: 'record',
  seq,
  at: seq * 1_000,
  mono: seq,
  link: 'front',
  connection: chart === 'listener' ? 'front' : 'front!1',
  epoch: 1,
  chart,
  from,
  event: { type, at: seq },
  to,
  effects: [],
  cause: 'io',
});

it('what a process left when it died has ended with it, and a name of the next is another', () => {
  const life = [
    record(2, 'start', '', 'entering.opening'),
    record(3, 'opened', 'entering.opening', 'online.listening.idle'),
  ];
  const listener = new ListenerTeller('front');
  const session = new SessionTeller('front!1');
  for (const run of ['a', 'b']) {
    for (const teller of [listener, session]) {
      teller.run(run);
      teller.take(record(1, 'start', '', 'down', 'listener'));
      for (const entry of life) teller.take(entry);
    }
  }
  expect(listener.story()).toMatchObject({ came: 2, cut: 1, present: 1 });
  expect(session.story()).toMatchObject({ times: 2, cut: false });
  const first = new SessionTeller('front!1', 0);
  for (const run of ['a', 'b']) {
    first.run(run);
    for (const entry of life) first.take(entry);
  }
  expect(first.story()).toMatchObject({ times: 2, cut: true });
  expect(sessionText(first.story())).toContain('Its process ended without a word about it');
});
