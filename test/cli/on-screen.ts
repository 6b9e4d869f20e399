/** What a live table is tried with: a world with a terminal, and transitions in short. */
import type { TransitionRecord } from '../../src/contract/record.ts';
import { FakeWorld } from './fakes.ts';
import { Terminal } from './terminal.ts';

/** Without colour. */
export function terminalWorld(columns = 120, rows = 24): FakeWorld {
  const world = new FakeWorld();
  Object.assign(world.stdout, { isTTY: true, columns, rows });
  world.env['NO_COLOR'] = '1';
  return world;
}

/** All that was written, as a terminal of the world's size shows it. */
export function screenOf({ stdout, writes }: FakeWorld): Terminal {
  const terminal = new Terminal(stdout.columns, stdout.rows);
  for (const text of writes) terminal.write(text);
  return terminal;
}

export const shownOf = (world: FakeWorld): string => screenOf(world).lines.join('\n');

export const of = (
  link: string,
  from: string,
  to: string,
  type: string,
  mono: number,
  facts = {},
): Partial<TransitionRecord> => ({
  link,
  connection: `${link}#1`,
  from,
  to,
  event: { type, at: mono, ...facts },
  mono,
});

export const up = (link: string, mono: number): Partial<TransitionRecord> =>
  of(link, 'connecting.attempting.dialing', 'connected.listening.idle', 'opened', mono);

export const lost = (link: string, mono: number): Partial<TransitionRecord> =>
  of(link, 'connected.listening.idle', 'reconnecting.backing-off', 'lost', mono, { reason: 'reset' });
