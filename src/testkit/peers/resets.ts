import type { Behaviour } from '../peer.ts';
import type { Speech } from '../speech.ts';

/** When it resets a socket: instead of its n-th answer, or at a time of its life drawn between two, in ms. */
export type ResetWhen =
  { readonly exchanges: number } | { readonly between: readonly [number, number]; readonly random: () => number };

/** Answers, and now and then resets the connection without a word, as a program that crashed. */
export const resets = (speech: Speech, when: ResetWhen): Behaviour => ({
  speech,
  converse: async (talk, peer) => {
    if ('between' in when) {
      const [least, most] = when.between;
      peer.later(least + when.random() * (most - least), () => talk.reset());
    }
    let exchanges = 0;
    for await (const message of talk.messages()) {
      exchanges += 1;
      if ('exchanges' in when && exchanges >= when.exchanges) {
        talk.reset();
        return;
      }
      await talk.answer(message);
    }
  },
});
