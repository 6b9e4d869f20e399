/** The public names for browsers: those of `index.ts` that need no file and no process. */
import { HoldfastError } from './contract/errors.ts';
import type { Host } from './contract/host.ts';
import type { SuperviseInput } from './contract/options/supervise.ts';
import { browserHost } from './host-browser.ts';
import { Supervisor } from './supervisor/supervisor.ts';

/**
 * A supervisor, which links are added to.
 * @param host where it runs: clock, chance, transports; the browser's own by default, which dials `ws://` and `wss://`
 * @throws HoldfastError `option-invalid`, `option-unavailable`: also for `audit`, for which a page has no file
 */
export const supervise = (options: SuperviseInput = {}, host: Host = browserHost()): Supervisor => {
  if (options.audit !== undefined)
    throw new HoldfastError(
      'option-unavailable',
      'supervise(): audit: a page has no file to write it to; leave it out',
    );
  return new Supervisor(options, host);
};

export { browserHost } from './host-browser.ts';
export * from './common.ts';
