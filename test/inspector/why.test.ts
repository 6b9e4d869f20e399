/** A page is told the same as `holdfast audit why` would tell of the log: by the same function, from the same records. */
import { describe, expect, it } from 'vitest';
import type { LinkInput } from '../../src/contract/options/link.ts';
import { supervise } from '../../src/index.ts';
import { LiveSource } from '../../src/inspector/live.ts';
import { Teller } from '../../src/story/tell.ts';
import type { StoryEntry } from '../../src/story/why-story.ts';
import { storyText } from '../../src/story/why-text.ts';
import { why } from '../../src/story/why.ts';
import type { Supervisor } from '../../src/supervisor/supervisor.ts';
import { options, Stage } from '../audit/happened.ts';
import { Keeps } from '../audit/writing.ts';
import { until } from '../transport/heard.ts';
import { charts } from './feed.ts';
import { Page } from './page.ts';

const live = (stage: Stage): LiveSource =>
  new LiveSource(stage.supervisor, { title: 'test', holdfast: '0.0.0', charts, actions: new Map() });

const isEntry = (entry: { readonly type: string }): entry is StoryEntry =>
  entry.type === 'record' || entry.type === 'summary' || entry.type === 'gap';

/** What a link meets. */
const lives: Readonly<Record<string, Partial<LinkInput>>> = {
  'redials without end': { reconnect: { first: '500ms', max: '4s', factor: 2, jitter: 0 } },
  'gives up': { reconnect: { first: '100ms', attempts: 2 } },
  'is one connection for each exchange': { lifecycle: 'short', reconnect: 'off', heartbeat: 'off' },
  'is a pool': { lifecycle: { type: 'long', connections: 2 }, reconnect: { first: '500ms', max: '4s' } },
};

describe.each(Object.entries(lives))('of a link that %s', (_, input) => {
  it.each([
    ['while it is down and when it is up again', true],
    ['once all is over', false],
  ])('tells what the log tells, %s', async (_when, often) => {
    const keeps = new Keeps('lifecycle');
    const stage = new Stage(keeps);
    const page = Page.join(live(stage));
    let id = 0;
    const same = (late = false): void => {
      if (!often && !late) return;
      const entries = keeps.closing().filter(isEntry);
      const told = why(entries, 'line');
      id += 1;
      page.say({ type: 'why', id, link: 'line' });
      const answer = page.last('why');
      expect(answer.id).toBe(id);
      expect(answer.story).toEqual(JSON.parse(JSON.stringify(told)));
      expect(answer.text).toBe(storyText(told));
    };
    const link = stage.supervisor.link('line', { ...options, ...input });
    await stage.pass(100);
    await stage.ask(link);
    await stage.ask(link);
    await stage.pass(5_000);
    same();
    stage.silent = true;
    await stage.ask(link);
    await stage.pass(7_000);
    same();
    stage.listener.answer = 'refused';
    await stage.pass(2_000);
    same();
    stage.silent = false;
    stage.listener.answer = 'accept';
    await stage.pass(9_000);
    await stage.ask(link);
    await stage.pass(2_500);
    same(true);
    await stage.stop();
    expect(page.last('bye').reason).toBe('the supervisor has stopped');
  });
});

it('refuses to tell of a link that it never heard of', () => {
  const page = Page.join(live(new Stage(new Keeps())));
  page.say({ type: 'why', id: 7, link: 'nobody' });
  expect(page.last('refused')).toMatchObject({ id: 7, code: 'unknown' });
});

describe('of what is no link', () => {
  it.each<[string, string, (supervisor: Supervisor) => unknown]>([
    ['a listener', 'front', (one) => one.listener('front', { on: 'tcp://127.0.0.1:0', framing: 'line' })],
    [
      'a simplex line',
      'pair',
      (one) =>
        one.link('pair', {
          to: { listen: 'tcp://127.0.0.1:0' },
          framing: 'line',
          exchange: { mode: 'simplex', receive: { listen: 'tcp://127.0.0.1:0' } },
        }),
    ],
  ])('tells the story of %s, as the command does', async (_, name, add) => {
    const supervisor = supervise();
    const entries: StoryEntry[] = [];
    supervisor.on('record', (record) => entries.push({ type: 'record', ...record }));
    const source = new LiveSource(supervisor, { title: 'test', holdfast: '0.0.0', charts, actions: new Map() });
    const page = Page.join(source);
    add(supervisor);
    await until(() =>
      entries.some(({ type, ...facts }) => type === 'record' && 'to' in facts && facts.to === 'open.listening'),
    );
    page.say({ type: 'why', id: 1, link: name });
    const teller = new Teller(name);
    for (const entry of entries) teller.take(entry);
    const answer = page.last('why');
    expect(answer.story).toBeNull();
    expect(answer.text).toBe(teller.told()?.text);
    expect(answer.records.length).toBeGreaterThan(0);
    source.close('done');
    await supervisor.stop();
  });
});
