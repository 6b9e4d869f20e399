/** One connection as its records tell it: is it up, since when, and what was its last sign of life? */
import type { Summary, TransitionRecord } from '../contract/record.ts';
import { allowedBy, numberOf } from './why-facts.ts';
import type { Allowed, Attempt, Growing, Outage, Proof } from './why-story.ts';

export const isUp = (state: string): boolean => state.startsWith('connected');

/** What ends a line on purpose is no outage. */
const onPurpose: ReadonlySet<string> = new Set(['close', 'destroy', 'after:maxIdle', 'after:maxAge']);

/** What comes from the peer. An accepted dial does not: its kernel, or a proxy, takes it in its place. */
const inbound: ReadonlySet<string> = new Set(['received', 'replied']);

export class KnownLine {
  allowed: Allowed | null = null;
  state = '';
  upSince: number | null = null;
  /** The dial under way, or that of the open line; null where its outage began before the records do. */
  dial: Growing<Attempt> | null = null;
  /** The outage that ends with this open line, once it has its proof. */
  trial: Outage | null = null;
  proof: Proof | null = null;
  lastExchange: number | null = null;
  /** Whether anything came from the peer while it was up. */
  heard = false;
  lastHeard: number | null = null;
  /** The last heartbeat that went unanswered. */
  silentUntil: number | null = null;
  pending = 0;
  /** Redials since it was good: its chart counts the same. */
  attempts = 0;
  target = 0;
  /** Exchanges answered since it was asked last. */
  replies = 0;
  /** When it went, or the last dial failed; null: neither did. */
  failedAt: number | null = null;
  /** Wall clock less `event.at`; null: no record of it is known. */
  #offset: number | null = null;

  /** Is the line lost with this record, against everyone's will? */
  loses({ from, to, event }: TransitionRecord): boolean {
    if (event.type === 'crash') return !from.startsWith('closing');
    if (isUp(from)) return !isUp(to) && !to.startsWith('closing') && !onPurpose.has(event.type);
    return (
      from.startsWith('connecting') && (to.startsWith('reconnecting') || to === 'dead') && !onPurpose.has(event.type)
    );
  }

  record(record: TransitionRecord): void {
    const { at, event, from, to, effects } = record;
    this.#offset = at - (numberOf(event['at']) ?? at);
    this.state = to;
    if (from === '') this.allowed = allowedBy(record);
    if (isUp(to) && !isUp(from)) this.#opened(at);
    else if (isUp(from) && !isUp(to) && !this.loses(record)) this.proof ??= 'closed';
    if (event.type === 'redial' || event.type === 'after:stableAfter') this.attempts = 0;
    else if (to.startsWith('reconnecting') && !from.startsWith('reconnecting')) this.attempts += 1;
    if (event.type === 'request' && effects.includes('transmit')) this.pending += 1;
    else if (event.type === 'replied' && effects.includes('deliver')) {
      this.pending = Math.max(0, this.pending - 1);
      this.replies += 1;
      this.attempts = 0;
      this.lastExchange = at;
    } else if (event.type === 'reply-timeout' || event.type === 'abandoned')
      this.pending = Math.max(0, this.pending - 1);
    if (inbound.has(event.type)) {
      this.#hears();
      this.lastHeard = at;
    } else if (event.type === 'after:stableAfter') this.proof ??= 'held';
    else if (event.type === 'after:probeTimeout') this.silentUntil = at;
  }

  summary({ to, counts, context, until }: Summary): void {
    this.state = to;
    // Its opening is in a gap.
    if (isUp(to) && this.upSince === null) this.#begin(this.#wall(until));
    const replies = counts['replied/deliver'] ?? 0;
    this.replies += replies;
    this.attempts = numberOf(context['attempts']) ?? this.attempts;
    this.pending = numberOf(context['pending']) ?? this.pending;
    const rested = numberOf(context['idleSince']);
    if (replies > 0) this.lastExchange = this.#wall(rested ?? until);
    const events = Object.keys(counts).map((name) => name.split('/', 1)[0] ?? '');
    if (events.some((event) => inbound.has(event))) {
      this.#hears();
      this.lastHeard = this.#heardIn(to, events, until);
    }
    if (events.includes('after:stableAfter')) this.proof ??= 'held';
  }

  #wall(at: number): number | null {
    return this.#offset === null ? null : at + this.#offset;
  }

  /** What it knows of an open line goes with it. */
  lost(at: number): void {
    this.failedAt = at;
    this.#begin(null);
    this.pending = 0;
    this.dial = null;
  }

  #opened(at: number): void {
    this.target = 0;
    this.#begin(at);
  }

  #begin(at: number | null): void {
    this.upSince = at;
    this.trial = null;
    this.proof = null;
    this.lastExchange = null;
    this.heard = false;
    this.lastHeard = null;
    this.silentUntil = null;
  }

  #hears(): void {
    this.heard = true;
    this.proof ??= 'heard';
  }

  /** A summary does not say which of its events was the last: only where none was ours, or silence had run out, is it known. */
  #heardIn(to: string, events: readonly string[], until: number): number | null {
    const beat = this.allowed?.heartbeat ?? null;
    if (to === 'connected.probing') return beat === null ? null : this.#wall(until - beat.every);
    return events.every((event) => inbound.has(event)) ? this.#wall(until) : null;
  }
}
