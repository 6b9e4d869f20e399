/** Rules between a listener's options, beyond those that it shares with links. */
import { isSecure, isWeb } from './listener-place.ts';
import type { PlaceOptions } from './place.ts';

interface Given {
  readonly on: PlaceOptions;
  readonly tls?: object | undefined;
  readonly websocket?: object | undefined;
  readonly exchange: { readonly mode: string };
  readonly heartbeat: object | null;
  readonly onRequest?: unknown;
  readonly answer?: object | undefined;
  readonly limits: { readonly idle?: number | 'off' | undefined };
}

interface Rule {
  readonly path: readonly string[];
  readonly broken: (given: Given) => boolean;
  readonly expected: string;
  /** Where the path may have been written shorter. */
  readonly found?: string;
}

export const listenerRules: readonly Rule[] = [
  {
    path: ['exchange', 'mode'],
    broken: ({ exchange }) => exchange.mode === 'simplex',
    expected: "'sync', 'pipeline' or 'duplex': a simplex leg that is called is a link, with `to: { listen }`",
    found: "'simplex'",
  },
  {
    path: ['tls'],
    broken: ({ on, tls }) => isSecure(on.scheme) && tls === undefined,
    expected: 'a map with `cert` and `key`: nobody could tell who we are',
  },
  {
    path: ['tls'],
    broken: ({ on, tls }) => !isSecure(on.scheme) && tls !== undefined,
    expected: 'a tls:// or wss:// place in `on`: with the others nothing would be encrypted',
  },
  {
    path: ['websocket'],
    broken: ({ on, websocket }) => !isWeb(on.scheme) && websocket !== undefined,
    expected: 'a ws:// or wss:// place in `on`: the others know neither origins nor subprotocols',
  },
  {
    path: ['heartbeat'],
    broken: ({ on, heartbeat, limits }) => on.scheme === 'udp' && heartbeat === null && limits.idle === 'off',
    expected: 'a heartbeat, or limits.idle, over udp: nothing else tells that a client is gone',
  },
  {
    path: ['answer'],
    broken: ({ answer, onRequest }) => answer !== undefined && onRequest !== undefined,
    expected: 'either `answer` or `onRequest`: a request has one answer',
  },
];
