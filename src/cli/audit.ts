/** `holdfast audit`: is a log whole, what is in it, and why was a link down? */
import { auditShow } from './audit-show.ts';
import { auditVerify } from './audit-verify.ts';
import { auditWhy } from './audit-why.ts';
import { UsageError } from './command.ts';
import type { Command, ExitStatus } from './command.ts';
import type { World } from './world.ts';

type Verb = (args: readonly string[], world: World) => Promise<ExitStatus>;

const verbs: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ['verify', auditVerify],
  ['show', auditShow],
  ['why', auditWhy],
]);

export const audit: Command = {
  name: 'audit',
  summary: 'verify an audit log, show it, or tell why a link, listener or session was down',
  usage: `holdfast audit verify <log> [--head HASH] [--json]
holdfast audit show <log> [filters] [--last N] [--json]
holdfast audit why <log> <name> [--at TIME] [--json]

<log> is the first file; those that follow it (audit.2.ndjson, ...) are found beside it.

verify  the chain of hashes first, then each event through XState's interpreter. It answers
          complete            everything is there, to the closing record
          open                the chain is whole, and has no closing record: at most one flush
                              (512 records or 100 ms) may be missing, and nobody can prove which
          broken at record N  what was written is changed, gone or out of its place, or never happened
  --head HASH        this hash must stand in the log: the last one that verify told shows a cut tail

show    the entries that fit all filters
  --link NAME  --connection ID  --chart CHART  --state STATE  --event TYPE  --cause CAUSE
  --from TIME  --to TIME
  --last N           only the last N of them

why     of a link or listener: what happened, why, what the policy then did, how long it lasted;
        of a session (front!3): why it ended
  --at TIME          the outage, or session, at or before this time; without it, the last one

TIME is 03:12, 03:12:45 (the last such time in the log) or 2026-01-02T03:12:45; without a zone, local.
--json prints JSON. Exit status: 0 done; 1 broken, not replayed, or nothing found; 2 usage.
`,
  run: (args, world) => {
    const [name, ...rest] = args;
    const verb = verbs.get(name ?? '');
    if (verb === undefined)
      throw new UsageError(
        `${name === undefined ? 'what to do is missing' : `there is no 'audit ${name}'`}: expected verify, show or why`,
      );
    return verb(rest, world);
  },
};
