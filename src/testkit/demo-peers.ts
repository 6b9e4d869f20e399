/** The peers of `holdfast demo`, each with the link that it is told by: one list, one story each, nothing to set up. */
import { setTimeout as pause } from 'node:timers/promises';
import type { LinkInput } from '../contract/options/link.ts';
import { loopbackCertificates } from './certificates.ts';
import { Peer } from './peer.ts';
import type { Behaviour } from './peer.ts';
import { answersOnce } from './peers/answers-once.ts';
import { comesAndGoes } from './peers/comes-and-goes.ts';
import { fallsSilent } from './peers/falls-silent.ts';
import { resets } from './peers/resets.ts';
import { steady } from './peers/steady.ts';
import { framed, lines } from './speech.ts';

/** What traffic needs of a link. */
export interface Asks {
  request(bytes: Uint8Array, options: { readonly signal: AbortSignal }): Promise<unknown>;
}

/** Uses a link until the signal says stop, then resolves; never rejects. */
export type Traffic = (link: Asks, signal: AbortSignal) => Promise<void>;

export interface DemoPeer {
  /** The link's name. */
  readonly name: string;
  /** What is to be seen, in one sentence. */
  readonly story: string;
  readonly url: string;
  readonly options: LinkInput;
  /** Absent where heartbeats tell the story alone. */
  readonly traffic?: Traffic;
  /** Ends the peer. */
  close(): Promise<void>;
}

interface Recipe {
  readonly name: string;
  readonly story: string;
  readonly behaviour: () => Behaviour;
  readonly secure?: true;
  readonly link: Omit<LinkInput, 'to'>;
  readonly traffic?: Traffic;
}

/** One request each so many ms. What becomes of them shows in the transitions: failures are the point here. */
const asking =
  (text: string, everyMs: number): Traffic =>
  async (link, signal) => {
    while (!signal.aborted) {
      await link.request(Buffer.from(text), { signal }).catch(ignore);
      await pause(everyMs, null, { signal }).catch(ignore);
    }
  };

const ignore = (): void => {};

// Quick enough for a story in five seconds; a line in earnest is served by the defaults.
const beat = { every: '500ms', timeout: '300ms', misses: 2 } as const;
const common = {
  exchange: { mode: 'sync', timeout: '1s' },
  // stableAfter: at least every + (misses + 1) × timeout of the heartbeat.
  reconnect: { first: '200ms', max: '2s', stableAfter: '1400ms' },
  // So that a peer that happens to be silent does not hold up the end of the demo.
  closeTimeout: '300ms',
} as const;
const byLength = {
  ...common,
  framing: { type: 'length', encoding: 'uint', bytes: 4 },
  heartbeat: { ...beat, send: 'empty' },
} as const;
const byLine = {
  ...common,
  framing: { type: 'delimiter', delimiter: '\r\n' },
  heartbeat: { ...beat, send: { text: 'PING' }, expect: { text: 'PONG' } },
} as const;

const recipes: readonly Recipe[] = [
  {
    name: 'steady',
    story: 'answers everything: requests now and then, heartbeats between them',
    behaviour: () => steady(framed),
    link: byLength,
    traffic: asking('hello', 1200),
  },
  {
    name: 'resetting',
    story: 'resets the connection now and then: the line is dialled again',
    behaviour: () => resets(framed, { between: [1200, 2400], random: Math.random }),
    link: byLength,
  },
  {
    name: 'silent',
    story: 'falls silent without closing anything: only the unanswered heartbeat tells, and the line is dialled again',
    behaviour: () => fallsSilent(lines, { exchanges: 4, lasts: 1600 }),
    link: byLine,
  },
  {
    name: 'refusing',
    story: 'refuses dials most of the time: the waits between them grow',
    behaviour: () => comesAndGoes(framed, { down: 1500, up: 1500 }),
    link: byLength,
  },
  {
    name: 'short',
    story: 'answers one request and closes: a connection for each exchange',
    behaviour: () => answersOnce(framed),
    link: { exchange: common.exchange, framing: byLength.framing, lifecycle: 'short' },
    traffic: asking('one', 1500),
  },
  {
    name: 'tls',
    story: 'speaks TLS, and is verified',
    behaviour: () => steady(lines),
    secure: true,
    link: { ...byLine, tls: { ca: loopbackCertificates.ca } },
    traffic: asking('INFO', 1800),
  },
];

const start = async ({ behaviour, secure, link, ...told }: Recipe): Promise<DemoPeer> => {
  const peer = await Peer.listen(behaviour(), secure === true ? { tls: loopbackCertificates } : {});
  return { ...told, url: peer.url, options: { ...link, to: peer.url }, close: () => peer.close() };
};

/** Starts them all. If one cannot start, those that did are closed and its error is thrown. */
export const demoPeers = async (): Promise<readonly DemoPeer[]> => {
  const started = await Promise.allSettled(recipes.map(start));
  const peers = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = started.find((one) => one.status === 'rejected');
  if (failed === undefined) return peers;
  await Promise.all(peers.map((peer) => peer.close()));
  throw failed.reason;
};
