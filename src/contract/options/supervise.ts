/** Options of `supervise()`: what all links of one supervisor share. */
import { z } from 'zod';
import { audit } from './audit.ts';
import { option } from './meta.ts';
import { count } from './numbers.ts';
import { groupOptions, intensity, workerOptions } from './restart.ts';
import type { GroupInput, GroupOptions, WorkerInput, WorkerOptions } from './restart.ts';
import { check, problemError } from './problem.ts';

const files = 'A dial that waits for a peer holds a file descriptor, and most systems begin with 1,024 of them.';

export const dials = option(
  {
    type: 'map',
    meaning:
      'Caps on dials, so that many links that are lost together do not come back as a storm. Waiting for a turn is the state `waiting`.',
  },
  z
    .strictObject({
      perTarget: option(
        {
          type: 'whole number',
          meaning: 'Dials at once to one target.',
          reason:
            '1 to 1,024. More than 16 at once to one target gain nothing and delay everything else: 1,024 at once held the event loop for 170 ms.',
        },
        count(1, 1024).prefault(16),
      ),
      total: option(
        { type: 'whole number', meaning: 'Dials at once in all.', reason: `1 to 4,096. ${files}` },
        count(1, 4096).prefault(256),
      ),
      rate: option(
        {
          type: 'whole number',
          unit: 'dials a second',
          meaning: 'Dials begun within any second.',
          reason:
            '1 to 100,000. A dial costs its thread about 0.1 ms, so 2,000 a second leave four fifths of it to the lines that are up.',
        },
        count(1, 100_000).prefault(2_000),
      ),
    })
    .prefault({}),
);

export const superviseOptions = z.strictObject({
  dials,
  intensity,
  audit,
  engine: option(
    {
      type: "'compiled', 'interpreted'",
      meaning:
        'How charts are run. compiled: as tables, fast. interpreted: by XState itself, for debugging; about seventy times slower.',
    },
    z.enum(['compiled', 'interpreted']).prefault('compiled'),
  ),
  chaos: option(
    {
      type: 'boolean',
      meaning:
        'Links may be disturbed on purpose, by `supervisor.chaos` or from the inspector’s page: to see how they bear it. false: nothing of it stands in the way of any byte.',
    },
    z.boolean().prefault(false),
  ),
});

export type SuperviseInput = z.input<typeof superviseOptions>;
export type SuperviseOptions = z.output<typeof superviseOptions>;

/**
 * Checks and completes a supervisor's options.
 * @throws HoldfastError `option-invalid`
 */
export function resolveSupervise(input: SuperviseInput = {}): SuperviseOptions {
  const checked = check(superviseOptions, input, { later: new Set() });
  if (!checked.ok) throw problemError('supervise()', checked.problems);
  return checked.value;
}

/**
 * Checks and completes a group's options.
 * @throws HoldfastError `option-invalid`
 */
export function resolveGroup(name: string, input: GroupInput = {}): GroupOptions {
  const checked = check(groupOptions, input, { later: new Set() });
  if (!checked.ok) throw problemError(name, checked.problems);
  return checked.value;
}

/**
 * Checks and completes a worker's options.
 * @throws HoldfastError `option-invalid`
 */
export function resolveWorker(name: string, input: WorkerInput = {}): WorkerOptions {
  const checked = check(workerOptions, input, { later: new Set() });
  if (!checked.ok) throw problemError(name, checked.problems);
  return checked.value;
}
