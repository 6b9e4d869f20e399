/** The verdict on a line that went, joined to its records. There is one only while somebody reads them. */
import type { RecordFacts } from '../contract/record.ts';
import type { Verdict } from '../contract/verdict.ts';
import { VerdictReader } from '../story/verdict-reader.ts';

export class Autopsy {
  readonly #reader = new VerdictReader();
  /** The last that fell. */
  verdict: Verdict | null = null;

  /** @returns the facts, with the verdict that falls with them */
  examine(facts: RecordFacts): RecordFacts {
    const verdict = this.#reader.read(facts);
    if (verdict === null) return facts;
    this.verdict = verdict;
    return { ...facts, verdict };
  }
}
