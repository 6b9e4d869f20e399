/** The page of what is not a running supervisor: a source that was made elsewhere, such as a log, is served as it is. */
import { randomBytes } from 'node:crypto';
import { readAssets } from './assets.ts';
import { serve } from './server.ts';
import type { Source } from './source.ts';

export interface ServedSource {
  /** To be opened in a browser. It holds the token: whoever has it may look. */
  readonly url: string;
  /** Ends the page and its server. */
  close(): Promise<void>;
}

/**
 * On this machine alone; it never keeps the process alive.
 * @param at port 0: any that is free
 * @throws HoldfastError `option-invalid`; `inspector-failed`: it cannot listen there
 */
export async function serveSource(
  source: Source,
  at: { readonly host: string; readonly port: number },
): Promise<ServedSource> {
  const token = randomBytes(24).toString('base64url');
  const serving = await serve(source, readAssets(), { ...at, tls: null, names: [], token, stately: null });
  return {
    // In the fragment: it is sent to nobody, and stands in no log.
    url: `http://${serving.authority}/#token=${token}`,
    close: async () => {
      source.close('the inspector was closed');
      await serving.close();
    },
  };
}
