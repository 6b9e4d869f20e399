/**
 * Writes a log of a million records, of 400 links that exchange, beat, are lost and come back, by a supervisor over the memory
 * transport; then indexes it and goes to instants of it at random. Built as the other measurements are:
 * `node --expose-gc .bench/bench/history.js [records] [all|lifecycle]`.
 */
import { mkdtempSync, openSync, readdirSync, readSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { segmentsOf } from '../src/audit/reader-segments.ts';
import { LogSource, openHistory } from '../src/history/index.ts';
import type { History, LogPart } from '../src/history/index.ts';
import { shownCharts } from '../src/inspector/charts.ts';
import type { PageMessage, ServerMessage, Watched } from '../src/inspector/protocol.ts';
import { nodeHost, supervise } from '../src/index.ts';
import type { Link, Wire } from '../src/index.ts';
import { VirtualClock } from '../src/testkit/virtual-clock.ts';
import { memoryNetwork } from '../src/transport/memory.ts';

const [, , given = '1000000', asked = 'all'] = process.argv;
const level = asked === 'lifecycle' ? 'lifecycle' : 'all';
const LINKS = 400;
const INSTANTS = 500;
/** Virtual ms between two turns. */
const STEP = 500;

let seed = 1;
/** The same run every time. */
const random = (): number => {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
  return seed / 2 ** 32;
};
const anyOf = (count: number): number => Math.floor(random() * count);

const settle = async (): Promise<void> => {
  for (let i = 0; i < 8; i += 1) await Promise.resolve();
};

const nothing = (): void => {};

const sendBack = (wire: Wire, view: Uint8Array): void => {
  const slab = wire.reserve(view.length);
  slab.bytes.set(view, slab.at);
  wire.commit(view.length);
};

/** @returns how many records there were, those that level lifecycle sums up among them */
const write = async (file: string, records: number): Promise<number> => {
  const clock = new VirtualClock();
  const network = memoryNetwork(clock, { strict: false });
  const places = Array.from({ length: LINKS }, (_, i) =>
    network.listen(`peer-${String(i)}`, (wire) => ({
      bytes: (view) => sendBack(wire, view),
      opened: nothing,
      drained: nothing,
      ended: nothing,
      lost: nothing,
    })),
  );
  const host = { ...nodeHost(), clock, random, transports: { memory: network.transport } };
  const supervisor = supervise({ audit: { file, level, buffer: '256MiB' } }, host);
  let written = 0;
  const count = (): void => {
    written += 1;
  };
  supervisor.addSink({ level: 'all', take: count });
  const links = places.map((_, i): Link =>
    supervisor.link(`line-${String(i)}`, {
      to: `memory://peer-${String(i)}`,
      framing: 'uint:2',
      heartbeat: { every: '20s', timeout: '5s', misses: 2, send: { text: 'beat' }, expect: { text: 'beat' } },
      reconnect: { first: '1s', max: '30s', stableAfter: '40s' },
    }),
  );
  const enough = (): boolean => written >= records;
  while (!enough()) {
    for (let i = 0; i < 20; i += 1) links[anyOf(LINKS)]?.request(new Uint8Array(16)).catch(nothing);
    if (anyOf(20) === 0) {
      const place = places[anyOf(LINKS)];
      if (place !== undefined) place.answer = anyOf(4) === 0 ? 'refused' : 'accept';
      for (const wire of place?.wires ?? []) wire.destroy();
    }
    clock.advance(STEP);
    await settle();
    // The writer's own timers are the process's.
    if (written % 64 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const stopped = supervisor.stop();
  for (let i = 0; i < 1_000; i += 1) {
    clock.advance(STEP);
    await settle();
  }
  await stopped;
  return written;
};

const partsOf = async (log: string): Promise<readonly LogPart[]> =>
  (await segmentsOf(log)).map(({ file, bytes }) => {
    const descriptor = openSync(file, 'r');
    return {
      name: file,
      size: bytes,
      read: (from, to) => {
        const buffer = Buffer.allocUnsafe(to - from);
        return Promise.resolve(buffer.subarray(0, readSync(descriptor, buffer, 0, to - from, from)));
      },
    };
  });

const used = (): number => {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
};

const percentiles = (ms: number[]): Readonly<Record<'p50' | 'p99' | 'max', number>> => {
  const sorted = ms.toSorted((one, other) => one - other);
  const at = (share: number): number =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0) * 100) / 100;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
};

/** One connection’s chart, context, timers and last records; the tree; and what a minute of every connection was. */
const goTo = async (history: History, t: number): Promise<void> => {
  const instant = history.at(t);
  const rows = instant.all(new Set(['connection']));
  history.tree(instant);
  for (const { actor } of rows) history.spans(instant, actor, t - 60_000, 256);
  const chosen = rows[anyOf(rows.length)];
  if (chosen === undefined) return;
  await Promise.all([history.known(instant, chosen.actor), history.records(instant, chosen.actor, 50)]);
};

/** A page that shows everything, from its question until all of it has come. */
class Page {
  readonly #source: LogSource;
  readonly #take: (message: PageMessage) => void;
  #awaited: (() => void) | null = null;
  ready = true;

  constructor(source: LogSource, connection: string) {
    this.#source = source;
    const watching = source.join(this);
    this.#take = (message) => watching.take(message);
    const views: readonly Watched[] = [
      { view: 'fleet' },
      { view: 'timeline', window: 60_000, most: 60, order: 'worst' },
      { view: 'tree' },
      { view: 'connection', connection },
    ];
    this.#take({ type: 'watch', views });
  }

  frame(): void {}

  message(message: ServerMessage): void {
    if (message.type === 'connection') this.#awaited?.();
  }

  async goTo(t: number): Promise<void> {
    const shown = new Promise<void>((resolve) => {
      this.#awaited = resolve;
    });
    this.#take({ type: 'seek', id: 1, t: Math.min(t, this.#source.history.extent.to) });
    await shown;
  }
}

const timed = async (run: (t: number) => Promise<void>, from: number, to: number): Promise<number[]> => {
  const ms: number[] = [];
  for (let i = 0; i < INSTANTS; i += 1) {
    const t = from + random() * (to - from);
    const start = performance.now();
    await run(t);
    ms.push(performance.now() - start);
  }
  return ms;
};

const folder = mkdtempSync(join(tmpdir(), 'holdfast-history-'));
try {
  const file = join(folder, 'audit.ndjson');
  const written = await write(file, Number(given));
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  const parts = await partsOf(file);
  const before = used();
  const start = performance.now();
  const history = await openHistory(parts);
  const seconds = (performance.now() - start) / 1_000;
  const megabytes = used() - before;
  const { from, to, records } = history.extent;
  const instants = percentiles(await timed((t) => goTo(history, t), from, to));
  const source = await LogSource.open(parts, { title: 'bench', holdfast: '0', charts: shownCharts() });
  await source.read;
  const page = new Page(source, 'line-0#1');
  const pages = percentiles(await timed((t) => page.goTo(t), from, to));
  const told = {
    level,
    written,
    records,
    logMB: Math.round(bytes / 1e6),
    hours: Math.round((to - from) / 36_000) / 100,
    kept: history.kept,
    indexSeconds: Math.round(seconds * 10) / 10,
    indexMB: Math.round(megabytes),
    instantMs: instants,
    pageMs: pages,
  };
  process.stdout.write(`${JSON.stringify(told, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
