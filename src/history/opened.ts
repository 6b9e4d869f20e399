/** A log that is looked at: what a page's questions and views are answered from. */
import type { ShownChart } from '../inspector/stage.ts';
import type { Vocabulary } from '../inspector/vocabulary.ts';
import type { History } from './history.ts';

export interface LogSourceOptions {
  /** The log's name. */
  readonly title: string;
  /** The version of holdfast. */
  readonly holdfast: string;
  readonly charts: readonly ShownChart[];
  /** Hears which share of the log is read, 0 to 1. */
  readonly progress?: (share: number) => void;
}

export interface OpenedLog {
  readonly history: History;
  readonly options: LogSourceOptions;
  readonly words: Vocabulary;
  /** Every instant can be sought. */
  readonly whole: boolean;
}
