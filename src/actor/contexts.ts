/** How contexts are copied and written. */
import type { ChartContext } from './args.ts';
import { type Fields, type Mould, mouldOf } from './moulds.ts';

const isPlain = (context: object, keys: readonly string[]): boolean =>
  !keys.includes('__proto__') && Object.getOwnPropertySymbols(context).length === 0;

/** Those of one chart. As long as all have the same keys, which is the rule, they come from one mould. */
export class Contexts {
  #keys: readonly string[] = [];
  #mould: Mould | null = null;
  #decided = false;
  #alike = false;

  /** All have the same keys so far: they may be written to, by those who know that nobody else holds them. */
  get alike(): boolean {
    return this.#alike;
  }

  /** To be asked for each context that is made in a way of its own. Returns one that nobody else holds, while all are alike. */
  adopt(context: ChartContext): ChartContext {
    const keys = Object.keys(context);
    if (!this.#decided) this.#decide(context, keys);
    if (!this.#alike) return context;
    this.#alike = keys.length === this.#keys.length && keys.every((key, at) => key === this.#keys[at]);
    this.#alike &&= isPlain(context, keys);
    return this.#alike ? this.copy(context) : context;
  }

  /** Where `set` finds these keys. A key that is new makes contexts differ from here on. */
  placesOf(keys: readonly string[]): readonly number[] {
    const places = keys.map((key) => this.#keys.indexOf(key));
    this.#alike &&= !places.includes(-1);
    return places;
  }

  /** Of one that is alike. */
  set(context: Fields, place: number, value: unknown): void {
    this.#mould?.set(context, place, value);
  }

  /** Of one that is alike. */
  copy(context: ChartContext): Fields {
    return this.#mould === null ? { ...context } : new this.#mould.Copy(context);
  }

  /** Both are alike. */
  overwrite(to: Fields, from: Fields): void {
    this.#mould?.overwrite(to, from);
  }

  #decide(context: object, keys: readonly string[]): void {
    this.#decided = true;
    this.#keys = keys;
    this.#mould = isPlain(context, keys) ? mouldOf(keys) : null;
    this.#alike = this.#mould !== null;
  }
}
