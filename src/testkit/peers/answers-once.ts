import type { Behaviour } from '../peer.ts';
import type { Speech } from '../speech.ts';

/** Answers one request and closes, as HTTP/1.0 did: the peer of short connections. */
export const answersOnce = (speech: Speech): Behaviour => ({
  speech,
  converse: async (talk) => {
    for await (const message of talk.messages()) {
      await talk.answer(message);
      return;
    }
  },
});
