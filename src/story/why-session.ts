/** Why is a session gone? Told from its records alone. Pure, and in bounded memory. */
import type { Summary, TransitionRecord } from '../contract/record.ts';
import { clientAllowedBy } from './why-ends.ts';
import { howOf, numberOf, textOf } from './why-facts.ts';
import type { SessionStory } from './why-session-story.ts';
import type { StoryEntry } from './why-story.ts';

export const isOnLine = (state: string): boolean => state.startsWith('online');
const isLeaving = (state: string): boolean => state.startsWith('closing') || state === 'dead';

type Told = { -readonly [K in keyof SessionStory]: SessionStory[K] };

const inbound: ReadonlySet<string> = new Set(['received', 'replied']);

/** Does this session begin to end with this record? A crash ends it at once. */
export const leaves = ({ event, from, to }: TransitionRecord): boolean =>
  event.type === 'crash' ? !isLeaving(from) : isLeaving(to) && !isLeaving(from);

export class SessionTeller {
  readonly #session: string;
  readonly #at: number;
  #now: Told | null = null;
  #chosen: SessionStory | null = null;
  #times = 0;
  #run: string | null = null;
  /** Wall clock less `event.at`. */
  #offset: number | null = null;

  /** @param at wall clock, ms: of several sessions of this name the one then, or else the first; default: the last */
  constructor(session: string, at = Infinity) {
    this.#session = session;
    this.#at = at;
  }

  take(entry: StoryEntry): void {
    if (entry.type === 'gap' || entry.connection !== this.#session || entry.chart !== 'session') return;
    if (entry.type === 'record') this.#record(entry);
    else if (this.#now !== null) this.#summary(this.#now, entry);
  }

  /** Another process goes on with the log. */
  run(id: string): void {
    if (id === this.#run) return;
    if (this.#run !== null && this.#now?.gone === null) this.#now.cut = true;
    this.#run = id;
    this.#now = null;
  }

  /** What is known so far. */
  story(): SessionStory {
    return { ...(this.#chosen ?? nothing(this.#session, '')), times: this.#times };
  }

  #record(record: TransitionRecord): void {
    const { at, event, from, to, link, effects } = record;
    this.#offset = at - (numberOf(event['at']) ?? at);
    if (from === '' || this.#now === null) this.#begin(link, at);
    const told = this.#now;
    if (told === null) return;
    told.seen = { from: told.seen?.from ?? at, to: at };
    if (from === '') told.allowed = clientAllowedBy(record);
    if (event.type === 'opened') told.remote = textOf(event['remote']) ?? told.remote;
    if (isOnLine(to) && told.since === null) told.since = at;
    if (event.type === 'request' && effects.includes('transmit')) told.pending += 1;
    if (effects.includes('serve')) told.owed += 1;
    if (event.type === 'served') this.#serve(told);
    if (event.type === 'replied' && effects.includes('deliver')) {
      told.pending -= 1;
      told.replies += 1;
    } else if (effects.includes('expire') || event.type === 'abandoned') told.pending -= 1;
    if (leaves(record)) told.left = { at, how: howOf(record) };
    else if (inbound.has(event.type) && isOnLine(from)) told.lastHeard = at;
    if (to === 'dead' || event.type === 'crash') told.gone = at;
  }

  #serve(told: Told): void {
    if (told.owed === 0) return;
    told.owed -= 1;
    told.answered += 1;
  }

  #begin(listener: string, at: number): void {
    const told: Told = nothing(this.#session, listener);
    this.#now = told;
    this.#times += 1;
    if (this.#chosen === null || at <= this.#at) this.#chosen = told;
  }

  #summary(told: Told, { counts, context, until }: Summary): void {
    told.answered += (counts['served'] ?? 0) + (counts['served/pull'] ?? 0);
    told.replies += counts['replied/deliver'] ?? 0;
    told.pending = numberOf(context['pending']) ?? told.pending;
    told.owed = numberOf(context['serving']) ?? told.owed;
    const events = Object.keys(counts).map((name) => name.split('/', 1)[0] ?? '');
    if (!events.some((event) => inbound.has(event))) return;
    // A summary does not say which of its events was the last.
    const known = events.every((event) => inbound.has(event)) && this.#offset !== null;
    told.lastHeard = known ? until + (this.#offset ?? 0) : null;
  }
}

const nothing = (session: string, listener: string): SessionStory => ({
  session,
  listener,
  seen: null,
  remote: null,
  since: null,
  left: null,
  gone: null,
  cut: false,
  allowed: null,
  answered: 0,
  replies: 0,
  lastHeard: null,
  owed: 0,
  pending: 0,
  times: 0,
});
