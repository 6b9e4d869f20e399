/** A supervisor that says what a test wants said. */
import type { RecordFacts, RecordSink, TransitionRecord } from '../../../src/contract/record.ts';
import type { TreeNode } from '../../../src/contract/tree.ts';
import type { Observed } from '../../../src/inspector/observer.ts';

type Held = ReturnType<Observed['links']['get']> & object;

/** What a link of `tell` has at work before anybody looks. */
export interface Found {
  readonly id: string;
  readonly state: string;
}

export class Teller {
  readonly supervisor: Observed;
  readonly links = new Map<string, Held>();
  sink: RecordSink | null = null;
  #seq = 0;

  constructor() {
    this.supervisor = {
      links: this.links,
      listening: new Map(),
      tree: (): TreeNode => ({ id: 'supervisor', kind: 'supervisor', state: 'running', restart: null, budget: null }),
      addSink: (sink) => {
        this.sink = sink;
        return () => {
          this.sink = null;
        };
      },
      time: () => ({ mono: this.#seq, wall: 1_000_000 + this.#seq, origin: 5_000 }),
    };
  }

  /** There is such a link from now on. */
  has(name: string, found: readonly Found[] = []): void {
    const inspect = (): readonly object[] => found.map((one) => ({ ...one, context: { seed: 1 } }));
    this.links.set(name, { state: 'open', inspect } as unknown as Held);
  }

  tell(
    sink: RecordSink,
    { chart, connection, to, from = 'before', type = 'told', quiet = false }: Told,
    context: object = {},
  ): void {
    this.#seq += 1;
    const link = connection.replace(/#.*/, '').replace(/^supervisor\//, '');
    const event = { type, at: 5_000 + this.#seq };
    const facts: RecordFacts = { connection, epoch: 1, chart, from, event, to, effects: [], cause: 'io' };
    const record: TransitionRecord = { seq: this.#seq, at: 1_000_000 + this.#seq, mono: this.#seq, link, ...facts };
    if (quiet) sink.pass?.(this.#seq, link, facts, context);
    else sink.take(record, context);
  }
}

export interface Told {
  readonly chart: string;
  readonly connection: string;
  readonly to: string;
  readonly from?: string;
  readonly type?: string;
  readonly quiet?: boolean;
}
