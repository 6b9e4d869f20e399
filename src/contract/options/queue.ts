/** Bounds on what waits: calls for the line, messages for a reader. */
import { z } from 'zod';
import { option } from './meta.ts';
import { count } from './numbers.ts';
import { size } from './units.ts';

const MOST = 1_000_000;
const mostBytes = 2 ** 30;
const sizeError = 'a size from 1 B to 1 GiB';

const max = (what: string) =>
  option(
    {
      type: 'whole number',
      meaning: `${what}, at most.`,
      reason: '1 to 1,000,000. 1,000 is some seconds of a busy line: what is older has seldom any use.',
    },
    count(1, MOST).prefault(1_000),
  );

const maxBytes = option(
  {
    type: 'size',
    unit: 'bytes',
    meaning: 'The bytes of all of them together, at most.',
    reason: '1 B to 1 GiB. 16 MiB for each link leaves room for a hundred links in a small process.',
  },
  size.refine((bytes) => bytes >= 1 && bytes <= mostBytes, { error: sizeError }).prefault('16MiB'),
);

export const queue = option(
  { type: 'map', meaning: 'What cannot be written now, for want of a line or because the line is busy.' },
  z
    .strictObject({
      max: max('Calls that wait'),
      maxBytes,
      whenFull: option(
        {
          type: "'reject'",
          meaning: 'The call that finds no room fails at once with `queue-full`; nothing is dropped.',
        },
        z.literal('reject').prefault('reject'),
      ),
    })
    .prefault({}),
);

export const inbox = option(
  {
    type: 'map',
    meaning:
      'Messages that nobody has read yet. When it is full the socket is paused; with no reader and no listener at all they are dropped and counted.',
  },
  z.strictObject({ max: max('Unread messages'), maxBytes }).prefault({}),
);
