/** Why was a link down? Told from its records alone: live, or out of a log. Pure, and in bounded memory. */
import type { Gap, TransitionRecord } from '../contract/record.ts';
import { howOf } from './why-facts.ts';
import { isUp, KnownLine } from './why-line.ts';
import { beginning, dialled, judged } from './why-outage.ts';
import { Purpose } from './why-purpose.ts';
import type { Growing, OnPurpose, Outage, Proof, Story, StoryEntry } from './why-story.ts';

const DIALING = 'connecting.attempting.dialing';
const ATTEMPTING = 'connecting.attempting';

export interface StoryOptions {
  /** Wall clock, ms since 1970: the outage at or before it, or else the first; default: the last outage. */
  readonly at?: number;
}

export class Storyteller {
  readonly #link: string;
  readonly #at: number;
  readonly #lines = new Map<string, KnownLine>();
  readonly #purpose = new Purpose();
  /** The one that goes on. */
  #down: Growing<Outage> | null = null;
  #chosen: Outage | null = null;
  /** When a line or a dial failed last: what a new connection's first dial waited for. */
  #failedAt = 0;
  #outages = 0;
  #replies = 0;
  #run: string | null = null;
  #from: number | null = null;
  #to = 0;

  constructor(link: string, { at = Infinity }: StoryOptions = {}) {
    this.#link = link;
    this.#at = at;
  }

  take(entry: StoryEntry): void {
    if (entry.type === 'gap') this.#gap(entry);
    else if (entry.link !== this.#link) return;
    else if (entry.type === 'summary') {
      if (entry.chart !== 'connection') return;
      const line = this.#line(entry.connection);
      const wasUp = line.upSince !== null;
      line.summary(entry);
      if (!wasUp && line.upSince !== null) line.trial = this.#down;
      this.#judge(line);
    } else this.#record(entry);
  }

  /** As `take`, for who has no entry of a log in hand. */
  record(record: TransitionRecord): void {
    if (record.link === this.#link) this.#record(record);
  }

  /** Another process goes on with the log: what the one before left is no more. Its records may go on all the same. */
  run(id: string): void {
    if (id === this.#run) return;
    if (this.#run !== null) this.#anew(null);
    this.#run = id;
  }

  /** What is known so far; it may go on. */
  story(): Story {
    const lines = [...this.#lines.values()];
    return {
      link: this.#link,
      outage: this.#told(),
      outages: this.#outages,
      seen: this.#from === null ? null : { from: this.#from, to: this.#to },
      up: this.#anyUp(),
      replies: lines.reduce((sum, { replies }) => sum + replies, this.#replies),
    };
  }

  /** Of an outage that goes on while a line is on trial, only as much as the records tell. */
  #told(): Outage | null {
    const upSince = this.#chosen === this.#down ? this.#triedSince() : null;
    if (this.#chosen === null || upSince === null) return this.#chosen;
    return { ...this.#chosen, ended: 'back', until: upSince };
  }

  #record(record: TransitionRecord): void {
    this.#from ??= record.at;
    this.#to = record.at;
    if (this.#down !== null) this.#down.until = record.at;
    if (record.chart === 'connection') this.#connection(record);
    else if (record.chart === 'chaos') this.#blame(this.#purpose.record(record));
    else if (record.chart !== 'link') return;
    else if (record.to === 'down') this.#anew('closed');
    else if (record.to === 'closed') {
      this.#settle('closed');
      this.#over(record.at, howOf(record).reason ?? record.event.type, null);
    }
  }

  #connection(record: TransitionRecord): void {
    const { connection, at, event, from, to, verdict } = record;
    const line = this.#line(connection);
    if (from.startsWith(ATTEMPTING) && !to.startsWith(ATTEMPTING)) this.#tried(line, record);
    if (line.loses(record)) this.#lost(line, record);
    line.record(record);
    const down = this.#down;
    if (down !== null) {
      if (to === DIALING)
        line.dial = dialled(down, at, Math.max(0, at - (line.failedAt ?? this.#failedAt)), line.target);
      if (verdict !== undefined) judged(down, at, verdict);
      if (isUp(to) && !isUp(from)) line.trial = down;
      this.#judge(line);
    }
    if (to === 'dead' || event.type === 'crash') {
      this.#lines.delete(connection);
      this.#replies += line.replies;
    }
    if (down !== null && down.bareFrom === null && down.ended === null && !this.#anyUp()) down.bareFrom = at;
  }

  /** @param done to the link that is down, or about to be */
  #blame(done: OnPurpose | null): void {
    if (this.#down !== null && done !== null) this.#down.onPurpose ??= done;
  }

  #anyUp(): boolean {
    for (const { state } of this.#lines.values()) if (isUp(state)) return true;
    return false;
  }

  /** What was up has ended, be it without a word. */
  #anew(proof: Proof | null): void {
    this.#settle(proof);
    for (const line of this.#lines.values()) this.#replies += line.replies;
    this.#lines.clear();
  }

  #line(connection: string): KnownLine {
    const known = this.#lines.get(connection) ?? new KnownLine();
    this.#lines.set(connection, known);
    return known;
  }

  #tried(line: KnownLine, record: TransitionRecord): void {
    const { to, at } = record;
    line.target = to.startsWith('connecting') ? line.target + 1 : 0;
    this.#failedAt = line.failedAt = at;
    const { dial } = line;
    if (dial === null) return;
    dial.how = isUp(to) ? 'up' : howOf(record);
    dial.took = Math.max(0, at - dial.at);
  }

  #lost(line: KnownLine, record: TransitionRecord): void {
    this.#down ??= this.#begin(line, record);
    this.#blame(this.#purpose.at(record.at));
    if (line.dial !== null && line.trial === this.#down) line.dial.lost = { at: record.at, how: howOf(record) };
    this.#down.pending += line.pending;
    line.lost(record.at);
    this.#failedAt = record.at;
  }

  #begin(line: KnownLine, record: TransitionRecord): Growing<Outage> {
    const outage = beginning(line, record);
    this.#outages += 1;
    if (this.#chosen === null || record.at <= this.#at) this.#chosen = outage;
    return outage;
  }

  #judge({ trial, proof, upSince, silentUntil }: KnownLine): void {
    if (this.#down === null || trial !== this.#down || proof === null || upSince === null) return;
    this.#down.silentUntil = silentUntil;
    this.#over(upSince, 'back', proof);
  }

  /** A line that is on trial has nothing more to show: it is back. */
  #settle(proof: Proof | null): void {
    const upSince = this.#triedSince();
    if (upSince !== null) this.#over(upSince, 'back', proof);
  }

  /** Since when a line is up that has not yet shown that it is good; null: there is none. */
  #triedSince(): number | null {
    let since: number | null = null;
    for (const { trial, upSince } of this.#lines.values())
      if (trial !== null && trial === this.#down && upSince !== null) since = Math.min(since ?? upSince, upSince);
    return since;
  }

  #over(at: number, how: string, proof: Proof | null): void {
    if (this.#down === null) return;
    this.#down.ended = how;
    this.#down.until = at;
    this.#down.proof = proof;
    this.#down = null;
  }

  #gap({ first, last, reason }: Gap): void {
    // Only what is told may be taken for what happened; the first says enough.
    if (this.#down !== null && this.#down.gaps.length === 0) this.#down.gaps.push({ first, last, reason });
  }
}

export function why(entries: Iterable<StoryEntry>, link: string, options: StoryOptions = {}): Story {
  const teller = new Storyteller(link, options);
  for (const entry of entries) teller.take(entry);
  return teller.story();
}
