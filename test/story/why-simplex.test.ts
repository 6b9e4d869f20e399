/** What is told of real simplex lines that lose a leg. */
import { describe, expect, it } from 'vitest';
import type { StoryEntry } from '../../src/story/why-story.ts';
import { SimplexTeller } from '../../src/story/why-simplex.ts';
import { simplexText } from '../../src/story/why-simplex-text.ts';
import { Keeps } from '../audit/writing.ts';
import type { PairOptions, PairWorld } from '../simplex/kit.ts';
import { pairWorld } from '../simplex/kit.ts';

const RECONNECT = { first: '100ms', jitter: 0 } as const;

describe.each(['all', 'lifecycle'] as const)('of a simplex line, at level %s,', (level) => {
  const stage = (options: PairOptions = {}): { w: PairWorld; told: (at?: number) => string } => {
    const keeps = new Keeps(level);
    const w = pairWorld({ ...options, sinks: [() => keeps] });
    return {
      w,
      told: (at) => {
        const teller = new SimplexTeller('bank', at);
        for (const entry of keeps.closing())
          if (entry.type === 'record' || entry.type === 'summary' || entry.type === 'gap')
            teller.take(entry satisfies StoryEntry);
        const story = teller.story();
        // Where a line breaks is no matter here.
        return story === null ? '' : simplexText(story).replaceAll(/\s+/g, ' ');
      },
    };
  };

  it('that it never failed is told, though it took a moment to come and was stopped', async () => {
    const { w, told } = stage();
    const link = w.link();
    await w.pass(1);
    await link.ready();
    expect(told()).toMatch(/^bank was never other than whole .* At the end it is whole\. $/);
    void link.close();
    for (const name of ['out', 'in'] as const) w.socket(name).wire.end();
    await w.pass(10);
    expect(told()).toMatch(/^bank was never other than whole .* At the end it is not whole\. $/);
  });

  it('a leg that we dial is told by its loss, its dials and its return, though the other was up all the while', async () => {
    const { w, told } = stage();
    w.link({ reconnect: RECONNECT });
    await w.pass(1);
    w.places.in.answer = 'refused';
    w.socket('in').wire.reset();
    await w.pass(150);
    expect(told()).toMatch(/It was dialled once, and not up again\. It was still not whole when the record ends\. $/);
    w.places.in.answer = 'accept';
    await w.pass(500);
    expect(told()).toMatch(
      /^bank was not whole for \d+ ms, from [^;]*; nothing was sent meanwhile\. The receive leg went/,
    );
    expect(told()).toMatch(/because the socket failed: reset: .*It was dialled twice, and up at .* It was whole at /);
    w.socket('out').wire.reset();
    await w.pass(200);
    expect(told()).toMatch(/The send leg went at .* It was whole at .* has 2 such times; --at TIME tells another\. $/);
    expect(told(0)).toContain('The receive leg went');
    await w.pass(1);
  });

  it('a leg that is called is told by its caller, and not as a listener', async () => {
    const { w, told } = stage({ called: true });
    const link = w.link();
    w.call('out');
    await w.pass(1_000);
    expect(told()).toMatch(
      /^bank could not be had .* to the end of the record, .*The receive leg is called by the peer/,
    );
    const into = w.call('in');
    await w.pass(1);
    await link.ready();
    expect(told()).toMatch(/^bank was never other than whole/);
    into.end();
    await w.pass(2_000);
    w.call('in');
    await w.pass(1);
    expect(told()).toMatch(
      /^bank was not whole for 2 s, .*The receive leg went at .* because the client closed its side\./,
    );
    expect(told()).toMatch(/The peer called there at [\d:.]+, 2 s later\. It was whole at/);
  });

  it('a first dial that fails, and an end for good, are told', async () => {
    const { w, told } = stage();
    w.places.out.answer = 'refused';
    w.link({ reconnect: { ...RECONNECT, attempts: 2 } });
    await w.pass(5_000);
    expect(told()).toMatch(/^bank could not be had for .*The first dial of the send leg failed: refused: /);
    expect(told()).toMatch(
      /It was not whole again: at [\d:.]+ its attempts were used up, and nobody dials any more\. $/,
    );
  });
});

it('of a link that is no simplex line, nothing is told', () => {
  expect(new SimplexTeller('bank').story()).toBeNull();
});
