/** What must not be kept is made unreadable before the line is hashed: a value once in the log cannot leave it again. */
import type { RecordFacts, Summary, TransitionRecord } from '../contract/record.ts';

const REDACTED = '[redacted]';

/** Values remembered for each link: a verdict speaks of the loss before it and of the dial after it. */
const MOST_REMEMBERED = 64;

export class Redaction {
  readonly #paths: readonly (readonly string[])[];
  /** By link: the texts that were taken out, which a later verdict or context may hold again. */
  readonly #seen = new Map<string, Set<string>>();

  /** @param paths such as `event.remote`; what they lead to is taken out, with everything below it */
  constructor(paths: readonly string[]) {
    this.#paths = paths.map((path) => path.split('.').slice(1));
  }

  record(record: TransitionRecord): TransitionRecord {
    if (this.#paths.length === 0) return record;
    const { link } = record;
    const event = this.#event(link, record.event);
    const { verdict } = record;
    if (verdict === undefined) return { ...record, event };
    const clean = (text: string): string => this.#clean(link, text);
    const evidence = verdict.evidence.map(clean);
    const judged =
      verdict.unsure === undefined ? { ...verdict, evidence } : { ...verdict, evidence, unsure: clean(verdict.unsure) };
    return { ...record, event, verdict: judged };
  }

  /** Its event is in no line, and yet its values may come back in a context. */
  note(link: string, event: RecordFacts['event']): void {
    if (this.#paths.length > 0) this.#event(link, event);
  }

  summary(summary: Summary): Summary {
    if (!this.#seen.has(summary.link)) return summary;
    return { ...summary, context: this.#within(summary.link, summary.context) as Summary['context'] };
  }

  forget(link: string): void {
    this.#seen.delete(link);
  }

  #event(link: string, event: RecordFacts['event']): RecordFacts['event'] {
    let clean = event;
    for (const path of this.#paths) clean = this.#without(link, clean, path) as RecordFacts['event'];
    return clean;
  }

  #without(link: string, value: unknown, [key, ...rest]: readonly string[]): unknown {
    if (key === undefined) {
      this.#remember(link, value);
      return REDACTED;
    }
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return value;
    return { ...value, [key]: this.#without(link, (value as Record<string, unknown>)[key], rest) };
  }

  #remember(link: string, value: unknown): void {
    if (typeof value === 'object' && value !== null) {
      for (const part of Object.values(value)) this.#remember(link, part);
      return;
    }
    if ((typeof value !== 'string' && typeof value !== 'number') || value === '') return;
    const text = String(value);
    if (text === REDACTED) return;
    let seen = this.#seen.get(link);
    if (seen === undefined) this.#seen.set(link, (seen = new Set()));
    seen.delete(text);
    seen.add(text);
    const [oldest] = seen;
    if (seen.size > MOST_REMEMBERED && oldest !== undefined) seen.delete(oldest);
  }

  #clean(link: string, text: string): string {
    // The longest first: one value may be part of another.
    const seen = [...(this.#seen.get(link) ?? [])].toSorted((a, b) => b.length - a.length);
    return seen.reduce((clean, value) => clean.replaceAll(value, REDACTED), text);
  }

  #within(link: string, value: unknown): unknown {
    if (typeof value === 'string') return this.#clean(link, value);
    if (Array.isArray(value)) return value.map((part: unknown) => this.#within(link, part));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, this.#within(link, part)]));
  }
}
