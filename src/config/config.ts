/** `links.yaml`: links by name, as options describe them, and what their supervisor needs. Every mistake is told, with its place. */
import { closeSync, openSync, readSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { defined } from '../contract/options/defined.ts';
import { laterConfigKeys } from '../contract/options/later.ts';
import { checkLink, nameProblem } from '../contract/options/link.ts';
import type { LinkInput, LinkOptions } from '../contract/options/link.ts';
import { check } from '../contract/options/problem.ts';
import type { OptionProblem } from '../contract/options/problem.ts';
import { audit } from '../contract/options/audit.ts';
import { intensity } from '../contract/options/restart.ts';
import { dials } from '../contract/options/supervise.ts';
import type { SuperviseInput } from '../contract/options/supervise.ts';
import { found } from '../contract/options/words.ts';
import type { Mistake } from './mistake.ts';
import { insideOf, readPemFile } from './pem-file.ts';
import { readTree } from './tree.ts';
import type { Path, Tree } from './tree.ts';

export interface ConfiguredLink {
  /** For `supervisor.link(name, input)`: as in the file, with the texts of the files it names. */
  readonly input: LinkInput;
  /** What that comes to. */
  readonly options: LinkOptions;
}

export type Config =
  | {
      readonly ok: true;
      readonly links: ReadonlyMap<string, ConfiguredLink>;
      /** For `supervise()`: what the file says of it. */
      readonly supervise: SuperviseInput;
    }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] };

/** A thousand links take about 200 KB. */
const LARGEST = 2 ** 20;

const whole = z.strictObject({
  links: z
    .record(z.string(), z.unknown(), { error: 'a map from the name of each link to its options' })
    .refine((links) => Object.keys(links).length > 0, { error: 'at least one link' }),
  dials: dials.optional(),
  intensity: intensity.optional(),
  audit,
});

/** Reads a configuration file. Files it names are looked for in its folder. Never throws for what is wrong in it. */
export function readConfig(file: string): Config {
  const refused = (what: string, expected: string): Config => ({
    ok: false,
    mistakes: [{ file, line: 0, column: 0, path: [], found: what, expected }],
  });
  let bytes: Uint8Array;
  try {
    bytes = readSome(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return refused(`no readable file (${code})`, 'a YAML file with `links:`');
  }
  if (bytes.length > LARGEST) return refused('a larger file', 'at most 1 MiB');
  try {
    return parseConfig(new TextDecoder('utf-8', { fatal: true }).decode(bytes), file);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return refused('bytes that are no UTF-8', 'text in UTF-8');
  }
}

/** All of the file, or a byte more than the most it may have: a device or a pipe has no size, and may have no end. */
function readSome(file: string): Uint8Array {
  const bytes = new Uint8Array(LARGEST + 1);
  const handle = openSync(file, 'r');
  try {
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(handle, bytes, length, bytes.length - length, null);
    return bytes.subarray(0, length);
  } finally {
    closeSync(handle);
  }
}

/** The same for text already read. @param file for messages, and for the folder of files that the text names */
export function parseConfig(text: string, file: string): Config {
  const tree = readTree(text);
  const mistakes: Mistake[] = tree.faults.map((fault) => ({ file, ...fault }));
  /** What has a mistake of its own is missing to the schema, which need not be told. */
  const isTold = (path: Path): boolean =>
    tree.faults.some((fault) => fault.path.length > 0 && fault.path.every((key, i) => key === path[i]));
  const tell = (problem: Pick<OptionProblem, 'about' | 'found' | 'expected'>, path: Path): void => {
    if (isTold(path)) return;
    const { line, column } = tree.find(path, problem.about);
    mistakes.push({ file, line, column, path, found: problem.found, expected: problem.expected });
  };
  const links = new Map<string, ConfiguredLink>();
  if (tree.value !== undefined) {
    const checked = check(whole, tree.value, { later: laterConfigKeys });
    if (!checked.ok) for (const problem of checked.problems) tell(problem, problem.path);
    const astray = auditProblem(tree, dirname(file));
    if (astray !== null) tell({ about: 'value', ...astray }, ['audit']);
    for (const [name, given] of Object.entries(linksOf(tree))) {
      const path = ['links', name];
      const expected = nameProblem(name);
      if (expected !== null) tell({ about: 'name', found: `the name '${name}'`, expected }, path);
      const input = withFiles(given, dirname(file), (below, what, wanted) =>
        tell({ about: 'value', found: what, expected: wanted }, [...path, ...below]),
      );
      const link = checkLink(input);
      if (link.ok) links.set(name, { input: input as LinkInput, options: link.value });
      else for (const problem of link.problems) tell(problem, [...path, ...problem.path]);
    }
  }
  if (mistakes.length > 0) return { ok: false, mistakes };
  return { ok: true, links, supervise: ofSupervisor(tree, dirname(file)) };
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

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const linksOf = ({ value }: Tree): Readonly<Record<string, unknown>> =>
  isMap(value) && isMap(value['links']) ? value['links'] : {};

/** Stands for a file that could not be read, whose mistake is told already. */
const UNREAD = '-----BEGIN UNREAD-----';

type Refuse = (path: Path, found: string, expected: string) => void;

/** The link with the text of each file that its `tls` names. */
function withFiles(link: unknown, folder: string, refuse: Refuse): unknown {
  if (!isMap(link) || !isMap(link['tls'])) return link;
  const text = (value: unknown, path: Path): unknown => {
    if (Array.isArray(value)) return value.map((one, i) => text(one, [...path, i]));
    if (!isMap(value) || !('file' in value)) return value;
    const { file, ...rest } = value;
    for (const name of Object.keys(rest)) refuse([...path, name], `the name '${name}'`, '`file` alone');
    const read = readPemFile(file, folder);
    if (read.ok) return read.text;
    refuse([...path, 'file'], read.found, read.expected);
    return UNREAD;
  };
  const tls = Object.entries(link['tls']).map(([name, value]) =>
    name === 'ca' || name === 'cert' || name === 'key' ? [name, text(value, ['tls', name])] : [name, value],
  );
  return { ...link, tls: Object.fromEntries(tls) as object };
}
