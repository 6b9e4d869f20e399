/** What the page that holds a frame says, checked: nothing in it is used before it is known to be what it should be. */
import { HoldfastError } from '../../contract/errors.ts';
import type { FromPage } from './page-protocol.ts';
import { MOST_SHOWN } from './registry.ts';

/** Longer names are in no record. */
const MOST_TEXT = 1_024;

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= MOST_TEXT;
const isNames = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length <= MOST_SHOWN && value.every(isText);

/** @throws HoldfastError `inspector-refused` */
export function readFromPage(data: string): FromPage {
  const message = parsed(data);
  if (typeof message !== 'object' || message === null) throw refused('expected an object');
  const { type, links, text } = message as Readonly<Record<string, unknown>> & {
    readonly type?: unknown;
    readonly links?: unknown;
    readonly text?: unknown;
  };
  if (type === 'connected') return { type };
  if (type === 'choose' && (links === null || isNames(links))) return { type, links };
  if (type === 'find' && isText(text)) return { type, text };
  throw refused('of no known type, or not as that type should be');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refused('no JSON', cause);
  }
}

const refused = (what: string, cause?: unknown): HoldfastError =>
  new HoldfastError('inspector-refused', `from the page that holds Stately’s frame: a message is ${what}`, { cause });
