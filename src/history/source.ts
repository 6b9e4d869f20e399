/** The source of a page that looks at a log: the server's, or the page's own where a file was dropped on it. */
import type { ServerMessage, Hello } from '../inspector/protocol.ts';
import { PROTOCOL } from '../inspector/protocol.ts';
import type { Source, Viewer, Watching } from '../inspector/source.ts';
import { Vocabulary } from '../inspector/vocabulary.ts';
import type { LogPart } from './bytes.ts';
import { History } from './history.ts';
import type { LogSourceOptions, OpenedLog } from './opened.ts';
import { MOST_LOOKED, MOST_SPANS } from './shown.ts';
import { LogViewer } from './viewer.ts';

/** Charts whose actors have rows. */
const rowed: ReadonlySet<string> = new Set(['connection', 'session']);
/** Between two tellings of how far the index is: a share of the log. */
const TOLD_EVERY = 0.02;

export class LogSource implements Source, OpenedLog {
  readonly history: History;
  readonly options: LogSourceOptions;
  readonly words: Vocabulary;
  /** Resolves when every instant can be sought; rejects when the log could not be read to its end. */
  readonly read: Promise<void>;
  readonly #viewers = new Set<LogViewer>();
  #indexed = 0;
  #told = 0;

  private constructor(history: History, read: Promise<void>, options: LogSourceOptions) {
    this.history = history;
    this.read = read;
    this.options = options;
    const shown = options.charts.filter(({ id }) => rowed.has(id));
    this.words = new Vocabulary(new Map(shown.map(({ id, definition }) => [id, definition])));
  }

  /**
   * There as soon as the log's beginning is read; the rest is read meanwhile, and pages hear how far it is.
   * @throws HoldfastError `audit-unreadable`: nothing in it is of a log
   */
  static open(parts: readonly LogPart[], options: LogSourceOptions): Promise<LogSource> {
    const history = new History(parts);
    return new Promise((resolve, reject) => {
      let source: LogSource | null = null;
      const progress = (share: number): void => {
        source ??= new LogSource(history, read, options);
        source.#progress(share);
        options.progress?.(share);
        resolve(source);
      };
      const read = history.read({ progress });
      read.catch((error: unknown) => {
        source?.close('the log could not be read to its end');
        reject(error instanceof Error ? error : new Error(String(error)));
      });
    });
  }

  /** Every instant can be sought. */
  get whole(): boolean {
    return this.#indexed === 1;
  }

  join(viewer: Viewer): Watching {
    viewer.message(this.#hello());
    viewer.message(this.#extent());
    const joined = new LogViewer(this, viewer);
    this.#viewers.add(joined);
    if (this.whole) joined.begin();
    return {
      take: (message) => joined.take(message),
      end: () => {
        this.#viewers.delete(joined);
        joined.end();
      },
    };
  }

  close(reason: string): void {
    for (const viewer of this.#viewers) viewer.bye(reason);
    this.#viewers.clear();
  }

  #progress(share: number): void {
    this.#indexed = share;
    if (share < 1 && share < this.#told + TOLD_EVERY) return;
    this.#told = share;
    if (this.#viewers.size === 0) return;
    const extent = this.#extent();
    for (const viewer of this.#viewers) {
      viewer.tell(extent);
      if (this.whole) viewer.begin();
    }
  }

  #extent(): ServerMessage {
    const { from, to, records, losses } = this.history.extent;
    return { type: 'extent', from, to, records, indexed: this.#indexed, losses };
  }

  #hello(): Hello {
    const { title, holdfast, charts } = this.options;
    const { origin, from, to } = this.history.extent;
    return {
      type: 'hello',
      protocol: PROTOCOL,
      holdfast,
      mode: 'log',
      title,
      origin,
      now: to,
      vocabulary: this.words.names,
      charts: charts.map(({ id }) => id),
      actions: [],
      keeps: { since: from, trail: MOST_LOOKED, spans: MOST_SPANS },
    };
  }
}
