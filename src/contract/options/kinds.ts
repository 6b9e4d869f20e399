/** Links of one kind: many differ in nothing but where they dial, and what was checked once is not checked again. */
import { schemeOf } from '../target.ts';
import type { TargetOptions } from './target.ts';
import { to as target } from './target.ts';

/** Kinds that are remembered: programs have a handful, and one that makes a new kind for each link gains nothing by more. */
const MOST = 64;
/** Deeper than any option. */
const DEEPEST = 8;

/** Plain data as text, equal for equal data alone; null where there is anything else: a function, bytes, an instance. */
const textOf = (value: unknown, depth: number): string | null => {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null)
    return typeof value === 'function' || typeof value === 'symbol' ? null : `${typeof value} ${String(value)}`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (depth === 0 || (prototype !== Object.prototype && prototype !== Array.prototype)) return null;
  let text = Array.isArray(value) ? '[' : '{';
  for (const [key, part] of Object.entries(value)) {
    // On the outside alone: where it dials is not of what kind it is.
    if (key === 'to' && depth === DEEPEST) continue;
    const partText = textOf(part, depth - 1);
    if (partText === null) return null;
    text += `${JSON.stringify(key)}:${partText},`;
  }
  return `${text}.`;
};

/** What is right over one transport may be wrong over another: `tcp`, `tcp,udp`; null where it is no text. */
const schemesOf = (to: unknown): string | null => {
  const urls: readonly unknown[] = Array.isArray(to) ? to : [to];
  const schemes = urls.map((url) => (typeof url === 'string' ? schemeOf(url) : ''));
  return schemes.includes('') ? null : schemes.join();
};

/** Certificates would be long keys. */
const kindOf = (input: { readonly to: unknown }): string | null => {
  if (typeof input !== 'object' || input === null || 'tls' in input) return null;
  const schemes = schemesOf(input.to);
  const text = schemes === null ? null : textOf(input, DEEPEST);
  return text === null ? null : `${String(schemes)} ${text}`;
};

export class Kinds<Options extends { readonly to: TargetOptions }> {
  readonly #known = new Map<string, Options>();

  /** @param check checks and completes what is of a new kind, and tells what is wrong. @throws what `check` throws */
  resolve(input: { readonly to: unknown }, check: () => Options): Options {
    const kind = kindOf(input);
    const known = kind === null ? undefined : this.#known.get(kind);
    if (known !== undefined) {
      const to = target.safeParse(input.to);
      // Not a spread: it would cost each link a hidden class of its own.
      if (to.success) return Object.assign({}, known, { to: to.data });
    }
    const options = check();
    if (kind !== null && known === undefined) {
      if (this.#known.size >= MOST) this.#known.clear();
      this.#known.set(kind, options);
    }
    return options;
  }
}
