/** What only the demo's peers do: answers out of order, words that nobody asked for, an answer to all that came. */
import type { Conversation } from './conversation.ts';
import type { Behaviour } from './peer.ts';
import type { Speech } from './speech.ts';

/** The first byte of what `reorders` says unasked. No request of the demo begins so. */
export const UNASKED = '!'.charCodeAt(0);

/** How long messages are gathered before they are answered, ms: those that were sent together come within it. */
const GATHER = 40;

/** Answers what came together in reverse order, and says something unasked each so many ms. */
export const reorders = (speech: Speech, unaskedEvery: number): Behaviour => ({
  speech,
  converse: async (talk, peer) => {
    const held: Buffer[] = [];
    let over = false;
    const answerAll = (): void => {
      for (const message of held.splice(0).toReversed()) void talk.answer(message);
    };
    const news = (): void => {
      if (over) return;
      void talk.say(Buffer.from('!news'));
      peer.later(unaskedEvery, news);
    };
    peer.later(unaskedEvery, news);
    for await (const message of talk.messages()) {
      if (held.push(message) === 1) peer.later(GATHER, answerAll);
    }
    over = true;
  },
});

const raw: Speech = {
  reader: () => (chunk) => [chunk],
  frame: (message) => Buffer.from(message),
  answer: (message) => message,
};

/** Reads to the end of the stream, says all of it back, and closes: its end is the end of the message. */
export const answersAtTheEnd = (): Behaviour => ({
  speech: raw,
  converse: async (talk) => {
    const parts: Buffer[] = [];
    for await (const part of talk.messages()) parts.push(part);
    await talk.say(Buffer.concat(parts));
  },
});

/** Answers for as long as it is spoken to, whatever carries it. */
export const answering = async (talk: Conversation): Promise<void> => {
  for await (const message of talk.messages()) await talk.answer(message);
  talk.end();
};
