/** Supervision: what comes back, how often, and who with it. The words are Erlang/OTP's. */
import { z } from 'zod';
import { option } from './meta.ts';
import { count, durationFrom } from './numbers.ts';
import { duration } from './units.ts';

const restarts = z.enum(['transient', 'permanent', 'temporary'], { error: "'transient', 'permanent' or 'temporary'" });

const restartMeaning =
  'What a crash is answered with: a throwing codec, key or heartbeat function. transient: started again after a crash. permanent: also when it ended by itself, turned away or out of attempts. temporary: never. The loss of a network is a state, never a restart.';

export const restart = option(
  { type: "'transient', 'permanent', 'temporary'", meaning: restartMeaning },
  restarts.prefault('transient'),
);

export const intensity = option(
  {
    type: 'map',
    meaning:
      'How often something is started again before that is given up. Below `supervise()` each child has this budget for itself; a group shares its own among its children.',
  },
  z
    .strictObject({
      restarts: option(
        {
          type: 'whole number',
          meaning: 'Restarts within any window.',
          reason: '0 to 1,000. 1 in 5 s is OTP’s own default: what crashes twice in a row will crash a third time.',
        },
        count(0, 1000).prefault(1),
      ),
      within: option(
        {
          type: 'duration',
          unit: 'ms',
          meaning: 'The window; both its edges count.',
          reason: 'At least 1 ms: a window of no length would hold nothing back.',
        },
        durationFrom(1, 'a window of no length would hold nothing back').prefault('5s'),
      ),
    })
    .prefault({}),
);

export const groupOptions = z.strictObject({
  strategy: option(
    {
      type: "'one-for-one', 'one-for-all', 'rest-for-one'",
      meaning:
        'Who is started again with a child that crashed: nobody else; all children of the group; those that were added after it.',
    },
    z
      .enum(['one-for-one', 'one-for-all', 'rest-for-one'], { error: "'one-for-one', 'one-for-all' or 'rest-for-one'" })
      .prefault('one-for-one'),
  ),
  intensity,
  restart: option(
    {
      type: "'permanent', 'transient', 'temporary'",
      meaning:
        'What its own supervisor does once the group has used up its budget; permanent and transient: start it again.',
    },
    restarts.prefault('permanent'),
  ),
});

export const workerOptions = z.strictObject({
  restart,
  shutdown: option(
    {
      type: 'duration',
      unit: 'ms',
      meaning: 'The most that stopping it may take; then it is killed.',
      reason: '5 s is OTP’s own default for a worker.',
    },
    duration.prefault('5s'),
  ),
});

export type WorkerInput = z.input<typeof workerOptions>;
export type WorkerOptions = z.output<typeof workerOptions>;
export type GroupInput = z.input<typeof groupOptions>;
export type GroupOptions = z.output<typeof groupOptions>;
export type Intensity = z.output<typeof intensity>;
