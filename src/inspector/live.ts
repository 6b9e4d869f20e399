/** The source of a page that looks at a supervisor which runs. It has no timers: its owner calls `tick` and `second`. */
import type { Counts } from '../connection/counts.ts';
import { LiveViewer } from './live-viewer.ts';
import type { Observed } from './observer.ts';
import { PROTOCOL } from './protocol.ts';
import type { Hello, Rows, ServerMessage } from './protocol.ts';
import type { Source, Viewer, Watching } from './source.ts';
import { SPANS } from './spans.ts';
import { Stage } from './stage.ts';
import type { LiveOptions } from './stage.ts';
import { TRAIL } from './trail.ts';

export class LiveSource implements Source {
  readonly #stage: Stage;
  readonly #viewers = new Set<LiveViewer>();
  readonly #leave: () => void;
  #transitions = 0;

  constructor(supervisor: Observed, options: LiveOptions) {
    this.#stage = new Stage(supervisor, options, () => this.close('the supervisor has stopped'));
    this.#leave = supervisor.addSink(this.#stage.observer);
  }

  join(viewer: Viewer): Watching {
    viewer.message(this.#hello());
    const joined = new LiveViewer(this.#stage, viewer, () => this.#attend());
    this.#viewers.add(joined);
    return {
      take: (message) => joined.take(message),
      end: () => {
        this.#viewers.delete(joined);
        joined.end();
        this.#attend();
      },
    };
  }

  close(reason: string): void {
    this.#leave();
    for (const viewer of this.#viewers) viewer.bye(reason);
    this.#viewers.clear();
  }

  /** 20 times a second: what has changed. */
  tick(): void {
    if (this.#viewers.size === 0) return;
    const stage = this.#stage;
    const { fleet } = stage.observer;
    const t = stage.now;
    let rows: Rows | null = null;
    let frame: Uint8Array<ArrayBuffer> | null = null;
    if (fleet.watched) {
      const { add, remove } = fleet.news();
      if (add.length > 0 || remove.length > 0) rows = { type: 'rows', reset: false, add, remove };
      stage.writer.begin('changes', stage.number(), t);
      fleet.changes(stage.writer);
      if (stage.writer.count > 0) frame = stage.writer.end();
    }
    for (const viewer of this.#viewers) viewer.tick(t, rows, frame);
  }

  /** Once a second: what is counted. */
  second(): void {
    const { observer, now: t } = this.#stage;
    this.#transitions = observer.rates.sample(t, this.#counting());
    observer.fleet.sweep(t);
    if (this.#viewers.size === 0) return;
    const pulse = this.#pulse(t);
    for (const viewer of this.#viewers) viewer.second(t, pulse);
  }

  /** Before rows are sent whole: what has changed until now is told to those who knew them. */
  #attend(): void {
    const { fleet } = this.#stage.observer;
    const wanted = [...this.#viewers].some((viewer) => viewer.wantsRows);
    if (wanted !== fleet.watched) fleet.watch(wanted);
  }

  *#counting(): Generator<{ readonly counts: Readonly<Counts> }, void> {
    const { links, listening } = this.#stage.supervisor;
    yield* links.values();
    for (const listener of listening.values()) yield* listener.sessions.values();
  }

  #pulse(t: number): ServerMessage {
    const { observer, supervisor } = this.#stage;
    const rows = new Map<number, number>();
    for (const { state } of observer.fleet.seated()) rows.set(state, (rows.get(state) ?? 0) + 1);
    const { rowless } = observer.fleet;
    const links = supervisor.links.size;
    return { type: 'pulse', t, states: [...rows], links, transitions: this.#transitions, rowless };
  }

  #hello(): Hello {
    const { options, words, origin, since, now } = this.#stage;
    const { title, holdfast, charts, actions } = options;
    return {
      type: 'hello',
      protocol: PROTOCOL,
      holdfast,
      mode: 'live',
      title,
      origin,
      now,
      vocabulary: words.names,
      charts: charts.map(({ id }) => id),
      actions: [...actions.keys()],
      keeps: { since, trail: TRAIL, spans: SPANS },
    };
  }
}
