/** What an option says of itself. The schema carries it; the options table and the editors' JSON Schema are made from it. */
import { z } from 'zod';

export interface OptionMeta {
  /** What it does. */
  readonly meaning: string;
  /** What may be written, where the schema's own word is too technical. */
  readonly type: string;
  /** What a plain number counts. */
  readonly unit?: string;
  /** In words, where it depends on other options; else it is read from the schema. */
  readonly default?: string;
  /** Why its limits are where they are. */
  readonly reason?: string;
}

export const optionMeta: z.core.$ZodRegistry<OptionMeta> = z.registry<OptionMeta>();

/** Tells what an option is. To be the outermost wrapping: a schema derived from it has no meta of its own. */
export function option<S extends z.ZodType>(meta: OptionMeta, schema: S): S {
  optionMeta.add(schema, meta);
  return schema;
}
