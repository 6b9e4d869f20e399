/** Many lines in a process of their own, by hand or by holdfast: does what it is told and says what it took. Run with --expose-gc. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import type { Fleet, Phase, Pulse, Storm, Task } from './fleet/fleet.ts';
import { settledMemory } from './run/memory.ts';

const [variant = '', port = ''] = process.argv.slice(2);

const load = async (): Promise<Fleet> =>
  variant === 'raw'
    ? (await import('./fleet/raw.ts')).rawFleet(Number(port))
    : (await import('./fleet/holdfast.ts')).holdfastFleet(Number(port));

const fleet = await load();

const watched = async (run: () => Promise<void>): Promise<Phase> => {
  const monitor = monitorEventLoopDelay({ resolution: 1 });
  monitor.enable();
  // It counts from its own first turn.
  await setTimeout(5);
  const start = performance.now();
  await run();
  const ms = performance.now() - start;
  await setTimeout(5);
  monitor.disable();
  return { ms, delayP99: monitor.percentile(99) / 1e6, delayMost: monitor.max / 1e6 };
};

const storm = async (lines: number): Promise<Storm> => {
  const before = settledMemory();
  const up = await watched(() => fleet.up(lines, null));
  const bytes = (settledMemory() - before) / lines;
  const down = await watched(() => fleet.down());
  return { up, down, bytes };
};

const pulse = async (lines: number, every: number, forMs: number): Promise<Pulse> => {
  await fleet.up(lines, { every });
  // The first of each, and whatever the compiler has to do for them.
  await setTimeout(every * 1.2);
  const beats = fleet.beats();
  const start = performance.now();
  const cpu = process.cpuUsage();
  await setTimeout(forMs);
  const { user, system } = process.cpuUsage(cpu);
  const measured = { ms: performance.now() - start, cpuMs: (user + system) / 1e3, beats: fleet.beats() - beats };
  await fleet.down();
  return measured;
};

process.on('message', (task: Task) => {
  const done = task.type === 'storm' ? storm(task.lines) : pulse(task.lines, task.every, task.forMs);
  void done.then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
