/** A fleet that is none: as many connections and transitions as are asked for, to see what the page costs. */
import { FrameWriter, PROTOCOL } from '../../../src/inspector/protocol.ts';
import type { Hello, PageMessage, Row, StateName } from '../../../src/inspector/protocol.ts';
import type { Source, Viewer, Watching } from '../../../src/inspector/source.ts';

export interface Load {
  readonly connections: number;
  readonly transitionsPerSecond: number;
}

const chart = 'connection';
const vocabulary: readonly StateName[] = [
  { chart, path: 'connected.listening.idle', label: 'connected', tone: 'up' },
  { chart, path: 'connected.listening.awaiting-reply', label: 'connected', tone: 'up' },
  { chart, path: 'connected.probing', label: 'probing', tone: 'doubt' },
  { chart, path: 'reconnecting.backing-off', label: 'backing-off', tone: 'down' },
  { chart, path: 'connecting.attempting.dialing', label: 'dialing', tone: 'coming' },
  { chart, path: 'dead', label: 'failed', tone: 'failed' },
];
const [IDLE, BUSY, PROBING, LOST, DIALING, DEAD] = [0, 1, 2, 3, 4, 5] as const;
const HOSTS = 24;
/** In pieces of so many rows. */
const PIECE = 2_000;

/** Of a thousand transitions, how often each comes after a state: exchanges mostly, as in earnest. */
function next(state: number, chance: number): number {
  if (state === IDLE) return chance < 0.96 ? BUSY : chance < 0.99 ? PROBING : LOST;
  if (state === LOST) return chance < 0.02 ? DEAD : DIALING;
  if (state === DIALING) return chance < 0.7 ? IDLE : LOST;
  if (state === PROBING) return chance < 0.9 ? IDLE : LOST;
  return state === DEAD ? LOST : IDLE;
}

export class Simulated implements Source {
  /** Transitions made so far, and entries sent: rows that changed between two frames. */
  transitions = 0;
  entries = 0;
  readonly #load: Load;
  readonly #state: Uint8Array;
  readonly #since: Float64Array;
  readonly #changed = new Set<number>();
  readonly #writer = new FrameWriter();
  #viewers: readonly Viewer[] = [];
  #t = 0;
  #frames = 0;
  #seed = 1;

  constructor(load: Load) {
    this.#load = load;
    this.#state = new Uint8Array(load.connections);
    this.#since = new Float64Array(load.connections);
  }

  join(viewer: Viewer): Watching {
    this.#viewers = [...this.#viewers, viewer];
    viewer.message(this.#hello());
    return {
      take: (message) => this.#take(viewer, message),
      end: () => {
        this.#viewers = this.#viewers.filter((one) => one !== viewer);
      },
    };
  }

  close(reason: string): void {
    for (const viewer of this.#viewers) viewer.message({ type: 'bye', reason });
    this.#viewers = [];
  }

  /** Time passes, and one frame tells what has changed. @param ms since the last call */
  tick(ms: number): void {
    const second = Math.floor(this.#t / 1_000);
    this.#t += ms;
    const { connections, transitionsPerSecond } = this.#load;
    for (let i = 0; i < (transitionsPerSecond * ms) / 1_000; i += 1) {
      const row = Math.floor(this.#chance() * connections);
      this.#state[row] = next(this.#state[row] ?? IDLE, this.#chance());
      this.#since[row] = this.#t;
      this.#changed.add(row);
      this.transitions += 1;
    }
    this.#send('changes', this.#changed);
    this.#changed.clear();
    if (Math.floor(this.#t / 1_000) !== second)
      for (const viewer of this.#viewers)
        viewer.message({
          type: 'pulse',
          t: this.#t,
          states: [],
          links: connections,
          transitions: transitionsPerSecond,
          rowless: 0,
        });
  }

  #take(viewer: Viewer, message: PageMessage): void {
    if (message.type !== 'watch') {
      viewer.message({ type: 'refused', id: message.id, code: 'not-here', message: 'this fleet is simulated' });
      return;
    }
    const rows = Array.from({ length: this.#load.connections }, (_, row): Row => {
      const host = `10.0.0.${String(1 + Math.floor((row * HOSTS) / this.#load.connections))}`;
      return [row, `line-${String(row)}#1`, `line-${String(row)}`, chart, host, 'supervisor'];
    });
    for (let from = 0; from < rows.length; from += PIECE)
      viewer.message({ type: 'rows', reset: from === 0, add: rows.slice(from, from + PIECE), remove: [] });
    this.#send('all', rows.keys());
    const timeline = message.views.find((one) => one.view === 'timeline');
    if (timeline === undefined) return;
    const shown = rows.slice(0, timeline.most).map(([row]) => row);
    viewer.message({ type: 'timeline', rows: shown, of: rows.length, window: timeline.window });
    this.#send('spans', shown);
  }

  #send(kind: 'all' | 'changes' | 'spans', rows: Iterable<number>): void {
    this.#frames += 1;
    this.#writer.begin(kind, this.#frames, this.#t);
    for (const row of rows) this.#writer.put(row, this.#state[row] ?? IDLE, 1, this.#since[row] ?? 0);
    if (kind === 'changes') this.entries += this.#writer.count;
    const bytes = this.#writer.end();
    for (const viewer of this.#viewers) viewer.frame(bytes);
  }

  /** The same run each time. */
  #chance(): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#seed / 2 ** 32;
  }

  #hello(): Hello {
    return {
      type: 'hello',
      protocol: PROTOCOL,
      holdfast: 'simulated',
      mode: 'live',
      title: 'a simulated fleet',
      origin: Date.now() - this.#t,
      now: this.#t,
      vocabulary,
      charts: [],
      actions: [],
      keeps: { since: 0, trail: 0, spans: 64 },
    };
  }
}
