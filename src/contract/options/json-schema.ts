/** JSON Schema of options as a file writes them: names, kinds, limits, defaults and what each option means. */
import { z } from 'zod';
import { optionMeta } from './meta.ts';
import type { OptionMeta } from './meta.ts';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

const description = ({ meaning, unit, default: fallback, reason }: OptionMeta): string =>
  [
    meaning,
    ...(unit === 'ms' || unit === 'bytes' ? [`A plain number is in ${unit}.`] : []),
    ...(fallback === undefined ? [] : [`Default: ${fallback}.`]),
    ...(reason === undefined ? [] : [`Limits: ${reason}`]),
  ].join(' ');

const isMap = (json: unknown): json is Readonly<Record<string, unknown>> =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

/** What only code can give is valid nowhere in a file. */
const isNothing = (json: unknown): boolean =>
  isMap(json) && isMap(json['not']) && Object.keys(json['not']).length === 0;

/** Without what is valid nowhere: an editor would offer it. */
function pruned(json: unknown): unknown {
  if (Array.isArray(json)) return json.filter((one) => !isNothing(one)).map(pruned);
  if (!isMap(json)) return json;
  const parts = Object.entries(json).filter(([, part]) => !isNothing(part));
  return Object.fromEntries(parts.map(([key, part]) => [key, pruned(part)]));
}

/** Draft 2020-12. What only code can give is left out. */
export function jsonSchema(fields: z.ZodType): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(fields, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema: one }) => {
      if (zodSchema instanceof z.ZodCustom) one.not = {};
      // A name of zod's own; the pattern says it.
      if (one.format === 'includes') delete one.format;
      const meta = optionMeta.get(zodSchema as unknown as z.ZodType);
      if (meta !== undefined) one.description = description(meta);
    },
  });
  return pruned(json) as JsonSchema;
}
