/** A tree with a group within a group: what a crash does to whom, until the restarts are used up. */
import { supervise } from 'holdfast';
import type { Ended, Link, TreeNode, Worker } from 'holdfast';

const supervisor = supervise();
supervisor.on('record', ({ chart, connection, event, from, to }) => {
  if (chart === 'child') console.log(`${connection}: ${event.type}, ${from} → ${to}`);
});

const position = async (line: Link): Promise<number> => {
  const reply = new TextDecoder().decode(await line.request(new TextEncoder().encode('POSITION'), { timeout: '2s' }));
  if (!/^\d+$/.test(reply)) throw new Error(`no position: ${reply}`);
  return Number(reply);
};

/** Asks again and again; an answer that it cannot read is a crash, and its supervisor starts it anew. */
const poller = (line: Link): Worker => ({
  start(crash) {
    const beat = setInterval(() => void position(line).catch(crash), 50);
    return { stop: () => clearInterval(beat) };
  },
});

const to = process.env['SWITCH'] ?? 'tcp://127.0.0.1:7000';
const line = { to, framing: 'line' } as const;

// In order of start: with the poller the reports are started again, which were added after it; the switch is not.
const settlement = supervisor.group('settlement', {
  strategy: 'rest-for-one',
  intensity: { restarts: 2, within: '1m' },
});
const bank = settlement.link('switch', line);
settlement.worker('poller', poller(bank), { shutdown: '1s' });

// All or none, with a budget of their own.
const reports = settlement.group('reports', { strategy: 'one-for-all' });
reports.link('daily', line);
reports.link('hourly', line);

const draw = ({ id, kind, state, budget, intensity, children = [] }: TreeNode, indent = ''): void => {
  const left = (intensity ?? budget)?.left;
  console.log(`${indent}${id} (${kind}) ${state}${left === undefined ? '' : `, restarts left: ${left}`}`);
  for (const child of children) draw(child, `${indent}  `);
};

draw(supervisor.tree());
const { path, reason } = await new Promise<Ended>((resolve) => supervisor.once('escalated', resolve));
console.error(`${path} is given up: ${reason}`);
draw(supervisor.tree());
await supervisor.stop();
