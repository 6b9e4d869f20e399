/** What is known of one link from its records: what it does, since when, and how it has fared. */
import type { RecordFacts, TransitionRecord } from '../contract/record.ts';
import { verdictKinds } from '../contract/verdict.ts';
import { isFailure } from './news.ts';
import { shownState } from './states.ts';
import { eventWords, lossWords } from './words.ts';

/** The worst first. */
export const conditions = ['ended', 'down', 'doubtful', 'coming', 'up', 'closed'] as const;
export type Condition = (typeof conditions)[number];

/** Why the line went, or was not had: wordings, the fullest first. */
export type Reason = readonly string[];

/** Ends of a link or listener that somebody asked for. */
export const inOrder: ReadonlySet<string> = new Set(['stopped', 'destroyed', 'drain-timeout']);

/** The line before was ended by a limit of its own: the next one follows it, and nothing was lost. */
const inTurn: ReadonlySet<string> = new Set(['draining', 'ending', 'resting']);

export class LinkStory {
  readonly name: string;
  readonly short: boolean;
  /** Of the connections that live. */
  readonly #states = new Map<string, string>();
  #state = 'waiting';
  /** When it came into the state shown; monotonic ms, as all times here. */
  since = 0;
  /** Since when there is no line though there ought to be; `null` while there is one. */
  downSince: number | null = 0;
  reconnects = 0;
  longestOutage = 0;
  reason: Reason | null = null;
  /** Why the link is closed; `null` while it is not. */
  end: string | null = null;
  #everUp = false;
  #failing = false;
  /** Of its breaker, where it has one: `open` and `half-open` refuse calls on a line that may be up. */
  #circuit = 'closed';
  /** It has legs, and is up while each of them is. */
  #isPair = false;

  constructor(name: string, lifecycle: 'long' | 'short') {
    this.name = name;
    this.short = lifecycle === 'short';
    if (this.short) this.downSince = null;
  }

