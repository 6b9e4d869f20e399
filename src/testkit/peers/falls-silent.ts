import { Freeze } from '../freeze.ts';
import type { Behaviour } from '../peer.ts';
import type { Speech } from '../speech.ts';

export interface SilentWhen {
  /** It falls silent instead of giving this answer, counted over all its sockets since it last came to. */
  readonly exchanges: number;
  /** How long it stays so, in ms. */
  readonly lasts: number;
}

/**
 * Answers for a while, then falls silent without closing anything: the program hangs, its host's kernel goes on accepting
 * dials and acknowledging bytes. Later it comes to, and falls silent again.
 */
export const fallsSilent = (speech: Speech, when: SilentWhen): Behaviour => {
  const hang = new Freeze();
  let exchanges = 0;
  return {
    speech,
    converse: async (talk, peer) => {
      for await (const message of talk.messages()) {
        exchanges += 1;
        if (exchanges >= when.exchanges && !hang.frozen) {
          hang.freeze();
          peer.later(when.lasts, () => {
            exchanges = 0;
            hang.thaw();
          });
        }
        await hang.thawed;
        await talk.answer(message);
      }
    },
  };
};
