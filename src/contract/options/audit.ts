/** The audit log: where it is written, what is in it, and what happens when it cannot be written. */
import { z } from 'zod';
import { option } from './meta.ts';
import { durationFrom } from './numbers.ts';
import { duration, size } from './units.ts';

const longestPath = 4096;
const fileError = 'a path of 1 to 4,096 characters, without the character 0';
const file = z
  .string({ error: fileError })
  .min(1, { error: fileError })
  .max(longestPath, { error: fileError })
  .refine((path) => !path.includes('\0'), { error: fileError });

const smallestSegment = 256 * 1024;
const greatestSegment = 16 * 2 ** 30;
const segmentError = 'a size from 256 KiB to 16 GiB';

const smallestBuffer = 64 * 1024;
const greatestBuffer = 2 ** 30;
const bufferError = 'a size from 64 KiB to 1 GiB';

const longestBlock = 60_000;

const redactError =
  "'event.' and the name of a fact, as in 'event.remote'; not event.type, at, input or how, without which nothing is replayed";
const redactPath = z
  .string({ error: redactError })
  .max(200, { error: redactError })
  .regex(/^event(?:\.[\w-]+)+$/, { error: redactError })
  .refine((path) => !/^event\.(?:type|at|input|how)(?:\.|$)/.test(path), { error: redactError });

const map = z.strictObject({
  file: option(
    {
      type: 'text',
      meaning:
        'The first file of the log; `audit.ndjson` is followed by `audit.2.ndjson`, and so on. Files are made with mode 0600, folders are not made. One process at a time writes a log.',
      reason: 'At most 4,096 characters: no system takes a longer path.',
    },
    file,
  ),
  level: option(
    {
      type: "'lifecycle', 'all'",
      meaning:
        'lifecycle: exchanges and healthy heartbeats are summed up between the records of all else. all: each transition is kept.',
    },
    z.enum(['lifecycle', 'all']).prefault('lifecycle'),
  ),
  rotate: option(
    { type: 'map', meaning: 'When a new file is begun.' },
    z
      .strictObject({
        size: option(
          {
            type: 'size',
            unit: 'bytes',
            meaning: 'Once a file is so large; the batch that makes it so is its last.',
            reason: '256 KiB to 16 GiB. Each file begins with the charts, some 30 KiB; 64 MiB open in any editor.',
          },
          size
            .refine((bytes) => bytes >= smallestSegment && bytes <= greatestSegment, { error: segmentError })
            .prefault('64MiB'),
        ),
        age: option(
          {
            type: 'duration',
            unit: 'ms',
            meaning: 'Once a file is so old, with the next entry.',
            reason: 'At least 1 s: below that a log would be nothing but beginnings.',
          },
          durationFrom(1_000, 'below that a log would be nothing but beginnings').prefault('1d'),
        ),
      })
      .prefault({}),
  ),
  redact: option(
    {
      type: 'list of texts',
      meaning:
        'Facts of events that must not be in the log, such as `event.remote` and `event.detail`: `[redacted]` stands in their place, and where a verdict repeats them. What a guard or the context uses cannot be replayed without them.',
      default: 'none',
      reason: 'At most 64: no chart has as many facts.',
    },
    z.array(redactPath).max(64).prefault([]),
  ),
  fsync: option(
    {
      type: 'true or false',
      meaning:
        'Waits for the disk after each batch, so that a loss of power costs no more than the death of the process. It holds the process for some ms each time.',
    },
    z.boolean().prefault(false),
  ),
  whenFull: option(
    {
      type: "'drop-with-gap', 'stop-link', 'block'",
      meaning:
        'When the log cannot be written and the buffer is full. drop-with-gap: records are dropped, and a gap tells which. stop-link: so it does, and each link that loses a record is stopped. block: the process waits for `blockFor`, and goes on as stop-link.',
    },
    z.enum(['drop-with-gap', 'stop-link', 'block']).prefault('drop-with-gap'),
  ),
  buffer: option(
    {
      type: 'size',
      unit: 'bytes',
      meaning: 'What may wait in memory while the log cannot be written.',
      reason:
        '64 KiB to 1 GiB. 16 MiB are some 60,000 records: minutes of a busy line at level all, days at lifecycle.',
    },
    size
      .refine((bytes) => bytes >= smallestBuffer && bytes <= greatestBuffer, { error: bufferError })
      .prefault('16MiB'),
  ),
  blockFor: option(
    {
      type: 'duration',
      unit: 'ms',
      meaning: 'block only: how long the process may be held.',
      reason: '1 ms to 1 minute. Nothing else happens meanwhile, and peers take a silent process for dead.',
    },
    duration
      .refine((ms) => ms >= 1 && ms <= longestBlock, { error: 'a duration from 1 ms to 1 minute' })
      .prefault('5s'),
  ),
});

/** Complete; durations in ms, sizes in bytes. */
export type AuditOptions = z.output<typeof map>;

export const audit = option(
  {
    type: 'text or map',
    meaning: 'Every transition on record, in a file that shows tampering and can be replayed. A text is its `file`.',
    default: 'no log',
  },
  z.union([file.transform((path): AuditOptions => map.parse({ file: path })), map]).optional(),
);
