/** JSON Schema, draft 2020-12, as far as ours goes: a keyword that it does not know is an error and never passed over. */
type Json = Readonly<Record<string, unknown>>;

const notes: ReadonlySet<string> = new Set(['$schema', '$defs', 'title', 'description', 'default', 'format']);

const isMap = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

const kindOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
};

const isKind = (kind: unknown, value: unknown): boolean =>
  kind === 'integer' ? Number.isInteger(value) : kind === kindOf(value);

/** What is against the schema, as `path: keyword`; empty when all is right. */
export function against(root: Json, value: unknown, schema: unknown = root, path = ''): readonly string[] {
  if (schema === true) return [];
  if (!isMap(schema)) throw new Error(`${path}: no schema`);
  const below = (part: unknown, one: unknown, key: string): readonly string[] =>
    against(root, one, part, `${path}/${key}`);
  const fits = (part: unknown): boolean => against(root, value, part, path).length === 0;
  const check = (keyword: string, limit: unknown): boolean | readonly string[] => {
    switch (keyword) {
      case '$ref':
        return against(root, value, at(root, String(limit)), path);
      case 'type':
        return isKind(limit, value);
      case 'const':
        return value === limit;
      case 'enum':
        return (limit as unknown[]).includes(value);
      case 'not':
        return !fits(limit);
      case 'anyOf':
        return (limit as unknown[]).some(fits);
      case 'oneOf':
        return (limit as unknown[]).filter(fits).length === 1;
      case 'pattern':
        return typeof value !== 'string' || new RegExp(String(limit), 'u').test(value);
      case 'minLength':
        return typeof value !== 'string' || value.length >= Number(limit);
      case 'maxLength':
        return typeof value !== 'string' || value.length <= Number(limit);
      case 'minimum':
        return typeof value !== 'number' || value >= Number(limit);
      case 'maximum':
        return typeof value !== 'number' || value <= Number(limit);
      case 'minItems':
        return !Array.isArray(value) || value.length >= Number(limit);
      case 'maxItems':
        return !Array.isArray(value) || value.length <= Number(limit);
      case 'items':
        return !Array.isArray(value) || value.flatMap((one, i) => below(limit, one, String(i)));
      case 'required':
        return !isMap(value) || (limit as string[]).every((name) => Object.hasOwn(value, name));
      case 'minProperties':
        return !isMap(value) || Object.keys(value).length >= Number(limit);
      case 'properties':
        return (
          !isMap(value) ||
          Object.entries(value).flatMap(([name, one]) => {
            const part = (limit as Json)[name];
            return part === undefined ? [] : below(part, one, name);
          })
        );
      case 'additionalProperties': {
        if (!isMap(value)) return true;
        const known = isMap(schema['properties']) ? schema['properties'] : {};
        const others = Object.entries(value).filter(([name]) => !Object.hasOwn(known, name));
        return limit === false ? others.length === 0 : others.flatMap(([name, one]) => below(limit, one, name));
      }
      default:
        throw new Error(`${path}: the keyword ${keyword} is not known here`);
    }
  };
  return Object.entries(schema).flatMap(([keyword, limit]) => {
    if (notes.has(keyword)) return [];
    const told = check(keyword, limit);
    return told === true ? [] : told === false ? [`${path}: ${keyword}`] : told;
  });
}

function at(root: Json, pointer: string): unknown {
  let part: unknown = root;
  for (const key of pointer.replace(/^#\//, '').split('/')) {
    if (!isMap(part) || !Object.hasOwn(part, key)) throw new Error(`${pointer} leads nowhere`);
    part = part[key];
  }
  return part;
}
