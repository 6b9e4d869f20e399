/** The JSON Schema of a link, for editors: names, kinds, defaults and what each option means. */
import { z } from 'zod';
import { linkFields } from './link.ts';
import { optionMeta } from './meta.ts';
import type { OptionMeta } from './meta.ts';

const description = ({ meaning, reason }: OptionMeta): string =>
  reason === undefined ? meaning : `${meaning} Limits: ${reason}`;

/** Draft 2020-12, of a link as written in a file: what only code can give is not valid there. */
export function jsonSchema(): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(linkFields, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema: json }) => {
      if (zodSchema instanceof z.ZodCustom) json.not = {};
      const meta = optionMeta.get(zodSchema as unknown as z.ZodType);
      if (meta !== undefined) json.description = description(meta);
    },
  });
}
