/** The live page of a supervisor: what each of its connections does now, and did of late. `holdfast/inspector`. */
import { randomBytes } from 'node:crypto';
import { HoldfastError } from '../contract/errors.ts';
import { actionsFor } from './actions.ts';
import { readAssets } from './assets.ts';
import { shownCharts } from './charts.ts';
import { LiveSource } from './live.ts';
import type { Observed } from './observer.ts';
import { serve } from './server.ts';
import { createStatelyBridge } from './stately/bridge.ts';
import type { StatelyOptions } from './stately/bridge.ts';
import { STATELY_PAGE } from './stately/page-protocol.ts';
import { version } from './version.ts';

export { createStatelyBridge } from './stately/bridge.ts';
export type { StatelyBridge, StatelyOptions } from './stately/bridge.ts';

export interface InspectorOptions {
  /** An address of this machine; default `127.0.0.1`. One that others can reach needs `tls`. */
  readonly host?: string;
  /** Default 0: any that is free. */
  readonly port?: number;
  /** PEM texts: the page is served by https. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Names by which it may be addressed, beside the host itself; needed where a certificate is for a name. */
  readonly names?: readonly string[];
  /** What the page is called; default `holdfast`. */
  readonly title?: string;
  /** The page may redial links, and disturb them where the supervisor has the option `chaos`; default false: it only looks. */
  readonly chaos?: boolean;
  /** In place of a random one, at least 16 characters of those that URLs and headers take as they are. */
  readonly token?: string;
  /** Where the built page is; default: in this package. */
  readonly page?: string;
  /** Shows it in Stately's inspector too, with `{}` in the one that Stately hosts; default: to nobody but the page. */
  readonly stately?: StatelyOptions;
}

export interface Inspector {
  /** To be opened in a browser. It holds the token: whoever has it may look. */
  readonly url: string;
  /** The page that holds Stately's inspector, with the token; null unless `stately` was given. */
  readonly statelyUrl: string | null;
  /** Ends the page and its server, and nothing of the supervisor. */
  close(): Promise<void>;
}

/** Frames a second: a page that draws 60 shows each change within 50 ms. */
const TICK = 50;
const SECOND = 1_000;

/**
 * Serves a page that shows what a supervisor does. It looks on from now; what was before it does not know. It never keeps
 * the process alive.
 * @throws HoldfastError `option-invalid`; `inspector-failed`: it cannot listen there
 */
export async function createInspector(supervisor: Observed, options: InspectorOptions = {}): Promise<Inspector> {
  const { host = '127.0.0.1', port = 0, tls = null, names = [], title = 'holdfast', chaos = false } = options;
  const token = options.token ?? randomBytes(24).toString('base64url');
  mustBeToken(token);
  const actions = actionsFor(supervisor, chaos);
  const stately = options.stately === undefined ? null : createStatelyBridge(supervisor, options.stately);
  const source = new LiveSource(supervisor, { title, holdfast: version(), charts: shownCharts(), actions });
  const serving = await serve(source, readAssets(options.page), { host, port, tls, names, token, stately }).catch(
    (error: unknown) => {
      source.close('it could not be served');
      stately?.close();
      throw error;
    },
  );
  const guarded = (run: () => void) => (): void => {
    try {
      run();
    } catch (error) {
      // A fault of ours ends the page, and never the process.
      source.close(error instanceof Error ? error.message : String(error));
    }
  };
  const tick = guarded(() => source.tick());
  const second = guarded(() => source.second());
  const timers = [setInterval(tick, TICK), setInterval(second, SECOND)];
  for (const timer of timers) timer.unref();
  const authority = names[0] === undefined ? serving.authority : `${names[0]}:${String(serving.port)}`;
  // In the fragment: it is sent to nobody, and stands in no log.
  const address = (path: string): string => `${tls === null ? 'http' : 'https'}://${authority}${path}#token=${token}`;
  return {
    url: address('/'),
    statelyUrl: stately === null ? null : address(STATELY_PAGE),
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      source.close('the inspector was closed');
      stately?.close();
      await serving.close();
    },
  };
}

/** A token that is easily guessed is none; one that a header does not take as it is would never fit. */
function mustBeToken(token: string): void {
  if (!/^[A-Za-z0-9._~-]{16,256}$/.test(token))
    throw new HoldfastError('option-invalid', 'inspector: token: expected 16 to 256 letters, digits, or . _ ~ -');
}
