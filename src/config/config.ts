/** `links.yaml`: links, listeners and groups of them by name, as options describe them, and what their supervisor needs. Every mistake is told, with its place. */
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { defined } from '../contract/options/defined.ts';
import { laterConfigKeys } from '../contract/options/later.ts';
import { check } from '../contract/options/problem.ts';
import type { OptionProblem } from '../contract/options/problem.ts';
import { audit } from '../contract/options/audit.ts';
import { intensity } from '../contract/options/restart.ts';
import { dials } from '../contract/options/supervise.ts';
import type { SuperviseInput } from '../contract/options/supervise.ts';
import { found } from '../contract/options/words.ts';
import { insideOf } from './beside.ts';
import { Entries } from './entries.ts';
import type { ConfiguredLink, ConfiguredListener } from './entries.ts';
import { childFields, mustHaveChild, named } from './group.ts';
import type { ConfiguredGroup } from './group.ts';
import type { Mistake } from './mistake.ts';
import { Mistakes } from './mistakes.ts';
import { isMap } from './part.ts';
import type { Source } from './part.ts';
import { readTextFile } from './text-file.ts';
import { readTree } from './tree.ts';
import type { Tree } from './tree.ts';

export type Config =
  | {
      readonly ok: true;
      /** Of the whole tree, by name. */
      readonly links: ReadonlyMap<string, ConfiguredLink>;
      readonly listeners: ReadonlyMap<string, ConfiguredListener>;
      readonly groups: ReadonlyMap<string, ConfiguredGroup>;
      /** Names of what stands in no group, in the order of the file. */
      readonly children: readonly string[];
      /** For `supervise()`: what the file says of it. */
      readonly supervise: SuperviseInput;
    }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] };

const whole = z
  .strictObject({
    ...childFields,
    templates: named('a map from the name of each template to its options', 'at least one template'),
    dials: dials.optional(),
    intensity: intensity.optional(),
    audit,
  })
  .superRefine(mustHaveChild, { when: () => true });

/** Reads a configuration file. Files it names are looked for in its folder. Never throws for what is wrong in it. */
export function readConfig(file: string): Config {
  const read = readTextFile(file);
  if (read.ok) return parseConfig(read.text, file);
  const { found: was, expected } = read;
  return { ok: false, mistakes: [{ file, line: 0, column: 0, path: [], found: was, expected }] };
}

/** The same for text already read. @param file for messages, and for the folder of files that the text names */
export function parseConfig(text: string, file: string): Config {
  const tree = readTree(text);
  const source: Source = { file, folder: dirname(file), tree };
  const mistakes = new Mistakes();
  mistakes.tellFaults(source);
  const entries = new Entries(source, mistakes);
  let children: readonly string[] = [];
  if (tree.value !== undefined) {
    const checked = check(whole, tree.value, { later: laterConfigKeys });
    if (!checked.ok) for (const problem of checked.problems) mistakes.tell({ source, path: problem.path }, problem);
    const astray = auditProblem(tree, source.folder);
    if (astray !== null) mistakes.tell({ source, path: ['audit'] }, { about: 'value', ...astray });
    children = entries.read();
  }
  if (mistakes.all.length > 0) return { ok: false, mistakes: mistakes.all };
  const { links, listeners, groups } = entries;
  return { ok: true, links, listeners, groups, children, supervise: ofSupervisor(tree, source.folder) };
}

/** Once all is right. The path of an audit log is relative to the configuration's folder. */
function ofSupervisor({ value }: Tree, folder: string): SuperviseInput {
  const { dials: caps, intensity: budget, audit: log } = value as SuperviseInput;
  return defined({
    dials: caps,
    intensity: budget,
    audit: typeof log === 'string' ? resolve(folder, log) : log && { ...log, file: resolve(folder, log.file) },
  });
}

/** What the path of an audit log must be, where this one is not. */
function auditProblem({ value }: Tree, folder: string): Pick<OptionProblem, 'found' | 'expected'> | null {
  const log: unknown = isMap(value) ? value['audit'] : undefined;
  const path = isMap(log) ? log['file'] : log;
  if (typeof path !== 'string' || insideOf(folder, path) !== null) return null;
  return { found: found(path), expected: 'a path inside the folder of this file; `holdfast run --audit` takes any' };
}
