/** The connections of one supervisor, whose transitions can be waited for; the test's own time limit ends a wait in vain. */
import type { Supervisor, TransitionRecord } from 'holdfast';

const enters = ({ from, to }: TransitionRecord, state: string): boolean =>
  to.startsWith(state) && !from.startsWith(state);

export class Watched {
  readonly #records: TransitionRecord[] = [];
  #seen = 0;
  #wake: () => void = () => {};

  constructor(supervisor: Supervisor) {
    supervisor.on('record', (record) => {
      if (record.chart !== 'connection') return;
      this.#records.push(record);
      this.#wake();
    });
  }

  /** The next record after those already waited for that is like this. */
  async until(like: (record: TransitionRecord) => boolean): Promise<TransitionRecord> {
    for (;;) {
      const rest = this.#records.slice(this.#seen);
      const at = rest.findIndex(like);
      this.#seen += at === -1 ? rest.length : at + 1;
      const found = rest[at];
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** The next move into this state from outside. */
  entering(state: string): Promise<TransitionRecord> {
    return this.until((record) => enters(record, state));
  }

  /** By what each loss of this link was known, oldest first. */
  losses(link: string): readonly string[] {
    const lost = this.#records.filter((one) => one.link === link && enters(one, 'reconnecting'));
    return lost.map(({ event }) => event.type);
  }

  /** How often this state was entered from outside. */
  times(state: string): number {
    return this.#records.filter((one) => enters(one, state)).length;
  }
}
