/** Joins the leaf readers to `supervise()`. */
import * as machines from '../machines/index.ts';
import { openAudit } from './audit/audit.ts';
import { version } from './audit/version.ts';
import type { Host } from './contract/host.ts';
import { resolveSupervise } from './contract/options/supervise.ts';
import type { SuperviseInput } from './contract/options/supervise.ts';
import type { SinkMaker } from './supervisor/supervisor.ts';
import { Supervisor } from './supervisor/supervisor.ts';

/** All there are: whatever runs is on record. */
const charts = Object.fromEntries(
  Object.values(machines)
    .filter((one) => typeof one === 'object')
    .map((machine) => [machine.id, { version: machine.version ?? '', definition: machine.config }]),
);

/**
 * A supervisor with all that its options ask for.
 * @throws HoldfastError `option-invalid`, `option-unavailable`, `audit-locked`, `audit-failed`
 */
export function assemble(input: SuperviseInput, host: Host): Supervisor {
  const { audit } = resolveSupervise(input);
  const sinks: SinkMaker[] = [];
  if (audit !== undefined)
    sinks.push((origin, fault) =>
      openAudit(audit, {
        charts,
        config: input,
        holdfast: version(),
        origin,
        clock: host.clock,
        fault,
        stopLink: (name) => (supervisor.links.get(name) ?? supervisor.listening.get(name))?.destroy(),
      }),
    );
  const supervisor = new Supervisor(input, host, sinks);
  return supervisor;
}
