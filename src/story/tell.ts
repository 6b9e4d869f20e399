/** The story of whatever bears a name: a link, a simplex line, a listener or a session. One function for command and page. */
import type { SimplexStory } from './why-simplex-story.ts';
import { SimplexTeller } from './why-simplex.ts';
import { simplexText } from './why-simplex-text.ts';
import type { ListenerStory, SessionStory } from './why-session-story.ts';
import { ListenerTeller } from './why-listener.ts';
import { listenerText } from './why-listener-text.ts';
import { SessionTeller } from './why-session.ts';
import { sessionText } from './why-session-text.ts';
import type { Story, StoryEntry } from './why-story.ts';
import { Storyteller } from './why.ts';
import { storyText } from './why-text.ts';

/** What was told, and the same in plain sentences. */
export type Told = { readonly text: string } & (
  | { readonly kind: 'link'; readonly story: Story }
  | { readonly kind: 'simplex'; readonly story: SimplexStory }
  | { readonly kind: 'listener'; readonly story: ListenerStory }
  | { readonly kind: 'session'; readonly story: SessionStory }
);

/** Charts whose transitions decide what becomes of it, by what it is. */
export const fatefulCharts: Readonly<Record<Told['kind'], ReadonlySet<string>>> = {
  link: new Set(['connection', 'link']),
  simplex: new Set(['simplex', 'connection', 'listener', 'session', 'link']),
  listener: new Set(['listener', 'session']),
  session: new Set(['session']),
};

export class Teller {
  readonly #link: Storyteller;
  readonly #session: SessionTeller;
  readonly #listener: ListenerTeller;
  readonly #pair: SimplexTeller;
  readonly #all: readonly { take(entry: StoryEntry): void; run(id: string): void }[];

  /** @param at wall clock, ms since 1970: what happened at or before it, or else first; default: the last */
  constructor(name: string, at?: number) {
    this.#link = new Storyteller(name, at === undefined ? {} : { at });
    this.#session = new SessionTeller(name, at);
    this.#listener = new ListenerTeller(name, at);
    this.#pair = new SimplexTeller(name, at);
    this.#all = [this.#link, this.#session, this.#listener, this.#pair];
  }

  take(entry: StoryEntry): void {
    for (const one of this.#all) one.take(entry);
  }

  /** Another process goes on with the log. */
  run(id: string): void {
    for (const one of this.#all) one.run(id);
  }

  /** null: nothing of that name was in it. A simplex line's legs may listen, and have sessions: what is asked for is the line. */
  told(): Told | null {
    const pair = this.#pair.story();
    if (pair !== null) return { kind: 'simplex', story: pair, text: simplexText(pair) };
    const listener = this.#listener.story();
    if (listener !== null) return { kind: 'listener', story: listener, text: listenerText(listener) };
    const session = this.#session.story();
    if (session.seen !== null) return { kind: 'session', story: session, text: sessionText(session) };
    const story = this.#link.story();
    return story.seen === null ? null : { kind: 'link', story, text: storyText(story) };
  }
}
