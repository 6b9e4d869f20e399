/** Words of messages: what was found, told without its secrets, and which known name was meant. */

const LONGEST_QUOTE = 60;
/** Kept from every message, whatever else is shown: a certificate or key, and what may stand before an @ in a URL. */
const CREDENTIALS = /^([a-z][a-z\d+.-]*:\/\/)?.*@/is;

/** One line about a value of unknown origin. `secret`: its kind and length only. */
export function found(value: unknown, secret = false): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'string') return secret ? `text of ${String(value.length)} characters` : quoted(value);
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return secret ? `a ${typeof value}` : String(value);
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol') return 'a symbol';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${String(value.length)}`;
  if (value instanceof RegExp) return secret ? 'a pattern' : quoted(String(value));
  return 'a map';
}

function quoted(text: string): string {
  const shown = text.replace(CREDENTIALS, (_, scheme: string | undefined) => `${scheme ?? ''}…@`);
  return JSON.stringify(shown.length > LONGEST_QUOTE ? `${shown.slice(0, LONGEST_QUOTE)}…` : shown);
}

/** 'a', 'a or b', 'a, b or c'. */
export const oneOf = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;

/** The known name that a slip of the keyboard leads to `name`; `null` when none is near. */
export function nearest(name: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let least = Math.floor(name.length / 3) + 2;
  for (const candidate of known) {
    const d = distance(name.toLowerCase(), candidate.toLowerCase(), least);
    if (d < least) [best, least] = [candidate, d];
  }
  return best;
}

/** Edits from one to the other, where a swap of neighbours is one edit (optimal string alignment); `limit` or more is `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    [before, above] = [above, row];
  }
  return Math.min(limit, above[b.length] ?? limit);
}

const units: readonly (readonly [number, string])[] = [
  [3_600_000, 'h'],
  [60_000, 'm'],
  [1_000, 's'],
];

/** A duration as an option would be written: '30s', '1500ms'. */
export function inUnits(ms: number): string {
  for (const [factor, unit] of units) if (ms >= factor && ms % factor === 0) return `${String(ms / factor)}${unit}`;
  return `${String(ms)}ms`;
}
