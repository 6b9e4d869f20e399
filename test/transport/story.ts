import type { Link, TransitionRecord } from '../../src/index.ts';
import { until } from './heard.ts';

/** The records of a link, read in order. */
export class LinkStory {
  readonly records: TransitionRecord[] = [];
  #read = 0;

  constructor(link: Link) {
    link.on('record', (record) => this.records.push(record));
  }

  /** The first such record after the one that was last waited for. */
  async next(wanted: (record: TransitionRecord) => boolean): Promise<TransitionRecord> {
    let found: TransitionRecord | undefined;
    await until(() => {
      while (found === undefined && this.#read < this.records.length) {
        const record = this.records[this.#read];
        this.#read += 1;
        if (record?.chart === 'connection' && wanted(record)) found = record;
      }
      return found !== undefined;
    });
    if (found === undefined) throw new Error('no such record');
    return found;
  }

  /** The first event of this type, with these facts. */
  event(type: string, facts: object = {}): Promise<TransitionRecord> {
    return this.next(({ event }) => {
      const told: Readonly<Record<string, unknown>> = { ...event };
      return event.type === type && Object.entries(facts).every(([name, value]) => told[name] === value);
    });
  }

  entered(state: string): Promise<TransitionRecord> {
    return this.next(({ from, to }) => from !== to && to.startsWith(state));
  }
}
