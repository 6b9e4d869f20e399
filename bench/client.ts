/** One variant in a process of its own, so that none is measured with code that another has warmed for itself. */
import { variants } from './exchange/variants.ts';
import { serveTimings } from './run/timing.ts';

const [id = '', lifecycle = '', port = '', inFlight = '', connections = ''] = process.argv.slice(2);
const variant = variants.find((one) => one.id === id);
if (variant === undefined) throw new Error(`no such variant: ${id}`);
const open = await (lifecycle === 'short' && 'loadShort' in variant ? variant.loadShort() : variant.load());

const each = Number(inFlight) / Number(connections);
const runs = await Promise.all(Array.from({ length: Number(connections) }, () => open(Number(port), each)));
serveTimings(async (exchanges) => {
  const share = Math.ceil(exchanges / runs.length);
  await Promise.all(runs.map((run) => run(share)));
});
