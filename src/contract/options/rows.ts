/** The options as rows of a table, read off the schema: the documentation cannot name an option that is not there. */
import { z } from 'zod';
import { linkFields } from './link.ts';
import { listenerFields } from './listener.ts';
import { optionMeta } from './meta.ts';
import type { OptionMeta } from './meta.ts';
import { groupOptions, workerOptions } from './restart.ts';
import { superviseOptions } from './supervise.ts';

export interface OptionRow {
  /** `heartbeat.every`; for one of several shapes `framing (length).bytes`. */
  readonly path: string;
  readonly type: string;
  /** As it would be written; '' where there is none. */
  readonly default: string;
  /** What a plain number counts; '' for no quantity. */
  readonly unit: string;
  readonly meaning: string;
  /** Why its limits are where they are; '' where it has none. */
  readonly reason: string;
}

/** Every option of a link, outer ones before their parts. */
export const optionRows = (): readonly OptionRow[] => rowsOf('', linkFields);

/** Every option of a listener. */
export const listenerRows = (): readonly OptionRow[] => rowsOf('', listenerFields);

/** Every option of `supervise()`. */
export const superviseRows = (): readonly OptionRow[] => rowsOf('', superviseOptions);

/** Every option of a group. */
export const groupRows = (): readonly OptionRow[] => rowsOf('', groupOptions);

/** Every option of a worker. */
export const workerRows = (): readonly OptionRow[] => rowsOf('', workerOptions);

function rowsOf(prefix: string, map: z.ZodObject): OptionRow[] {
  return Object.entries(map.shape).flatMap(([name, field]) => {
    const schema = field as z.ZodType;
    const path = `${prefix}${name}`;
    const maps = mapsIn(schema);
    return [row(path, schema), ...maps.flatMap((part) => rowsOf(`${path}${shapeName(part, maps)}.`, part))];
  });
}

function row(path: string, schema: z.ZodType): OptionRow {
  const meta = metaOf(schema);
  return {
    path,
    type: meta?.type ?? typeName(schema),
    default: meta?.default ?? defaultOf(schema),
    unit: meta?.unit ?? '',
    meaning: meta?.meaning ?? schema.description ?? '',
    reason: meta?.reason ?? '',
  };
}

/** Where several maps may stand, each is told by its one literal: `framing (length)`. */
function shapeName(map: z.ZodObject, maps: readonly z.ZodObject[]): string {
  const first: unknown = Object.values(map.shape)[0];
  return maps.length > 1 && first instanceof z.ZodLiteral ? ` (${String(first.value)})` : '';
}

/** What it wraps, on the side of the input. */
function inner(schema: z.core.$ZodType): z.core.$ZodType | null {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodPrefault || schema instanceof z.ZodDefault)
    return schema.unwrap();
  return schema instanceof z.ZodPipe ? schema.in : null;
}

function mapsIn(schema: z.core.$ZodType): z.ZodObject[] {
  if (schema instanceof z.ZodObject) return [schema];
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((one) => mapsIn(one));
  const wrapped = inner(schema);
  // A map that a value is written as, such as { hex }, is told in the type of its option.
  return wrapped === null ? [] : mapsIn(wrapped).filter((map) => Object.values(map.shape).every(isTold));
}

/** Where an option may be missing, what is told of it may stand on what it wraps. */
const metaOf = (schema: z.ZodType): OptionMeta | undefined =>
  optionMeta.get(schema) ??
  (schema instanceof z.ZodOptional ? optionMeta.get(schema.unwrap() as z.ZodType) : undefined);

const isTold = (field: unknown): boolean =>
  field instanceof z.ZodType && (metaOf(field) !== undefined || field.description !== undefined);

function defaultOf(schema: z.core.$ZodType): string {
  if (!(schema instanceof z.ZodPrefault || schema instanceof z.ZodDefault)) return '';
  const value: unknown = schema.def.defaultValue;
  // An empty map is its parts' defaults, which have rows of their own.
  if (typeof value === 'object' && value !== null) return '';
  return String(value);
}

function typeName(schema: z.core.$ZodType): string {
  if (schema instanceof z.ZodEnum) return schema.options.map((one) => `'${String(one)}'`).join(', ');
  if (schema instanceof z.ZodLiteral) return `'${String(schema.value)}'`;
  if (schema instanceof z.ZodBoolean) return 'true or false';
  if (schema instanceof z.ZodNumber) return 'whole number';
  if (schema instanceof z.ZodUnion) return [...new Set(schema.options.map((one) => typeName(one)))].join(' or ');
  if (schema instanceof z.ZodString) return 'text';
  if (schema instanceof z.ZodObject) return `{ ${Object.keys(schema.shape).join(', ')} }`;
  const wrapped = inner(schema);
  return wrapped === null ? 'any' : typeName(wrapped);
}
