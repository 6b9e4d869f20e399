import { describe, expect, it } from 'vitest';
import { Strangers } from '../../src/transport/strangers.ts';

const strangers = () => {
  let now = 0;
  return { them: new Strangers(() => now), pass: (ms: number) => (now += ms) };
};

describe('a stranger', () => {
  it('that was turned away is not asked about for the rest of the second, nor its neighbours of one address', () => {
    const { them, pass } = strangers();
    expect(them.welcome('a', 'a:1')).toBe(true);
    them.refused('a');
    expect([them.welcome('a', 'a:1'), them.welcome('a', 'a:2'), them.welcome('b', 'b:1')]).toEqual([
      false,
      false,
      true,
    ]);
    pass(999);
    expect(them.welcome('a', 'a:1')).toBe(false);
    pass(1);
    expect(them.welcome('a', 'a:1')).toBe(true);
  });

  it('is asked about once there is a place; one that we ended is not', () => {
    const { them } = strangers();
    them.refused('a');
    them.ended('b:1');
    them.freed();
    expect([them.welcome('a', 'a:1'), them.welcome('b', 'b:1'), them.welcome('b', 'b:2')]).toEqual([true, false, true]);
  });

  it('with ever new addresses is asked about so many times a second and no more', () => {
    const { them, pass } = strangers();
    const flood = (): number => {
      let asked = 0;
      for (let i = 0; i < 10_000; i += 1) {
        if (!them.welcome(`a${String(i)}`, `a${String(i)}:1`)) continue;
        asked += 1;
        them.refused(`a${String(i)}`);
      }
      return asked;
    };
    expect(flood()).toBe(64);
    pass(1_000);
    expect(flood()).toBe(64);
  });

  it('whose session was ended long ago is forgotten for newer ones', () => {
    const { them } = strangers();
    for (let i = 0; i < 1_025; i += 1) them.ended(`a:${String(i)}`);
    expect([them.welcome('a', 'a:0'), them.welcome('a', 'a:1')]).toEqual([true, false]);
  });
});
