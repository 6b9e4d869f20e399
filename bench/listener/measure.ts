/** What a listener costs: requests answered over tcp, beside a server by hand that does no more than answer. */
import type { ChildProcess } from 'node:child_process';
import type { Effort, Entrant } from '../run/contest.ts';
import { contest } from '../run/contest.ts';
import { nextMessage, startOwn, stop } from '../run/processes.ts';
import type { Spread } from '../run/rounds.ts';
import { ratio, spread } from '../run/rounds.ts';
import type { ServerId } from './answers.ts';
import { servers } from './answers.ts';

export interface ListenerRow {
  readonly server: ServerId;
  readonly connections: number;
  /** Requests answered a second. */
  readonly perSecond: Spread;
  readonly ofRaw: Spread;
}

const IN_FLIGHT = 64;
/** Among which they are shared out. */
const CONNECTIONS = [1, 16] as const;

const measure = async (connections: number, effort: Effort): Promise<readonly ListenerRow[]> => {
  const processes: ChildProcess[] = [];
  try {
    const entrants: Entrant<ServerId>[] = [];
    for (const { id, answer } of servers) {
      const server = answer === null ? startOwn('echo-server', [], false) : startOwn('listener', [id], false);
      processes.push(server);
      const port = await nextMessage<number>(server, id);
      // The client that costs least, so that the servers are what differs.
      const client = startOwn('client', ['rawbatch', 'long', ...[port, IN_FLIGHT, connections].map(String)], false);
      processes.push(client);
      await nextMessage(client, `client of ${id}`);
      entrants.push({ variant: id, process: client });
    }
    const rates = await contest(entrants, effort);
    const raw = rates.find(({ variant }) => variant === 'raw')?.perSecond ?? [];
    return rates.map(({ variant, perSecond }) => ({
      server: variant,
      connections,
      perSecond: spread(perSecond),
      ofRaw: ratio(perSecond, raw),
    }));
  } finally {
    await Promise.all(processes.map(stop));
  }
};

export const measureListener = async (effort: Effort): Promise<readonly ListenerRow[]> => {
  const rows: ListenerRow[] = [];
  for (const connections of CONNECTIONS) rows.push(...(await measure(connections, effort)));
  return rows;
};
