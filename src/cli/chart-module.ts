/** A user's own chart: a local module that exports an XState machine. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AnyStateMachine } from 'xstate';
import { HoldfastError } from '../contract/errors.ts';
import type { Graph } from '../diagram/graph.ts';
import { walk } from '../diagram/walk.ts';

/** By its look: a path with a slash, or a file of JavaScript or TypeScript; `#` and an export's name may follow. */
export const isChartModule = (name: string): boolean => /[/\\]|\.[cm]?[jt]s(?:#|$)/.test(name);

interface Place {
  readonly file: string;
  readonly exported: string | null;
}

const placeOf = (name: string): Place => {
  const at = name.lastIndexOf('#');
  return at < 1 ? { file: name, exported: null } : { file: name.slice(0, at), exported: name.slice(at + 1) };
};

/** By its parts, not by its class: the module may bring an XState of its own. */
const isMachine = (value: unknown): value is AnyStateMachine =>
  typeof value === 'object' && value !== null && 'root' in value && 'implementations' in value && 'config' in value;

const fail = (name: string, what: string, cause?: unknown): HoldfastError =>
  new HoldfastError('chart-unreadable', `${name}: ${what}`, { cause });

const load = async (name: string, file: string): Promise<ReadonlyMap<string, unknown>> => {
  if (!existsSync(file)) throw fail(name, 'there is no such file');
  try {
    return new Map(Object.entries((await import(pathToFileURL(resolve(file)).href)) as Record<string, unknown>));
  } catch (error) {
    throw fail(name, `it threw when imported: ${error instanceof Error ? error.message : String(error)}`, error);
  }
};

/**
 * Imports the module, and so runs it.
 * @param name a path, with `#name` where the module exports several machines
 * @throws HoldfastError `chart-unreadable`
 */
export async function readChartModule(name: string): Promise<Graph> {
  const { file, exported } = placeOf(name);
  const all = await load(name, file);
  const found = new Map([...all].filter((one): one is [string, AnyStateMachine] => isMachine(one[1])));
  const names = [...found.keys()].join(', ');
  if (exported !== null) {
    const machine = found.get(exported);
    if (machine !== undefined) return walk(machine);
    const what = all.has(exported) ? `its export '${exported}' is no XState machine` : `it has no export '${exported}'`;
    throw fail(name, names === '' ? what : `${what}; its machines: ${names}`);
  }
  // The same machine may be exported twice, by its name and as the default.
  const [machine, another] = new Set(found.values());
  if (machine === undefined) throw fail(name, 'it exports no XState machine');
  if (another !== undefined) throw fail(name, `it exports several machines: add # and one of ${names}`);
  return walk(machine);
}
