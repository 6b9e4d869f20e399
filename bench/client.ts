/** One variant in a process of its own, so that none is measured with code that another has warmed for itself. It exchanges as many as it is told. */
import type { Timing } from './exchange/client.ts';
import { variants } from './exchange/variants.ts';

const [id = '', port = '', inFlight = ''] = process.argv.slice(2);
const variant = variants.find((one) => one.id === id);
if (variant === undefined) throw new Error(`no such variant: ${id}`);
const open = await variant.load();
const run = await open(Number(port), Number(inFlight));

const timed = async (exchanges: number): Promise<Timing> => {
  const before = process.cpuUsage();
  const start = performance.now();
  await run(exchanges);
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { ms, cpuMs: (user + system) / 1e3 };
};

process.on('message', (exchanges: number) => {
  // What it throws is not caught: it ends this process, and the bench says so.
  void timed(exchanges).then((timing) => process.send?.(timing));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
