/** What a page says, checked: it may be anybody's. Nothing in it is used before it is known to be what it should be. */
import { HoldfastError } from '../contract/errors.ts';
import { actions } from './questions.ts';
import type { Filter, PageMessage, Watched } from './questions.ts';

/** Longer names are in no record. */
const MOST_TEXT = 1_024;
/** One of each. */
const MOST_VIEWS = 6;
const MOST_ROWS_SHOWN = 500;
const MOST_RECORDS = 1_000;
/** A day: a timeline keeps less. */
const MOST_WINDOW = 86_400_000;
const MOST_DELAY = 60_000;

type Fields = Readonly<Record<string, unknown>>;

/** @throws HoldfastError `inspector-refused` */
export function readQuestion(text: string): PageMessage {
  const fields = fieldsOf(parsed(text), 'a message');
  const type = fields['type'];
  switch (type) {
    case 'watch':
      return { type, views: views(fields['views']) };
    case 'why': {
      const t = optional(fields, 't', number);
      return { type, id: id(fields), link: string(fields, 'link'), ...(t !== undefined && { t }) };
    }
    case 'chart':
      return { type, id: id(fields), chart: string(fields, 'chart') };
    case 'export':
      return { type, id: id(fields), filter: filter(fields['filter']) };
    case 'act': {
      const action = oneOf(fields, 'action', actions);
      const ms = optional(fields, 'ms', (of, name) => within(of, name, 0, MOST_DELAY));
      return { type, id: id(fields), action, link: string(fields, 'link'), ...(ms !== undefined && { ms }) };
    }
    case 'seek':
      return { type, id: id(fields), t: number(fields, 't') };
    default:
      throw refused('a message is of no known type');
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refused('a message is no JSON', cause);
  }
}

function views(value: unknown): readonly Watched[] {
  if (!Array.isArray(value) || value.length > MOST_VIEWS)
    throw refused(`views: expected a list, ${String(MOST_VIEWS)} at most`);
  const read = value.map((one) => view(fieldsOf(one, 'a view')));
  if (new Set(read.map((one) => one.view)).size < read.length) throw refused('views: one of each at most');
  return read;
}

function view(fields: Fields): Watched {
  const name = fields['view'];
  switch (name) {
    case 'fleet':
    case 'tree':
    case 'rates':
      return { view: name };
    case 'timeline': {
      const link = optional(fields, 'link', string);
      return {
        view: name,
        window: within(fields, 'window', 1, MOST_WINDOW),
        most: whole(fields, 'most', MOST_ROWS_SHOWN),
        order: oneOf(fields, 'order', ['worst', 'name']),
        ...(link !== undefined && { link }),
      };
    }
    case 'connection':
      return { view: name, connection: string(fields, 'connection') };
    case 'trail':
      return { view: name, filter: filter(fields['filter']), limit: whole(fields, 'limit', MOST_RECORDS) };
    default:
      throw refused('there is no view of that name');
  }
}

function filter(value: unknown): Filter {
  const fields = fieldsOf(value, 'a filter');
  const read: Record<string, unknown> = {};
  for (const name of ['link', 'connection', 'chart', 'state', 'event', 'text'])
    put(read, name, optional(fields, name, string));
  put(
    read,
    'cause',
    optional(fields, 'cause', (of, name) => oneOf(of, name, ['io', 'timer', 'user', 'supervisor', 'crash', 'chaos'])),
  );
  for (const name of ['since', 'until']) put(read, name, optional(fields, name, number));
  return read;
}

function put(read: Record<string, unknown>, name: string, value: unknown): void {
  if (value !== undefined) read[name] = value;
}

function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refused(`${what}: expected an object`);
  return value as Fields;
}

const optional = <T>(fields: Fields, name: string, read: (fields: Fields, name: string) => T): T | undefined =>
  fields[name] === undefined ? undefined : read(fields, name);

function string(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value.length > MOST_TEXT) throw refused(`${name}: expected a text, not too long`);
  return value;
}

function number(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw refused(`${name}: expected a number`);
  return value;
}

function within(fields: Fields, name: string, least: number, most: number): number {
  const value = number(fields, name);
  if (value < least || value > most) throw refused(`${name}: expected ${String(least)} to ${String(most)}`);
  return value;
}

const whole = (fields: Fields, name: string, most: number): number => Math.floor(within(fields, name, 1, most));
const id = (fields: Fields): number => Math.floor(within(fields, 'id', 0, Number.MAX_SAFE_INTEGER));

function oneOf<T extends string>(fields: Fields, name: string, choices: readonly T[]): T {
  const choice = choices.find((one) => one === fields[name]);
  if (choice === undefined) throw refused(`${name}: expected ${choices.join(' or ')}`);
  return choice;
}

const refused = (what: string, cause?: unknown): HoldfastError =>
  new HoldfastError('inspector-refused', `from the inspector’s page: ${what}`, { cause });
