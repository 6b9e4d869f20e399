/**
 * What the inspector costs a record: 10,000 connections that are lost and come back, with nobody at the page and with one page
 * that shows fleet and trail, told 20 times a second and once a second at 12,000 transitions a second; and what it
 * costs a quiet transition, as of an exchange, of which no record is made.
 */
import type { RecordSink, TransitionRecord } from '../../src/contract/record.ts';
import { newCounts } from '../../src/connection/counts.ts';
import { LiveSource } from '../../src/inspector/live.ts';
import { shownCharts } from '../../src/inspector/charts.ts';
import type { Observed } from '../../src/inspector/observer.ts';
import type { Viewer } from '../../src/inspector/source.ts';
import type { Spread } from '../run/rounds.ts';
import { spread, takeTurns } from '../run/rounds.ts';

export interface InspectorResult {
  /** ns a record, nobody at the page. */
  readonly alone: Spread;
  /** ns a record, one page. */
  readonly shown: Spread;
  /** ns a quiet transition, one page. */
  readonly quiet: Spread;
  /** Bytes sent to the page for a record. */
  readonly bytes: number;
}

const PER_SECOND = 12_000;
const PER_TICK = PER_SECOND / 20;

/** A loss and the return: each step's state, its event and what it effects. */
const life = [
  ['reconnecting.backing-off', 'lost', 'drop'],
  ['connecting.waiting', 'after:backoff', 'askTurn'],
  ['connecting.attempting.dialing', 'turn', 'dial'],
  ['connected.listening.idle', 'opened', 'pull'],
] as const;

class Fleet {
  readonly source: LiveSource;
  readonly #sink: RecordSink;
  readonly #names: readonly string[];
  #done = 0;
  bytes = 0;

  constructor(lines: number, shown: boolean) {
    let sink: RecordSink | null = null;
    this.#names = Array.from({ length: lines }, (_, i) => `line-${String(i)}`);
    const targets = ['tcp://127.0.0.1:5000'];
    const links = new Map(this.#names.map((name) => [name, { targets, counts: newCounts(), inspect: () => [] }]));
    const observed = {
      links,
      listening: new Map(),
      tree: () => ({ id: 'supervisor', kind: 'supervisor', state: 'running', restart: null, budget: null }),
      addSink: (one: RecordSink) => {
        sink = one;
        return () => {};
      },
      time: () => ({ mono: this.#t, wall: this.#t, origin: 0 }),
    };
    const options = { title: 'bench', holdfast: '0', charts: shownCharts(), actions: new Map() };
    this.source = new LiveSource(observed as unknown as Observed, options);
    if (sink === null) throw new Error('the inspector does not listen');
    this.#sink = sink;
    if (shown) this.#join();
    // Each line comes up once.
    this.run(lines * life.length);
  }

  get #t(): number {
    return (this.#done * 1_000) / PER_SECOND;
  }

  /** @returns ns for each of so many records */
  run(records: number): number {
    const { source } = this;
    let ns = 0;
    for (let told = 0; told < records; told += PER_TICK) {
      const some = this.#made(Math.min(PER_TICK, records - told));
      const before = process.cpuUsage();
      for (const record of some) this.#sink.take(record, CONTEXT);
      this.#done += some.length;
      source.tick();
      if (this.#done % PER_SECOND < PER_TICK) source.second();
      ns += nanosSince(before);
    }
    return ns / records;
  }

  /** @returns ns for each of so many quiet transitions: requests and their replies */
  quiet(transitions: number): number {
    const { source } = this;
    const before = process.cpuUsage();
    for (let i = 0; i < transitions; i += 2) {
      const line = this.#names[(i / 2) % this.#names.length] ?? '';
      const at = this.#t;
      const connection = `${line}#1`;
      this.#sink.pass?.(
        i,
        line,
        {
          connection,
          epoch: 1,
          chart: 'connection',
          from: IDLE,
          event: { type: 'request', at },
          to: BUSY,
          effects: TRANSMIT,
          cause: 'user',
        },
        CONTEXT,
      );
      this.#sink.pass?.(
        i,
        line,
        {
          connection,
          epoch: 1,
          chart: 'connection',
          from: BUSY,
          event: { type: 'replied', at },
          to: IDLE,
          effects: DELIVER,
          cause: 'io',
        },
        CONTEXT,
      );
      this.#done += 2;
      if (this.#done % PER_TICK < 2) source.tick();
      if (this.#done % PER_SECOND < 2) source.second();
    }
    return nanosSince(before) / transitions;
  }

  /** Made by the stream for every reader: no cost of this one. */
  #made(count: number): readonly TransitionRecord[] {
    return Array.from({ length: count }, (_, i) => {
      const n = this.#done + i;
      const line = this.#names[n % this.#names.length] ?? '';
      const step = Math.floor(n / this.#names.length) % life.length;
      const [to, type, effect] = life[step] ?? life[0];
      const [from] = life[(step + life.length - 1) % life.length] ?? life[0];
      const mono = (n * 1_000) / PER_SECOND;
      return {
        seq: n,
        at: mono,
        mono,
        link: line,
        connection: `${line}#1`,
        epoch: 1,
        chart: 'connection',
        from,
        event: { type, at: mono },
        to,
        effects: [effect],
        cause: 'io',
      };
    });
  }

  #join(): void {
    const viewer: Viewer = {
      message: (message) => {
        this.bytes += JSON.stringify(message).length;
      },
      frame: ({ length }) => {
        this.bytes += length;
      },
      ready: true,
    };
    const views = [{ view: 'fleet' }, { view: 'trail', filter: { event: 'lost' }, limit: 200 }] as const;
    this.source.join(viewer).take({ type: 'watch', views });
  }
}

/** Of the processor: what else runs on it does not count. */
function nanosSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) * 1e3;
}

const IDLE = 'connected.listening.idle';
const BUSY = 'connected.listening.awaiting-reply';
const TRANSMIT = ['transmit'];
const DELIVER = ['deliver'];
const CONTEXT = { pending: 0, attempts: 0, idleSince: 0, policy: {} };

/** @param records in each round, a multiple of 600 */
export const measureInspector = async (rounds: number, records: number, lines: number): Promise<InspectorResult> => {
  const alone = new Fleet(lines, false);
  const shown = new Fleet(lines, true);
  const before = shown.bytes;
  const [aloneNs = [], shownNs = [], quietNs = []] = await takeTurns(rounds, [
    () => alone.run(records),
    () => shown.run(records),
    () => shown.quiet(records),
  ]);
  const bytes = (shown.bytes - before) / (2 * rounds * records);
  return { alone: spread(aloneNs), shown: spread(shownNs), quiet: spread(quietNs), bytes };
};
