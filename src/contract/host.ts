/** What the core borrows from where it runs: tests, browsers and the simulation hand in their own. */
import type { Clock } from './clock.ts';
import type { ListeningTransport, Transport } from './transport.ts';

export interface Host {
  readonly clock: Clock;
  /** In [0, 1). Asked once for each connection: its seed. */
  readonly random: () => number;
  /** By scheme: `tcp`, `tls`, `unix`, `memory`. */
  readonly transports: Readonly<Record<string, Transport>>;
  /** By scheme, as far as this host can be called: `tcp`, `tls`, `udp`, `unix`, `ws`, `wss`, `memory`. */
  readonly listening?: Readonly<Record<string, ListeningTransport>>;
}
