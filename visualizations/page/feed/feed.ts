/** The page's end of the feed, whatever it comes through: a socket, or a file that the page reads by itself. */
import { effect } from '@preact/signals';
import type {
  Answer,
  AskChart,
  AskExport,
  AskWhy,
  Act,
  PageMessage,
  Seek,
  ServerMessage,
} from '../../../src/inspector/protocol.ts';
import { hello, takeFrame, takeMessage } from '../model/store.ts';
import { charged } from '../model/work.ts';
import { watched } from './watching.ts';

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
export type Question = WithoutId<AskWhy | AskChart | AskExport | Act | Seek>;

/** The longest that an answer is waited for: an export reads its whole trail. */
const ANSWER_WITHIN = 15_000;
/** What may be asked at once; more is a fault of this page. */
const MOST_OPEN = 64;

type Waiting = (answer: Answer | null) => void;

let send: ((message: PageMessage) => void) | null = null;
let lastId = 0;
const waiting = new Map<number, Waiting>();

/** @returns the answer; null where none came: the feed went, or took too long */
export function ask(question: Question): Promise<Answer | null> {
  const to = send;
  if (to === null || waiting.size >= MOST_OPEN) return Promise.resolve(null);
  lastId += 1;
  const id = lastId;
  return new Promise((resolve) => {
    const late = setTimeout(() => waiting.get(id)?.(null), ANSWER_WITHIN);
    waiting.set(id, (answer) => {
      clearTimeout(late);
      waiting.delete(id);
      resolve(answer);
    });
    to({ ...question, id });
  });
}

/** A feed is there. */
export function joined(to: (message: PageMessage) => void): void {
  send = to;
}

/** It is gone: what was asked has no answer. */
export function parted(): void {
  send = null;
  hello.value = null;
  for (const one of waiting.values()) one(null);
}

export function heardMessage(message: ServerMessage): void {
  charged(() => {
    if (takeMessage(message)) return;
    if ('id' in message) waiting.get(message.id)?.(message);
  });
}

export const heardFrame = (bytes: Uint8Array): void => charged(() => takeFrame(bytes));

/** Tells the other end what is shown, whenever that changes. */
export function startWatching(): void {
  let told = '';
  effect(() => {
    if (hello.value === null) {
      told = '';
      return;
    }
    const views = watched();
    const text = JSON.stringify(views);
    if (text === told) return;
    told = text;
    send?.({ type: 'watch', views });
  });
}
