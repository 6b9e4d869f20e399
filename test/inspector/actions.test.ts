/** What a page may do, and what each of it does to a link. */
import { describe, expect, it } from 'vitest';
import { actionsFor } from '../../src/inspector/actions.ts';
import { readQuestion } from '../../src/inspector/read-question.ts';
import { world } from '../model/world.ts';
import type { World } from '../model/world.ts';

const begun = async (chaos: boolean): Promise<World> => {
  const w = world({ supervise: { chaos } });
  w.link();
  await w.pass(10);
  return w;
};

describe('the page’s actions', () => {
  it('are none unless the server allows any', async () => {
    expect(actionsFor((await begun(true)).supervisor, false).size).toBe(0);
  });

  it('are to redial alone where the supervisor cannot be disturbed', async () => {
    expect([...actionsFor((await begun(false)).supervisor, true).keys()]).toEqual(['redial']);
  });

  it('put each on record by its own name, with its end after half a minute', async () => {
    const w = await begun(true);
    for (const [action, act] of actionsFor(w.supervisor, true)) {
      w.records.length = 0;
      expect(act('line', 500)).toMatch(/^line: /);
      const [first] = w.records.filter(({ event }) => event.type === action);
      expect(first).toMatchObject({ link: 'line', cause: action === 'redial' ? 'user' : 'chaos' });
      expect([undefined, 30_000]).toContain(first?.event['lasts']);
      await w.pass(31_000);
      expect(w.supervisor.chaos?.state('line')).toBe('idle');
    }
  });

  it.each([
    ['no delay at all', 0],
    ['a delay below zero', -1],
    ['a delay over a minute', 60_001],
  ])('refuse %s', async (_, ms) => {
    const delay = actionsFor((await begun(true)).supervisor, true).get('delay');
    expect(() => delay?.('line', ms)).toThrow(/1 to 60000 ms|no duration/);
  });

  it.each([-1, 60_001, 1e300, '500', null])('are not even read with a delay of %s', (ms) => {
    const asked = JSON.stringify({ type: 'act', id: 1, action: 'delay', link: 'line', ms });
    expect(() => readQuestion(asked)).toThrow(expect.objectContaining({ code: 'inspector-refused' }) as Error);
  });
});
