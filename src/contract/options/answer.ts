/** An answer that needs no code: for listeners of a configuration, trials and stand-ins. */
import { z } from 'zod';
import { option } from './meta.ts';
import { fromHex, fromText } from './octets.ts';

export type FixedAnswer =
  /** What the client has sent. */
  { readonly kind: 'echo' } | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

/** What is told to anybody who asks needs no more. */
const MOST_BYTES = 65_536;

const forms = "'echo', { text } or { hex }";
const text = 'text of at most 65,536 bytes, in which \\r \\n \\t \\0 \\\\ and \\xHH are escapes';
const hex = 'hex digits in pairs, at most 65,536 bytes';

const asBytes = (read: (value: string) => Uint8Array | null, error: string) =>
  z.string({ error }).transform((value, context): FixedAnswer => {
    const bytes = value.length <= 4 * MOST_BYTES ? read(value) : null;
    if (bytes !== null && bytes.length <= MOST_BYTES) return { kind: 'bytes', bytes };
    context.addIssue({ code: 'custom', message: error });
    return z.NEVER;
  });

export const answer = option(
  {
    type: forms,
    meaning:
      'Answers each request of a client without code: with what it sent, or with the same bytes always. In place of `onRequest`.',
    reason: 'At most 64 KiB: what differs from request to request is for `onRequest`.',
  },
  z
    .union(
      [
        z.literal('echo').transform((kind): FixedAnswer => ({ kind })),
        z.strictObject({ text: asBytes(fromText, text) }).transform((value) => value.text),
        z.strictObject({ hex: asBytes(fromHex, hex) }).transform((value) => value.hex),
      ],
      { error: forms },
    )
    .optional(),
);
