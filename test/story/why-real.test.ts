/** What is told of a real link whose peer's kernel takes the dials while its program hangs. */
import { expect, it } from 'vitest';
import type { StoryEntry } from '../../src/story/why-story.ts';
import { why } from '../../src/story/why.ts';
import { storyText } from '../../src/story/why-text.ts';
import { options, Stage } from '../audit/happened.ts';
import { Keeps } from '../audit/writing.ts';

it.each(['all', 'lifecycle'] as const)(
  'a peer that accepts, is silent, and answers at last: level %s',
  async (level) => {
    const keeps = new Keeps(level);
    const stage = new Stage(keeps);
    const origin = stage.clock.wall();
    const reconnect = { first: '500ms', max: '4s', factor: 2, jitter: 0 };
    stage.supervisor.link('line', { ...options, reconnect });
    const pass = async (ms: number): Promise<void> => {
      for (let i = 0; i < ms / 100; i += 1) await stage.pass(100);
    };
    await pass(5_000);
    stage.silent = true;
    await pass(13_000);
    stage.silent = false;
    await pass(10_000);
    await stage.stop();

    const entries = keeps
      .closing()
      .filter(
        (entry): entry is StoryEntry => entry.type === 'record' || entry.type === 'summary' || entry.type === 'gap',
      );
    const story = why(entries, 'line');
    // Heartbeats every 2 s, two misses of 1 s each: silent from 5 s, seen at 8 s, 12.5 s and 17.5 s.
    const silent = (at: number, lost: number): object => ({
      at: origin + at,
      how: 'up',
      lost: { at: origin + lost, how: { event: 'after:probeTimeout' } },
    });
    expect(story).toMatchObject({
      outages: 1,
      outage: {
        began: origin + 8_000,
        heard: true,
        lastHeard: origin + 4_000,
        verdicts: [{ at: origin + 8_500, kind: 'program-silent' }],
        dials: 3,
        firstAttempts: [silent(8_500, 12_500), silent(13_500, 17_500), { at: origin + 19_500, how: 'up', lost: null }],
        ended: 'back',
        until: origin + 19_500,
        proof: 'heard',
      },
    });
    expect(storyText(story)).toMatch(/1\. .*, after 500 ms: accepted, and the peer stayed silent until/);
  },
);
