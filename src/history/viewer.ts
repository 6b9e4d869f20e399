/** One page that looks at a log: the instant that it is shown, and what it watches there. */
import type { PageMessage, Refused, Row, ServerMessage, Watched } from '../inspector/protocol.ts';
import { FrameWriter, MOST_ROWS } from '../inspector/frames.ts';
import { hostOf } from '../inspector/hosts.ts';
import type { Viewer } from '../inspector/source.ts';
import { answered } from './answers.ts';
import type { Instant, Standing } from './instant.ts';
import { connectionShown, timelineShown, trailShown } from './shown.ts';
import type { Stage } from './shown.ts';
import type { OpenedLog } from './opened.ts';

/** In one message. */
const ROWS_AT_ONCE = 2_000;

const rowed: ReadonlySet<string> = new Set(['connection', 'session']);

export class LogViewer {
  readonly #source: OpenedLog;
  readonly #viewer: Viewer;
  readonly #writer = new FrameWriter();
  #views: readonly Watched[] = [];
  #stage: Stage | null = null;
  #words: number;
  #frames = 0;
  /** Counts what was asked to be shown: what was asked before shows nothing any more. */
  #asked = 0;
  #over = false;

  constructor(source: OpenedLog, viewer: Viewer) {
    this.#source = source;
    this.#viewer = viewer;
    this.#words = source.words.names.length;
  }

  tell(message: ServerMessage): void {
    if (!this.#over) this.#viewer.message(message);
  }

  /** The log is whole: its end is shown. */
  begin(): void {
    this.#seek(this.#source.history.extent.to);
  }

  take(message: PageMessage): void {
    if (message.type === 'watch') this.#watch(message.views);
    else if (message.type !== 'seek') answered(message, this.#source, (answer) => this.tell(answer));
    else if (!this.#source.whole) this.tell(no(message.id, 'the log is still being read'));
    else if (!this.#viewer.ready) this.tell(no(message.id, 'this page reads too slowly'));
    else {
      this.#seek(message.t);
      this.tell({ type: 'done', id: message.id, words: 'shown' });
    }
  }

  bye(reason: string): void {
    this.tell({ type: 'bye', reason });
    this.end();
  }

  end(): void {
    this.#over = true;
    this.#asked += 1;
  }

  #seek(t: number): void {
    const began = performance.now();
    const { history } = this.#source;
    const { from, to } = history.extent;
    const instant = history.at(Math.max(from, Math.min(to, t)));
    this.#stage = this.#set(instant);
    const took = performance.now() - began;
    this.#asked += 1;
    this.tell({ type: 'moment', t: instant.t, took });
    this.#rows(this.#stage);
    for (const watched of this.#views) this.#show(watched, this.#stage);
  }

  #watch(views: readonly Watched[]): void {
    const before = new Set(this.#views.map((watched) => JSON.stringify(watched)));
    this.#views = views;
    const stage = this.#stage;
    if (stage === null) return;
    for (const watched of views) if (!before.has(JSON.stringify(watched))) this.#show(watched, stage);
  }

  #show(watched: Watched, stage: Stage): void {
    const asked = this.#asked;
    const told = (message: ServerMessage): void => {
      if (asked === this.#asked) this.tell(message);
    };
    const { history } = this.#source;
    switch (watched.view) {
      case 'timeline':
        timelineShown(watched, stage, told, (bytes) => {
          this.#tellWords();
          if (!this.#over) this.#viewer.frame(bytes);
        });
        break;
      case 'tree': {
        const tree = history.tree(stage.instant);
        if (tree !== null) told({ type: 'tree', t: stage.instant.t, tree });
        break;
      }
      case 'connection':
        void connectionShown(watched.connection, stage).then((messages) => messages.forEach(told), nothing);
        break;
      case 'trail':
        void trailShown(watched, stage).then(told, nothing);
        break;
      case 'fleet':
      case 'rates':
        break;
    }
  }

  #set(instant: Instant): Stage {
    const { words, history, options } = this.#source;
    const seats = instant.all(rowed).slice(0, MOST_ROWS);
    const wordOf = ({ actor, state, failed }: Standing): number =>
      failed ? words.failed(actor.chart, 'dead') : words.indexOf(actor.chart, state);
    const hosts = new Map<string, string>();
    for (const { actor } of seats) if (actor.remote !== '') hosts.set(actor.link, hostOf(actor.remote));
    const rows = seats.map(({ actor: { connection, link, chart, remote } }, row): Row => {
      const host = remote === '' ? (hosts.get(link) ?? '') : hostOf(remote);
      return [row, connection, link, chart, host, history.groupOf(link)];
    });
    return { instant, seats, rows, wordOf, words, history, charts: options.charts, writer: this.#writer };
  }

  /** Of charts that are not known here. */
  #tellWords(): void {
    const { names } = this.#source.words;
    if (names.length === this.#words) return;
    this.tell({ type: 'vocabulary', first: this.#words, names: names.slice(this.#words) });
    this.#words = names.length;
  }

  #rows({ instant, seats, rows, wordOf }: Stage): void {
    const words = seats.map(wordOf);
    this.#tellWords();
    for (let i = 0; i === 0 || i < rows.length; i += ROWS_AT_ONCE)
      this.tell({ type: 'rows', reset: i === 0, add: rows.slice(i, i + ROWS_AT_ONCE), remove: [] });
    this.#frames += 1;
    this.#writer.begin('all', this.#frames, instant.t);
    const counts = new Map<number, number>();
    for (const [row, seat] of seats.entries()) {
      const word = words[row] ?? 0;
      counts.set(word, (counts.get(word) ?? 0) + 1);
      this.#writer.put(row, word, 0, seat.since);
    }
    if (!this.#over) this.#viewer.frame(this.#writer.end());
    const links = new Set(seats.map(({ actor }) => actor.link)).size;
    this.tell({ type: 'pulse', t: instant.t, states: [...counts], links, transitions: 0, rowless: 0 });
  }
}

const no = (id: number, message: string): Refused => ({ type: 'refused', id, code: 'not-here', message });

/** The file went away while the page looked: what it shows stays. */
const nothing = (): void => {};