  get state(): string {
    if (this.end !== null) return 'closed';
    if (this.#circuit !== 'closed' && !this.#failing) return this.#circuit;
    if (!this.short) return this.#state;
    if (this.#failing) return 'failing';
    return this.#states.size === 0 ? 'resting' : 'exchanging';
  }

  get condition(): Condition {
    if (this.end !== null) return inOrder.has(this.end) ? 'closed' : 'ended';
    if (this.#failing) return 'down';
    if (this.#state === 'probing' || this.#circuit !== 'closed') return 'doubtful';
    if (this.short) return 'up';
    return this.downSince === null ? 'up' : 'coming';
  }

  /** So far, when it is down now. */
  outage(now: number): number {
    const present = this.#failing && this.end === null && this.downSince !== null ? now - this.downSince : 0;
    return Math.max(this.longestOutage, present);
  }

  /** What changes the line's fate; of probes those alone of which one before went unanswered. */
  take(record: TransitionRecord): void {
    if (record.chart === 'simplex') this.#ofPair(record);
    if (record.chart === 'connection' && this.#isPair) this.#ofDialledLeg(record);
    else if (record.chart === 'connection') this.#ofConnection(record);
    if (record.chart === 'link') this.#ofLink(record);
    if (record.chart === 'breaker' && record.from !== record.to) this.#ofBreaker(record);
    if (record.verdict !== undefined && record.verdict.kind !== 'not-known')
      this.reason = [`${record.verdict.kind}: ${verdictKinds[record.verdict.kind]}`, record.verdict.kind];
  }

  /** What exchanges and healthy heartbeats cause: an answer ends the doubt that a missed one began. */
  pass({ chart, to }: RecordFacts, now: number): void {
    if (chart === 'connection' && !this.#isPair && this.#state === 'probing' && to.startsWith('connected.listening'))
      this.#come(to, now);
  }

  #ofLink({ event, from, to, mono }: TransitionRecord): void {
    const { reason } = event;
    if (from === '') this.end = null;
    if (to !== 'closed') return;
    if (this.#failing) this.#endOutage(mono);
    this.end = typeof reason === 'string' ? reason : (ends.get(event.type) ?? event.type);
    this.since = mono;
  }

  #ofBreaker({ to, mono }: TransitionRecord): void {
    const [state = to] = to.split('.');
    this.#circuit = state === 'open' ? 'circuit-open' : state;
    this.since = mono;
    if (state === 'open') this.reason = ['too many requests in a row had no answer', 'circuit open'];
  }

  #ofPair({ event, from, to, mono }: TransitionRecord): void {
    const { leg, reason } = event;
    this.#isPair = true;
    if (from === to || to === 'ended') return;
    if (to === 'closing') return this.#come(to, mono);
    if (to === 'open.whole') {
      this.#come('connected.listening', mono);
      this.#returns(mono);
      return;
    }
    // Until something fails it is only coming: a leg that is called may be so for long.
    if (from === '' || event.type === 'leg-up') return this.#come(from === '' ? 'waiting' : to, mono);
    this.#come(to, mono);
    if (from === 'open.whole') this.downSince = mono;
    this.#failing = true;
    if (typeof reason !== 'string') return;
    // Briefly as it may be said, and which of the two it was: a narrow table has room for one.
    this.reason = lossWords(reason).map((words) => `${String(leg)} leg: ${words}`);
  }

  /** Whether the line is up its chart tells. */
  #ofDialledLeg(record: TransitionRecord): void {
    if (!isFailure(record) || this.#state === 'connected') return;
    this.#failing = true;
    if (record.from.startsWith('connecting')) this.reason = reasonOf(record);
  }

  #ofConnection(record: TransitionRecord): void {
    const { connection, from, to, mono } = record;
    const over = to === 'dead';
    const failed = isFailure(record);
    if (over) this.#states.delete(connection);
    else this.#states.set(connection, to);
    if (failed) this.reason = reasonOf(record);
    if (this.short) this.#ofShort(over, failed, from, mono);
    else this.#ofLong(record, failed);
  }

  #ofLong(record: TransitionRecord, failed: boolean): void {
    const { from, mono } = record;
    // Ended by a limit of its own, or by us: then the link closes next.
    const to = this.#best() ?? (from.startsWith('closing') ? 'resting' : record.to);
    const follows = from === '' && inTurn.has(this.#state);
    this.#come(to, mono);
    if (to.startsWith('connected')) {
      this.#returns(mono);
    } else if (!to.startsWith('closing')) {
      // A line that leaves by a limit of its own is followed by another: that is no loss, unless the other one fails.
      const lost = from.startsWith('connected') && !record.to.startsWith('closing');
      if ((from === '' && !follows) || lost || (failed && this.downSince === null)) this.downSince = mono;
      this.#failing ||= failed;
    }
  }

  #returns(now: number): void {
    if (this.downSince === null) return;
    if (this.#everUp) this.reconnects += 1;
    if (this.#failing) this.#endOutage(now);
    this.downSince = null;
    this.#everUp = true;
  }

  /** A connection of a short link that did not end in order had no exchange, or not the whole of one. */
  #ofShort(over: boolean, failed: boolean, from: string, mono: number): void {
    if (failed && !this.#failing) {
      this.#failing = true;
      this.downSince = mono;
      this.since = mono;
    } else if (over && from.startsWith('closing') && this.#failing) {
      this.#endOutage(mono);
      this.downSince = null;
      this.since = mono;
    }
  }

  /** Of several connections, as of a pool or while one follows another, the one that fares best is the line. */
  #best(): string | undefined {
    const states = [...this.#states.values()];
    for (const fate of ['connected', 'connecting', 'reconnecting'])
      for (const state of states) if (state.startsWith(fate)) return state;
    return states[0];
  }

  #come(to: string, now: number): void {
    const state = shownState(to);
    if (state === this.#state) return;
    this.#state = state;
    this.since = now;
  }

  #endOutage(now: number): void {
    if (this.downSince !== null) this.longestOutage = Math.max(this.longestOutage, now - this.downSince);
    this.#failing = false;
  }
}

const ends: ReadonlyMap<string, string> = new Map([
  ['drained', 'stopped'],
  ['after:drainTimeout', 'drain-timeout'],
  ['destroy', 'destroyed'],
]);

/** The event's own name is the briefest that can be said of it. */
function reasonOf(record: TransitionRecord): Reason {
  const { type, reason } = record.event;
  if (type === 'lost' && typeof reason === 'string') return lossWords(reason);
  return [eventWords(record, null), typeof reason === 'string' ? reason : type.replace(/^after:/, '')];
}
