/** One line of a log as the entry that it is, or why it is none. Nothing in it is trusted. */
import type { Entry } from './entries.ts';

type Kind = 'count' | 'number' | 'text' | 'object' | 'texts';
type Shape = Readonly<Record<string, Kind>>;

const record: Shape = {
  seq: 'count',
  at: 'number',
  mono: 'number',
  link: 'text',
  connection: 'text',
  epoch: 'count',
  chart: 'text',
  from: 'text',
  event: 'object',
  to: 'text',
  effects: 'texts',
  cause: 'text',
};

const shapes: Readonly<Record<Entry['type'], Shape>> = {
  segment: {
    format: 'count',
    segment: 'count',
    run: 'text',
    next: 'count',
    at: 'number',
    origin: 'number',
    level: 'text',
    previous: 'text',
    config: 'text',
    holdfast: 'text',
    charts: 'object',
  },
  record,
  summary: {
    link: 'text',
    connection: 'text',
    chart: 'text',
    epoch: 'count',
    first: 'count',
    last: 'count',
    counts: 'object',
    until: 'number',
    to: 'text',
    context: 'object',
  },
  gap: { first: 'count', last: 'count', reason: 'text', at: 'number' },
  checkpoint: { entries: 'count', hash: 'text' },
  turn: { at: 'number', why: 'text', cut: 'count' },
  close: { at: 'number', seq: 'count' },
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): boolean => typeof value === 'string';
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;

const kinds: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  count: isCount,
  number: (value) => Number.isFinite(value),
  text: isText,
  object: isObject,
  texts: (value) => Array.isArray(value) && value.every(isText),
};

const isVerdict = (value: unknown): boolean =>
  isObject(value) &&
  isText(value['kind']) &&
  kinds.texts(value['evidence']) &&
  (value['unsure'] === undefined || isText(value['unsure']));

/** What the kinds of fields do not say. */
const further: Readonly<Partial<Record<Entry['type'], (entry: Readonly<Record<string, unknown>>) => boolean>>> = {
  segment: ({ level, charts }) =>
    (level === 'all' || level === 'lifecycle') &&
    Object.values(charts as object).every(
      (chart) => isObject(chart) && isText(chart['version']) && isText(chart['hash']) && isObject(chart['definition']),
    ),
  record: ({ event, guard, verdict }) =>
    isText((event as Readonly<Record<string, unknown>>)['type']) &&
    (guard === undefined || isText(guard)) &&
    (verdict === undefined || isVerdict(verdict)),
  summary: ({ counts }) => Object.values(counts as object).every(isCount),
  turn: ({ why }) => why === 'size' || why === 'age' || why === 'recovered',
};

export type Parsed = { readonly entry: Entry } | { readonly problem: string };

/** @param line without its end */
export function parseEntry(line: string): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { problem: 'the line is no JSON' };
  }
  if (!isObject(value)) return { problem: 'the line is no entry' };
  const { type } = value;
  if (typeof type !== 'string' || !Object.hasOwn(shapes, type)) return { problem: 'the line is of no known type' };
  const known = type as Entry['type'];
  for (const [field, kind] of Object.entries(shapes[known]))
    if (!Object.hasOwn(value, field) || !kinds[kind](value[field]))
      return { problem: `the ${known}'s '${field}' is missing or no ${kind}` };
  if (further[known]?.(value) === false) return { problem: `the ${known} is not what one must be` };
  return { entry: value as unknown as Entry };
}

/**
 * Could this be the beginning of a line whose rest was never written? Each line is one object in braces, without a byte
 * beyond its last brace.
 */
export function isBegun(text: string): boolean {
  if (!'{"type":"'.startsWith(text.slice(0, 9))) return false;
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i] ?? '';
    if (char < ' ' || (i > 0 && depth === 0)) return false;
    if (quoted && char === '\\') i += 1;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && char === '{') depth += 1;
    else if (!quoted && char === '}') depth -= 1;
  }
  return true;
}
