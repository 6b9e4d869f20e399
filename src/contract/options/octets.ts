/** Bytes as people write them in a configuration: text with escapes, or hex. */
import { z } from 'zod';

const digits = /^(?:[\da-f]{2})*$/i;

/** The bytes of hex digits in pairs, without anything between them; `null` for any other text. */
export function fromHex(hex: string): Uint8Array | null {
  if (!digits.test(hex)) return null;
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** Lower-case hex of `bytes.subarray(start, end)`. */
export function toHex(bytes: Uint8Array, start = 0, end: number = bytes.length): string {
  let hex = '';
  for (const byte of bytes.subarray(start, end)) hex += byte.toString(16).padStart(2, '0');
  return hex;
}

const named: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t', '0': '\0', '\\': '\\' };

/** UTF-8 of the text, with \r \n \t \0 \\ and \xHH read as what they stand for; `null` for any other escape. */
export function fromText(text: string): Uint8Array | null {
  const utf8 = new TextEncoder();
  const parts: number[] = [];
  let known = true;
  for (const [part, escape, hex] of text.matchAll(/\\x([\da-f]{2})|\\(.?)|[^\\]+/gis)) {
    if (escape !== undefined) parts.push(Number.parseInt(escape, 16));
    else if (hex !== undefined && named[hex] === undefined) known = false;
    else for (const byte of utf8.encode(hex === undefined ? part : named[hex])) parts.push(byte);
  }
  return known ? Uint8Array.from(parts) : null;
}

const expected = "expected text (\\r \\n \\t \\0 \\\\ and \\xHH are escapes) or { hex: '0d0a' }";

/** In: text with escapes, or `{ hex }`. Out: the bytes, of which there are `least` to `most`. */
export function bytesOf(least: number, most: number): z.ZodType<Uint8Array, string | { hex: string }> {
  const error = `${expected}, ${String(least)} to ${String(most)} bytes`;
  return z.union([z.string(), z.strictObject({ hex: z.string() })], { error }).transform((value, context) => {
    const bytes = typeof value === 'string' ? fromText(value) : fromHex(value.hex);
    if (bytes !== null && bytes.length >= least && bytes.length <= most) return bytes;
    context.addIssue({ code: 'custom', message: error, input: value });
    return z.NEVER;
  });
}
