/** Event types as small numbers. Every type has a column, also those that appear nowhere in the chart. */
import { wildcard } from './xstate-internals.ts';

/** What must stand before the rest of a type for `a.b.*` to match it; `null` for what is no such wildcard. */
const prefixOf = (descriptor: string): string | null => {
  if (!descriptor.endsWith('.*')) return null;
  const prefix = descriptor.slice(0, -2);
  return prefix.split('.').includes('*') ? null : prefix;
};

const isWithin = (type: string, prefix: string): boolean => type === prefix || type.startsWith(`${prefix}.`);

export class Columns {
  /** Types that appear literally. */
  readonly #literal = new Map<string, number>();
  /** Prefixes that wildcards ask for, longest first; each has a column for types that match none longer. */
  readonly #prefixes: { readonly prefix: string; readonly column: number }[] = [];
  #lastType: string | null = null;
  #last = 0;
  readonly count: number;

  constructor(descriptors: Iterable<string>) {
    const all = new Set(descriptors);
    let column = 1;
    for (const literal of all) {
      this.#literal.set(literal, column);
      column += 1;
    }
    const prefixes = [...all].map(prefixOf).filter((prefix) => prefix !== null);
    for (const prefix of prefixes.toSorted((one, other) => other.length - one.length)) {
      this.#prefixes.push({ prefix, column });
      column += 1;
    }
    this.count = column;
  }

  /** Column 0 is for all that only `*` matches. */
  of(type: string): number {
    // What is asked about is sent next.
    if (type !== this.#lastType) {
      this.#last = this.#literal.get(type) ?? (this.#prefixes.length === 0 ? 0 : this.#byPrefix(type));
      this.#lastType = type;
    }
    return this.#last;
  }

  #byPrefix(type: string): number {
    return this.#prefixes.find(({ prefix }) => isWithin(type, prefix))?.column ?? 0;
  }

  /** Those of a state's descriptors that match the types of a column: the type itself, then wildcards, longest first. */
  matching(column: number, descriptors: readonly string[]): readonly string[] {
    const type = this.#typeOf(column);
    const exact = descriptors.filter((one) => one === type.literal);
    const wild = descriptors.filter((one) => {
      if (one === type.literal) return false;
      if (one === wildcard) return true;
      const prefix = prefixOf(one);
      return prefix !== null && type.within !== null && isWithin(type.within, prefix);
    });
    return [...exact, ...wild.toSorted((one, other) => other.length - one.length)];
  }

  #typeOf(column: number): { readonly literal: string | null; readonly within: string | null } {
    for (const [literal, at] of this.#literal) if (at === column) return { literal, within: literal };
    const found = this.#prefixes.find((one) => one.column === column);
    return { literal: null, within: found?.prefix ?? null };
  }
}
