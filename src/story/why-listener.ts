/** Why was a listener not listening, and why did its sessions end? Told from its records alone. Pure, and in bounded memory. */
import type { TransitionRecord } from '../contract/record.ts';
import { clientAllowedBy } from './why-ends.ts';
import { howOf, isFacts, numberOf, textOf } from './why-facts.ts';
import type { Facts } from './why-facts.ts';
import { leaves } from './why-session.ts';
import type { Absence, Binding, ClientAllowed, Ends, ListenerStory, Rebind } from './why-session-story.ts';
import type { Growing, How, StoryEntry } from './why-story.ts';

const LISTENING = 'open.listening';
const WAITING = 'open.backing-off';
const BINDING = 'open.binding';

/** What a person reads of a long list. */
const ATTEMPTS_KEPT = 3;
/** More ways to end than the chart has; what a log of another's tells beyond that is counted with the last. */
const MOST_ENDS = 64;

interface Counting extends Growing<Ends> {
  how: How;
}

export class ListenerTeller {
  readonly #listener: string;
  readonly #at: number;
  /** How each session that has not ended began to end; null: it has not. */
  readonly #sessions = new Map<string, How | null>();
  readonly #ends = new Map<string, Counting>();
  #down: Growing<Absence> | null = null;
  #chosen: Absence | null = null;
  #absences = 0;
  #rebind: Rebind | null = null;
  #listening: ListenerStory['listening'] = null;
  #allowed: ClientAllowed | null = null;
  #attempt: Growing<Binding> | null = null;
  #failedAt = 0;
  #from: number | null = null;
  #to = 0;
  #run: string | null = null;
  readonly #counts = { came: 0, most: 0, cut: 0, refused: 0, missed: 0, missing: 0 };

  /** @param at wall clock, ms: the time at or before it that it did not listen, or else the first; default: the last */
  constructor(listener: string, at = Infinity) {
    this.#listener = listener;
    this.#at = at;
  }

  take(entry: StoryEntry): void {
    if (entry.type === 'gap') {
      if (this.#from !== null) this.#counts.missing += entry.last - entry.first + 1;
    } else if (entry.type === 'record' && entry.link === this.#listener) this.#record(entry);
  }

  /** Another process goes on with the log: what the one before left is no more. */
  run(id: string): void {
    if (id === this.#run) return;
    this.#counts.cut += this.#sessions.size;
    this.#sessions.clear();
    this.#listening = null;
    this.#over('the process ended', this.#to);
    this.#run = id;
  }

  /** What is known so far; null: these records know no such listener. */
  story(): ListenerStory | null {
    if (this.#from === null) return null;
    return {
      listener: this.#listener,
      seen: { from: this.#from, to: this.#to },
      absence: this.#chosen,
      absences: this.#absences,
      listening: this.#listening,
      ...this.#counts,
      present: this.#sessions.size,
      ends: [...this.#ends.values()].toSorted((a, b) => b.times - a.times),
      allowed: this.#allowed,
    };
  }

  #record(record: TransitionRecord): void {
    const { chart, at } = record;
    if (chart !== 'listener' && this.#from === null) return;
    this.#from ??= at;
    this.#to = at;
    if (this.#down !== null) this.#down.until = at;
    if (chart === 'listener') this.#ofListener(record);
    else if (chart === 'session') this.#ofSession(record);
    else if (chart === 'child' && record.event['how'] === 'crashed') this.#fell(record);
  }

  #ofListener(record: TransitionRecord): void {
    const { at, event, from, to, effects } = record;
    if (from === '') this.#rebind = rebindOf(record);
    if (effects.includes('refuse')) this.#counts.refused += 1;
    if (effects.includes('lament')) this.#counts.missed += 1;
    if (to === WAITING || (event.type === 'unbound' && to === 'down')) this.#lost(record);
    if (to === BINDING) this.#tries(at);
    if (to === LISTENING && from !== LISTENING) {
      if (this.#attempt !== null) this.#attempt.how = 'listening';
      this.#over('listening', at);
      this.#listening = { address: textOf(event['address']) ?? '', since: at };
    } else if (!to.startsWith('open')) {
      this.#listening = null;
      if (from !== to && from !== '') this.#over(howOf(record).reason ?? event.type, at);
    }
  }

  #lost(record: TransitionRecord): void {
    const { at } = record;
    const how = howOf(record);
    const upSince = this.#listening?.since ?? null;
    this.#listening = null;
    this.#failedAt = at;
    if (this.#attempt !== null) this.#attempt.how = how;
    this.#attempt = null;
    if (this.#down === null) this.#begin({ at, how, upSince });
  }

  /** Its own actor crashed, and its place is given up. */
  #fell(record: TransitionRecord): void {
    const how: How = { event: 'crash', reason: null, detail: textOf(record.event['error']) };
    if (this.#listening === null) return;
    this.#begin({ at: record.at, how, upSince: this.#listening.since });
    this.#failedAt = record.at;
    this.#listening = null;
  }

  #begin({ at, how, upSince }: Readonly<{ at: number; how: How; upSince: number | null }>): void {
    const absence: Growing<Absence> = {
      began: at,
      upSince,
      how,
      rebind: this.#rebind,
      attempts: 0,
      firstAttempts: [],
      lastAttempts: [],
      ended: null,
      until: at,
    };
    this.#absences += 1;
    this.#down = absence;
    if (this.#chosen === null || at <= this.#at) this.#chosen = absence;
  }

  #tries(at: number): void {
    if (this.#down === null) return;
    const attempt: Growing<Binding> = { at, waited: at - this.#failedAt, how: null };
    const { firstAttempts, lastAttempts } = this.#down;
    this.#attempt = attempt;
    this.#down.attempts += 1;
    if (firstAttempts.length < ATTEMPTS_KEPT) firstAttempts.push(attempt);
    else if (lastAttempts.push(attempt) > ATTEMPTS_KEPT) lastAttempts.shift();
  }

  #over(ended: string, at: number): void {
    this.#attempt = null;
    if (this.#down === null) return;
    this.#down.ended = ended;
    this.#down.until = at;
    this.#down = null;
  }

  #ofSession(record: TransitionRecord): void {
    const { connection, from, to, event, at } = record;
    if (from === '') {
      this.#allowed ??= clientAllowedBy(record);
      this.#sessions.set(connection, null);
      this.#counts.came += 1;
      this.#counts.most = Math.max(this.#counts.most, this.#sessions.size);
    }
    if (leaves(record) && this.#sessions.has(connection)) this.#sessions.set(connection, howOf(record));
    if (to !== 'dead' && event.type !== 'crash') return;
    const how = this.#sessions.get(connection) ?? howOf(record);
    this.#sessions.delete(connection);
    this.#count(how, { session: connection, at });
  }

  #count(how: How, last: Ends['last']): void {
    const key = `${how.event} ${how.reason ?? ''}`;
    const known = this.#ends.get(key) ?? (this.#ends.size < MOST_ENDS ? undefined : [...this.#ends.values()].at(-1));
    if (known === undefined) this.#ends.set(key, { how, times: 1, last });
    else {
      known.times += 1;
      known.last = last;
      known.how = how;
    }
  }
}

function rebindOf({ event }: TransitionRecord): Rebind | null {
  const { input } = event as Facts;
  const policy = isFacts(input) ? input['policy'] : null;
  const rebind = isFacts(policy) ? policy['rebind'] : null;
  if (!isFacts(rebind)) return null;
  const first = numberOf(rebind['first']);
  const factor = numberOf(rebind['factor']);
  const max = numberOf(rebind['max']);
  return first === null || factor === null || max === null ? null : { first, factor, max };
}
