/** Records as a log has them, made by hand. */
import type { Summary, TransitionRecord } from '../../src/contract/record.ts';
import type { StoryEntry } from '../../src/story/why-story.ts';

export const DAY = new Date(2026, 0, 2, 3, 12, 0).getTime();

export const policy = {
  connectTimeout: 10_000,
  heartbeat: { every: 20_000, timeout: 10_000, misses: 2, listenOnly: false },
  reconnect: { first: 1_000, factor: 1.6, max: 30_000, jitter: 0.2, attempts: null, stableAfter: 10_000 },
};

/** One connection of the link `bank`, told step by step; `ms` since 03:12. */
export class Telling {
  readonly entries: StoryEntry[] = [];
  readonly #link: string;
  #seq = 0;
  #state = '';

  constructor(link = 'bank') {
    this.#link = link;
  }

  record(
    ms: number,
    type: string,
    to: string,
    more: Partial<TransitionRecord> & { readonly facts?: object } = {},
  ): this {
    const { facts, ...rest } = more;
    this.#seq += 1;
    this.entries.push({
      type: 'record',
      seq: this.#seq,
      at: DAY + ms,
      mono: ms,
      link: this.#link,
      connection: `${this.#link}#1`,
      epoch: 1,
      chart: 'connection',
      from: this.#state,
      event: { type, at: ms, ...facts },
      to,
      effects: [],
      cause: 'io',
      ...rest,
    });
    if (rest.chart === undefined) this.#state = to;
    return this;
  }

  start(input: object = { policy, seed: 1 }): this {
    return this.record(0, 'start', 'connecting.waiting', { facts: { input } });
  }

  turn(ms: number): this {
    return this.record(ms, 'turn', 'connecting.attempting.dialing', { effects: ['dial'] });
  }

  up(ms: number): this {
    return this.turn(ms).record(ms, 'opened', 'connected.listening.idle');
  }

  lost(ms: number, reason: string, facts: object = {}): this {
    return this.record(ms, 'lost', 'reconnecting.backing-off', { facts: { reason, ...facts } });
  }

  /** The wait is over, and the dial is refused. */
  refused(ms: number): this {
    return this.record(ms, 'after:backoff', 'connecting.waiting').turn(ms).lost(ms, 'refused');
  }

  back(ms: number): this {
    return this.record(ms, 'after:backoff', 'connecting.waiting').up(ms);
  }

  /** The peer answers a heartbeat. */
  heard(ms: number): this {
    return this.record(ms, 'received', 'connected.listening.idle', {
      effects: ['accept'],
      facts: { kind: 'heartbeat' },
    });
  }

  /** Both heartbeats go without an answer. */
  silent(ms: number, more: Partial<TransitionRecord> = {}): this {
    return this.record(ms, 'after:probeTimeout', 'reconnecting.backing-off', more);
  }

  sum(
    until: number,
    counts: Summary['counts'],
    context: Summary['context'] = {},
    to = 'connected.listening.idle',
  ): this {
    const first = this.#seq + 1;
    this.#seq += Object.values(counts).reduce((a, b) => a + b, 0);
    const link = this.#link;
    const who = { link, connection: `${link}#1`, chart: 'connection', epoch: 1 };
    this.entries.push({ type: 'summary', ...who, first, last: this.#seq, counts, until, to, context });
    this.#state = to;
    return this;
  }

  gap(reason: string): this {
    this.#seq += 3;
    this.entries.push({ type: 'gap', first: this.#seq - 2, last: this.#seq, reason, at: 0 });
    return this;
  }
}
