/** The peers of `holdfast demo`, each with the link that it is told by: one list, one story each, nothing to set up. */
import type { LinkInput } from '../contract/options/link.ts';
import { failing } from './demo-failing.ts';
import { modes } from './demo-modes.ts';
import type { Recipe, Traffic } from './demo-recipe.ts';

export interface DemoPeer {
  /** The link's name. */
  readonly name: string;
  /** What is to be seen, in one sentence. */
  readonly story: string;
  readonly url: string;
  readonly options: LinkInput;
  /** Absent where heartbeats tell the story alone. */
  readonly traffic?: Traffic;
  /** Ends the peer; once more does no more. */
  close(): Promise<void>;
}

const start = async ({ listen, link, ...told }: Recipe): Promise<DemoPeer> => {
  const station = await listen();
  let over: Promise<void> | null = null;
  const close = (): Promise<void> => (over ??= station.close());
  const { url, receive } = station;
  const options = { ...link, to: url, ...(receive !== undefined && { exchange: { ...link.exchange, receive } }) };
  return { ...told, url, options, close };
};

/** Starts them all. If one cannot start, those that did are closed and its error is thrown. */
export const demoPeers = async (): Promise<readonly DemoPeer[]> => {
  // Those that fail come first: on a low terminal they are what is to be seen.
  const started = await Promise.allSettled([...failing, ...modes].map(start));
  const peers = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = started.find((one) => one.status === 'rejected');
  if (failed === undefined) return peers;
  await Promise.all(peers.map((peer) => peer.close()));
  throw failed.reason;
};
