/** A supervisor that says what a test wants said. */
import type { RecordFacts, RecordSink, TransitionRecord } from '../../src/contract/record.ts';
import { shownCharts } from '../../src/inspector/charts.ts';
import { LiveSource } from '../../src/inspector/live.ts';
import type { Observed } from '../../src/inspector/observer.ts';

export const charts = shownCharts();

export class Feed {
  t = 0;
  readonly source: LiveSource;
  #seq = 0;
  #sink: RecordSink | null = null;

  constructor() {
    const observed: Observed = {
      links: new Map(),
      listening: new Map(),
      tree: () => ({ id: 'supervisor', kind: 'supervisor', state: 'running', restart: null, budget: null }),
      addSink: (sink) => {
        this.#sink = sink;
        return () => {
          this.#sink = null;
        };
      },
      time: () => ({ mono: this.t, wall: 1_000_000 + this.t, origin: 5_000 }),
    };
    this.source = new LiveSource(observed, { title: 'test', holdfast: '0.0.0', charts, actions: new Map() });
  }

  get listened(): boolean {
    return this.#sink !== null;
  }

  take(
    facts: Partial<TransitionRecord> & { readonly connection: string; readonly to: string },
    context: object = {},
  ): void {
    const whole = this.#whole(facts);
    this.#sink?.take(whole, context);
  }

  /** A quiet transition. */
  pass(facts: Partial<RecordFacts> & { readonly connection: string; readonly to: string }, context: object = {}): void {
    const { seq, link, ...rest } = this.#whole(facts);
    this.#sink?.pass?.(seq, link, rest, context);
  }

  #whole(facts: Partial<TransitionRecord> & { readonly connection: string; readonly to: string }): TransitionRecord {
    this.#seq += 1;
    return {
      seq: this.#seq,
      at: 1_000_000 + this.t,
      mono: this.t,
      link: facts.connection.replace(/[#!].*/, ''),
      epoch: 1,
      chart: 'connection',
      from: '',
      effects: [],
      cause: 'io',
      ...facts,
      event: { at: 5_000 + this.t, ...(facts.event ?? { type: 'turn' }) },
    };
  }
}
