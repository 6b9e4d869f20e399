/** `npm run bench`: measures, prints a table, writes JSON. `-- --quick` to see that it runs, `-- --only a,chart` for a part, `-- --out FILE`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import type { Engine } from '../src/actor/engines.ts';
import { measureAudit } from './audit/measure.ts';
import { measureChart } from './chart/measure.ts';
import type { WorkResult } from './exchange/work.ts';
import { absent } from './exchange/variants.ts';
import { measureWork, works } from './exchange/work.ts';
import { measureFleet } from './fleet/measure.ts';
import { measureFraming } from './framing/measure.ts';
import { measureInspector } from './inspector/measure.ts';
import { measureListener } from './listener/measure.ts';
import { goals, judge } from './report/goals.ts';
import { print } from './report/print.ts';
import type { Figures } from './report/figures.ts';
import type { Machine, Results } from './report/results.ts';
import { canPin, nextMessage, startOwn } from './run/processes.ts';
import { measureStream } from './stream/measure.ts';

/** What is asked of a run: enough to tell, within five minutes; or just enough to have been run. */
const thorough = {
  exchange: { rounds: 7, turnMs: 400, warmUpMs: 600 },
  supervisor: { rounds: 5, sizes: [2_500, 5_000, 10_000], beat: { lines: 10_000, every: 10_000, forMs: 10_000 } },
  stream: { rounds: 7, turnMs: 300, warmUpMs: 600 },
  listener: { rounds: 7, turnMs: 400, warmUpMs: 600 },
  audit: { rounds: 7, exchanges: 50_000 },
  inspector: { rounds: 7, records: 120_000, lines: 10_000 },
  chart: { rounds: 7, pairs: 1_000_000 },
  framing: { rounds: 7, frames: 10_000_000 },
  actors: { compiled: 100_000, interpreted: 5_000 },
};
const cursory = {
  exchange: { rounds: 2, turnMs: 10, warmUpMs: 5 },
  supervisor: { rounds: 1, sizes: [20, 40], beat: { lines: 20, every: 50, forMs: 150 } },
  stream: { rounds: 2, turnMs: 5, warmUpMs: 5 },
  listener: { rounds: 2, turnMs: 10, warmUpMs: 5 },
  audit: { rounds: 2, exchanges: 300 },
  inspector: { rounds: 2, records: 1_200, lines: 100 },
  chart: { rounds: 2, pairs: 5_000 },
  framing: { rounds: 2, frames: 50_000 },
  actors: { compiled: 1_000, interpreted: 200 },
};

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: 'a,b,c,d,listener,supervisor,stream,audit,inspector,chart,framing' },
    out: { type: 'string', default: 'bench/results/latest.json' },
  },
});
const effort = options.quick ? cursory : thorough;
const wanted = new Set(options.only.split(','));

const machine = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${type()} ${release()}`,
  node: process.versions.node,
  load: loadavg()[0] ?? 0,
});

const bytesOf = async (engine: Engine): Promise<number> => {
  const child = startOwn('footprint', [engine, String(effort.actors[engine])], false, ['--expose-gc']);
  return nextMessage<number>(child, 'footprint');
};

const measure = async (): Promise<Figures> => {
  const pinnable = canPin();
  const exchanged: WorkResult[] = [];
  for (const work of works) if (wanted.has(work.id)) exchanged.push(await measureWork(work, pinnable, effort.exchange));
  const { listener, supervisor, stream, audit, inspector, chart, framing } = effort;
  return {
    works: exchanged,
    listener: wanted.has('listener') ? await measureListener(listener) : null,
    supervisor: wanted.has('supervisor') ? await measureFleet(supervisor) : null,
    stream: wanted.has('stream') ? await measureStream(stream) : null,
    audit: wanted.has('audit') ? await measureAudit(audit.rounds, audit.exchanges) : null,
    inspector: wanted.has('inspector')
      ? await measureInspector(inspector.rounds, inspector.records, inspector.lines)
      : null,
    chart: wanted.has('chart') ? await measureChart(chart.rounds, chart.pairs) : null,
    actorBytes: wanted.has('chart')
      ? { compiled: await bytesOf('compiled'), interpreted: await bytesOf('interpreted') }
      : null,
    framing: wanted.has('framing') ? await measureFraming(framing.rounds, framing.frames) : null,
  };
};

const before = machine();
const figures = await measure();
const results: Results = {
  version: 2,
  at: new Date().toISOString(),
  quick: options.quick,
  machine: before,
  absent,
  ...figures,
  goals: goals.map((goal) => judge(goal, figures)),
};
mkdirSync(dirname(options.out), { recursive: true });
writeFileSync(options.out, `${JSON.stringify(results, null, 2)}\n`);
console.log(`${print(results)}\n\n${options.out}`);
// The timers of actors that are still connected.
process.exit();
