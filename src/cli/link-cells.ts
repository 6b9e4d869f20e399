/** A link's figures as cells, for the live table and for the summary. */
import type { Entry } from './board.ts';
import { oneLine } from './cells.ts';
import type { Cell } from './columns.ts';

/** `1,234`. */
export const figure = (n: number): string => n.toLocaleString('en-US');

/** `1 link`, `2 links`. */
export const counted = (n: number, what: string): string => `${figure(n)} ${what}${n === 1 ? '' : 's'}`;

export const textCell = (text: string): Cell => ({ wordings: [text] });

/** Replies delivered and posts written. */
export const exchangesCell = ({ link }: Entry): Cell =>
  textCell(figure((link?.counts.replies ?? 0) + (link?.counts.posts ?? 0)));

/** Sent by us, and heard from the peer. */
export function heartbeatsCell({ link }: Entry): Cell {
  const { heartbeatsSent = 0, heartbeatsReceived = 0 } = link?.counts ?? {};
  return textCell(
    heartbeatsSent + heartbeatsReceived === 0 ? '–' : `${figure(heartbeatsSent)}/${figure(heartbeatsReceived)}`,
  );
}

/** The target that is dialled or had, without the scheme that most have. */
export function peerCell({ link, urls }: Entry): Cell {
  const target = urls.length === 1 ? 0 : (link?.inspect()[0]?.context.target ?? 0);
  return textCell(oneLine((urls[target] ?? urls[0] ?? '').replace(/^tcp:\/\//, '')));
}

const two = (n: number): string => String(n).padStart(2, '0');

/** `8s`, `3m05s`, `2h07m`, `4d11h`. */
export function runningTime(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return `${String(seconds)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${String(minutes)}m${two(seconds % 60)}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${String(hours)}h${two(minutes % 60)}m`;
  return `${String(Math.floor(hours / 24))}d${two(hours % 24)}h`;
}
