/** What a heartbeat carries, and how its answer is known. */
import { z } from 'zod';
import { given, isFunction } from './given.ts';
import { fromHex, fromText } from './octets.ts';

/** What is sent. */
export type Payload =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** Called for each heartbeat; a throw crashes the connection. */
  | { readonly kind: 'function'; readonly make: () => Uint8Array };

/** What counts as the answer. `any` is whatever arrives. */
export type Expect =
  | { readonly kind: 'any' }
  /** The bytes that were sent. */
  | { readonly kind: 'echo' }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** Tested against the frame read byte by byte as U+0000 to U+00FF: lossless, so that `\xNN` matches the byte NN. */
  | { readonly kind: 'pattern'; readonly pattern: RegExp }
  | { readonly kind: 'function'; readonly matches: (frame: Uint8Array) => boolean };

/** A heartbeat that does not fit into one packet is no sign of life but a load. */
const MOST_BYTES = 1024;
const LONGEST_PATTERN = 1000;

const text = 'text of at most 1,024 bytes, in which \\r \\n \\t \\0 \\\\ and \\xHH are escapes';
const hex = 'hex digits in pairs, at most 1,024 bytes';

const asBytes = (read: (value: string) => Uint8Array | null, error: string) =>
  z.string({ error }).transform((value, context) => {
    const bytes = value.length <= 4 * MOST_BYTES ? read(value) : null;
    if (bytes !== null && bytes.length <= MOST_BYTES) return { kind: 'bytes' as const, bytes };
    context.addIssue({ code: 'custom', message: error });
    return z.NEVER;
  });

const textBytes = z.strictObject({ text: asBytes(fromText, text) }).transform((value) => value.text);
const hexBytes = z.strictObject({ hex: asBytes(fromHex, hex) }).transform((value) => value.hex);

export const sendForms = "'empty', { text }, { hex } or a function that gives bytes";

export const send = z.union(
  [
    z.literal('empty').transform((): Payload => ({ kind: 'bytes', bytes: new Uint8Array(0) })),
    textBytes,
    hexBytes,
    given<() => Uint8Array>(isFunction, sendForms).transform((make): Payload => ({ kind: 'function', make })),
  ],
  { error: sendForms },
);

const slashed = /^\/(.*)\/([a-z]*)$/s;
const pattern = "a regular expression such as '^\\+PONG' or '/^pong/i', not empty, with flags of i, m, s, u only";

function compile(value: string | RegExp): RegExp | null {
  const [, source, flags] =
    typeof value === 'string' ? (slashed.exec(value) ?? ['', value, '']) : ['', value.source, value.flags];
  // Flags g and y keep a place between tests, so that every second answer would be missed. An empty pattern matches all.
  if (source === undefined || source === '' || source === '(?:)' || source.length > LONGEST_PATTERN) return null;
  if (!/^[imsu]*$/.test(flags ?? '')) return null;
  try {
    return new RegExp(source, flags);
  } catch {
    return null;
  }
}

const match = z
  .strictObject({
    match: z
      .union([z.string(), z.instanceof(RegExp)], { error: pattern })
      .transform((value, context): { kind: 'pattern'; pattern: RegExp } => {
        const compiled = compile(value);
        if (compiled !== null) return { kind: 'pattern', pattern: compiled };
        context.addIssue({ code: 'custom', message: pattern });
        return z.NEVER;
      }),
  })
  .transform((value) => value.match);

export const expectForms = "'any', 'echo', { text }, { hex }, { match } or a function";

export const expect = z.union(
  [
    z.enum(['any', 'echo']).transform((kind): Expect => ({ kind })),
    textBytes,
    hexBytes,
    match,
    given<(frame: Uint8Array) => boolean>(isFunction, expectForms).transform((matches): Expect => ({
      kind: 'function',
      matches,
    })),
  ],
  { error: expectForms },
);
