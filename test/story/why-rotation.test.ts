/** What is told of real links that rotate their lines, or hold several. */
import { describe, expect, it } from 'vitest';
import type { LinkInput } from '../../src/contract/options/link.ts';
import type { Story, StoryEntry } from '../../src/story/why-story.ts';
import { why } from '../../src/story/why.ts';
import { storyText } from '../../src/story/why-text.ts';
import { options, Stage } from '../audit/happened.ts';
import { Keeps } from '../audit/writing.ts';

const pool: Partial<LinkInput> = { lifecycle: { type: 'long', connections: 2 } };

const livedBy = async (
  level: 'all' | 'lifecycle',
  input: Partial<LinkInput>,
  life: (stage: Stage, pass: (ms: number) => Promise<void>) => Promise<void>,
): Promise<{ readonly story: Story; readonly told: string }> => {
  const keeps = new Keeps(level);
  const stage = new Stage(keeps);
  stage.supervisor.link('line', {
    ...options,
    reconnect: { first: '500ms', max: '4s', factor: 2, jitter: 0 },
    ...input,
  });
  const pass = async (ms: number): Promise<void> => {
    for (let i = 0; i < ms / 100; i += 1) await stage.pass(100);
  };
  await life(stage, pass);
  await stage.stop();
  const entries = keeps
    .closing()
    .filter(
      (entry): entry is StoryEntry => entry.type === 'record' || entry.type === 'summary' || entry.type === 'gap',
    );
  const story = why(entries, 'line');
  return { story, told: storyText(story) };
};

const refuse = (stage: Stage): void => {
  stage.listener.answer = 'refused';
};
const accept = (stage: Stage): void => {
  stage.listener.answer = 'accept';
};

describe.each(['all', 'lifecycle'] as const)('at level %s', (level) => {
  it('a line that is replaced by its successor was never down', async () => {
    const aged: Partial<LinkInput> = { lifecycle: { type: 'long', maxAge: '5s' } };
    const { story } = await livedBy(level, aged, async (_, pass) => pass(40_000));
    expect(story).toMatchObject({ outages: 0, outage: null });
  });

  it('a link with two connections that loses one of them was not down', async () => {
    const { story, told } = await livedBy(level, pool, async (stage, pass) => {
      await pass(5_000);
      refuse(stage);
      stage.listener.wires[0]?.reset();
      await pass(5_000);
      accept(stage);
      await pass(10_000);
    });
    expect(story).toMatchObject({ outages: 1, outage: { connection: 'line#1', bareFrom: null, ended: 'back' } });
    expect(told).toMatch(/^line lacked a connection for 7\.5 s, from [^;]*; another was up all\s+the while\.$/m);
  });

  it('a link with two connections was down from when it had lost both', async () => {
    const { story, told } = await livedBy(level, pool, async (stage, pass) => {
      await pass(5_000);
      refuse(stage);
      stage.listener.wires[0]?.reset();
      await pass(1_000);
      for (const wire of stage.listener.wires) wire.reset();
      await pass(5_000);
      accept(stage);
      await pass(10_000);
    });
    const { began = 0, bareFrom = null } = story.outage ?? {};
    expect((bareFrom ?? 0) - began).toBe(1_000);
    expect(told).toMatch(/^line lacked a connection for 7\.5 s, [^;]*; from [\d:.]+\s+no other was up\.$/m);
  });

  it('a successor that cannot be had leaves the link without a line', async () => {
    const aged: Partial<LinkInput> = { lifecycle: { type: 'long', maxAge: '5s' } };
    const { story, told } = await livedBy(level, aged, async (stage, pass) => {
      await pass(2_000);
      refuse(stage);
      await pass(5_000);
      accept(stage);
      await pass(10_000);
    });
    expect(story).toMatchObject({ outages: 1, outage: { connection: 'line#2', ended: 'back' } });
    expect(told).toMatch(/^line could not be had for 3\.5 s, /);
    expect(told).toContain('The first dial of line#2 failed: refused');
  });
});
