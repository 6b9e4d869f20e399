import { Freeze } from '../freeze.ts';
import type { Behaviour } from '../peer.ts';
import type { Speech } from '../speech.ts';

/** Answers whatever it is told, for as long as it is spoken to; nothing while `hold` is frozen. */
export const steady = (speech: Speech, hold: Freeze = new Freeze()): Behaviour => ({
  speech,
  converse: async (talk) => {
    for await (const message of talk.messages()) {
      await hold.thawed;
      await talk.answer(message);
    }
  },
});
