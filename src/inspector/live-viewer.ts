/** One page that looks at a supervisor: what it is shown, and what it was told of it. */
import type { PageMessage, Row, Rows, ServerMessage, Watched } from './protocol.ts';
import { answered } from './answers.ts';
import { rowOf } from './fleet.ts';
import { ConnectionShown } from './shown-connection.ts';
import { fleetShown, ratesShown, timelineShown, trailShown, treeShown } from './shown.ts';
import type { Shown } from './shown.ts';
import type { Viewer } from './source.ts';
import type { Stage } from './stage.ts';
import { passes } from './trail.ts';

/** In one message. */
const ROWS_AT_ONCE = 2_000;

export class LiveViewer {
  readonly #stage: Stage;
  readonly #viewer: Viewer;
  /** Told before rows are sent whole, so that nothing of before is told after them. */
  readonly #attend: () => void;
  /** By what was asked, as JSON. */
  #shown = new Map<string, { readonly watched: Watched; readonly shown: Shown }>();
  #words: number;
  #beat = 0;
  /** Frames left out since it was told so, and in all. */
  #dropped = 0;
  #total = 0;
  #lagging = false;

  constructor(stage: Stage, viewer: Viewer, attend: () => void) {
    this.#stage = stage;
    this.#viewer = viewer;
    this.#attend = attend;
    this.#words = stage.words.names.length;
  }

  get wantsRows(): boolean {
    for (const { watched } of this.#shown.values())
      if (watched.view === 'fleet' || watched.view === 'timeline') return true;
    return false;
  }

  take(message: PageMessage): void {
    if (message.type === 'watch') this.#watch(message.views);
    else answered(message, this.#stage, (answer) => this.#viewer.message(answer));
  }

  tick(t: number, rows: Rows | null, frame: Uint8Array<ArrayBuffer> | null): void {
    if (!this.#viewer.ready) {
      if (frame !== null && this.wantsRows) this.#dropped += 1;
      this.#lagging = true;
      return;
    }
    if (this.#lagging) {
      this.#resume(t);
      return;
    }
    this.#tellWords();
    if (this.wantsRows) {
      if (rows !== null) this.#viewer.message(rows);
      if (frame !== null) this.#viewer.frame(frame);
    }
    this.#beat += 1;
    for (const { shown } of this.#shown.values()) shown.tick(t, this.#beat);
  }

  second(t: number, pulse: ServerMessage): void {
    if (!this.#viewer.ready || this.#lagging) return;
    this.#viewer.message(pulse);
    for (const { shown } of this.#shown.values()) shown.second(t);
  }

  bye(reason: string): void {
    this.#viewer.message({ type: 'bye', reason });
    this.end();
  }

  end(): void {
    for (const { shown } of this.#shown.values()) shown.end();
    this.#shown.clear();
  }

  /** What stays goes on; what is new begins with all there is. */
  #watch(views: readonly Watched[]): void {
    const had = this.wantsRows;
    const before = this.#shown;
    const fresh: Shown[] = [];
    this.#shown = new Map();
    for (const watched of views) {
      const key = JSON.stringify(watched);
      const known = before.get(key);
      before.delete(key);
      const shown = known?.shown ?? this.#make(watched);
      this.#shown.set(key, { watched, shown });
      if (known === undefined) fresh.push(shown);
    }
    for (const { shown } of before.values()) shown.end();
    this.#attend();
    const t = this.#stage.now;
    if (this.wantsRows && !had) this.#allRows(t);
    for (const shown of fresh) shown.begin(t);
  }

  #make(watched: Watched): Shown {
    const stage = this.#stage;
    const viewer = this.#viewer;
    switch (watched.view) {
      case 'fleet':
        return fleetShown();
      case 'timeline':
        return timelineShown(watched, stage, viewer);
      case 'connection':
        return new ConnectionShown(watched.connection, stage, viewer);
      case 'trail':
        return trailShown(
          watched,
          stage,
          viewer,
          passes(watched.filter, (chart, path) => stage.words.label(chart, path)),
        );
      case 'tree':
        return treeShown(stage, viewer);
      case 'rates':
        return ratesShown(stage, viewer);
    }
  }

  /** It reads again: it is told what it missed, and begins anew. */
  #resume(t: number): void {
    this.#lagging = false;
    this.#total += this.#dropped;
    this.#viewer.message({ type: 'lag', dropped: this.#dropped, total: this.#total });
    this.#dropped = 0;
    this.#tellWords();
    if (this.wantsRows) this.#allRows(t);
    for (const { shown } of this.#shown.values()) shown.begin(t);
  }

  #tellWords(): void {
    const { names } = this.#stage.words;
    if (names.length === this.#words) return;
    this.#viewer.message({ type: 'vocabulary', first: this.#words, names: names.slice(this.#words) });
    this.#words = names.length;
  }

  #allRows(t: number): void {
    const { observer, writer } = this.#stage;
    const rows: Row[] = Array.from(observer.fleet.seated(), rowOf);
    for (let i = 0; i === 0 || i < rows.length; i += ROWS_AT_ONCE)
      this.#viewer.message({ type: 'rows', reset: i === 0, add: rows.slice(i, i + ROWS_AT_ONCE), remove: [] });
    writer.begin('all', this.#stage.number(), t);
    observer.fleet.all(writer);
    this.#viewer.frame(writer.end());
  }
}
