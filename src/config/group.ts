/** Groups in a configuration: links and listeners that share a strategy and a budget. */
import { z } from 'zod';
import { groupOptions } from '../contract/options/restart.ts';
import type { GroupOptions } from '../contract/options/restart.ts';
import { isMap } from './part.ts';

export interface ConfiguredGroup {
  /** For `supervisor.group(name, input)`, complete. */
  readonly options: GroupOptions;
  /** Names of links, listeners and groups, in the order of the file: `rest-for-one` goes by it. */
  readonly children: readonly string[];
}

/** Nobody could tell what a crash restarts through more. */
export const DEEPEST_GROUP = 8;

/** What children stand under, in a group and in the file. */
export const childKeys = ['links', 'listeners', 'groups'] as const;
export type ChildKey = (typeof childKeys)[number];

const linksExpected = 'a map from the name of each link to its options';

/** A map from names to what is checked by itself. */
export const named = (expected: string, least: string): z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodUnknown>> =>
  z
    .record(z.string(), z.unknown(), { error: expected })
    .refine((all) => Object.keys(all).length > 0, { error: least })
    .optional();

export const childFields = {
  links: named(linksExpected, 'at least one link'),
  listeners: named('a map from the name of each listener to its options', 'at least one listener'),
  groups: named('a map from the name of each group to what is in it', 'at least one group'),
};

/** Of `childFields` one is there at least. */
export function mustHaveChild(map: unknown, context: z.RefinementCtx): void {
  if (!isMap(map) || childKeys.some((key) => map[key] !== undefined)) return;
  if (context.issues.every(({ path }) => path?.[0] !== 'links'))
    context.addIssue({ code: 'custom', path: ['links'], message: linksExpected });
}

export const groupInFile = z
  .strictObject({ ...childFields, ...groupOptions.shape })
  // Told together with what else is wrong.
  .superRefine(mustHaveChild, { when: () => true });
