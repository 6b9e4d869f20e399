/** Gathers what is wrong in a configuration, each thing once and where it was written. */
import type { OptionProblem } from '../contract/options/problem.ts';
import type { Mistake } from './mistake.ts';
import type { Origin, Source } from './part.ts';
import type { Path } from './tree.ts';

export class Mistakes {
  /** In order. */
  readonly #all = new Map<string, Mistake>();

  get all(): readonly Mistake[] {
    return [...this.#all.values()];
  }

  /** What cannot be read in a file. */
  tellFaults(source: Source): void {
    for (const fault of source.tree.faults) this.#add({ file: source.file, ...fault }, fault.path);
  }

  /** @param path whose option it is, where that is not where it was written: `links.bank.to` */
  tell(
    { source, path: written }: Origin,
    { about, found, expected }: Pick<OptionProblem, 'about' | 'found' | 'expected'>,
    path: Path = written,
  ): void {
    if (isTold(source, written)) return;
    const { line, column } = source.tree.find(written, about);
    this.#add({ file: source.file, line, column, path, found, expected }, written);
  }

  /** What stands in a template is told of the first that extends it. */
  #add(mistake: Mistake, written: Path): void {
    const { file, line, column, found, expected } = mistake;
    const key = JSON.stringify([file, line, column, written, found, expected]);
    if (!this.#all.has(key)) this.#all.set(key, mistake);
  }
}

/** What has a mistake of its own is missing to the schema, which need not be told. */
const isTold = ({ tree }: Source, path: Path): boolean =>
  tree.faults.some((fault) => fault.path.length > 0 && fault.path.every((key, i) => key === path[i]));
