/** Plain data as a JavaScript literal that people can read. */

const WIDTH = 100;

const quoted = (text: string): string =>
  `'${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replaceAll("'", "\\'")
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')}'`;

/** In a literal, `__proto__` is no key like others, unless it is computed. */
const key = (name: string): string =>
  name === '__proto__' ? `[${quoted(name)}]` : /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);

const parts = (value: object, part: (of: unknown) => string): readonly string[] =>
  Array.isArray(value)
    ? value.map(part)
    : Object.entries(value)
        .filter(([, one]) => one !== undefined)
        .map(([name, one]) => `${key(name)}: ${part(one)}`);

const oneLine = (value: unknown): string => {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const inside = parts(value, oneLine).join(', ');
  return Array.isArray(value) ? `[${inside}]` : inside === '' ? '{}' : `{ ${inside} }`;
};

/** @param indent of the line that it begins on */
export const literal = (value: unknown, indent = ''): string => {
  const short = oneLine(value);
  if (typeof value !== 'object' || value === null || indent.length + short.length <= WIDTH) return short;
  const deeper = `${indent}  `;
  const inside = parts(value, (one) => literal(one, deeper)).map((one) => `${deeper}${one},\n`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return `${open}\n${inside.join('')}${indent}${close}`;
};
