/** A page is told the same as `holdfast audit why` would tell of the log: by the same function, from the same records. */
import { describe, expect, it } from 'vitest';
import type { LinkInput } from '../../src/contract/options/link.ts';
import { LiveSource } from '../../src/inspector/live.ts';
import type { StoryEntry } from '../../src/story/why-story.ts';
import { storyText } from '../../src/story/why-text.ts';
import { why } from '../../src/story/why.ts';
import { options, Stage } from '../audit/happened.ts';
import { Keeps } from '../audit/writing.ts';
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
