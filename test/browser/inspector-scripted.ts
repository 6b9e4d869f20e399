/** A source that says what a test lets it say. */
import { FrameWriter, PROTOCOL } from '../../src/inspector/protocol.ts';
import type { Hello, PageMessage, Row, ServerMessage, StateName } from '../../src/inspector/protocol.ts';
import type { Source, Viewer, Watching } from '../../src/inspector/source.ts';

const chart = 'connection';
const vocabulary: readonly StateName[] = [
  { chart, path: 'connected.listening.idle', label: 'connected', tone: 'up' },
  { chart, path: 'reconnecting.backing-off', label: 'backing-off', tone: 'down' },
];
export const UP = 0;
export const LOST = 1;

const rows: readonly Row[] = [
  [0, 'bank-1#1', 'bank-1', chart, '10.0.0.1', 'supervisor'],
  [1, 'bank-2#1', 'bank-2', chart, '10.0.0.2', 'supervisor'],
];

export class Scripted implements Source {
  readonly heard: PageMessage[] = [];
  readonly #hello: Partial<Hello>;
  readonly #writer = new FrameWriter();
  #viewers: readonly Viewer[] = [];

  constructor(hello: Partial<Hello> = {}) {
    this.#hello = hello;
  }

  join(viewer: Viewer): Watching {
    this.#viewers = [...this.#viewers, viewer];
    viewer.message({
      type: 'hello',
      protocol: PROTOCOL,
      holdfast: 'scripted',
      mode: 'live',
      title: 'a script',
      origin: Date.UTC(2026, 0, 2, 3, 0),
      now: 0,
      vocabulary,
      charts: [],
      actions: [],
      keeps: { since: 0, trail: 100, spans: 64 },
      ...this.#hello,
    });
    return {
      take: (message) => {
        this.heard.push(message);
        this.answer(message);
      },
      end: () => {
        this.#viewers = this.#viewers.filter((one) => one !== viewer);
      },
    };
  }

  /** Rows, and both of them up. A test may put another in its place. */
  answer: (message: PageMessage) => void = ({ type }) => {
    if (type === 'watch') this.tell(0, [UP, UP]);
  };

  tell(t: number, states: readonly number[]): void {
    this.say({ type: 'rows', reset: true, add: rows, remove: [] });
    this.#writer.begin('all', 1, t);
    states.forEach((state, row) => this.#writer.put(row, state, 1, t));
    const bytes = this.#writer.end();
    for (const viewer of this.#viewers) viewer.frame(bytes);
  }

  say(message: ServerMessage): void {
    for (const viewer of this.#viewers) viewer.message(message);
  }

  close(reason: string): void {
    this.say({ type: 'bye', reason });
    this.#viewers = [];
  }
}
