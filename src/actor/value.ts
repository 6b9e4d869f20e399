/** A state value of XState as a dotted path; parallel states in braces, such as `on.{left.idle,right.busy}`. */
export const pathOfValue = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const parts = Object.entries(value ?? {}).map(([key, below]) => {
    const path = pathOfValue(below);
    return path === '' ? key : `${key}.${path}`;
  });
  return parts.length < 2 ? parts.join('') : `{${parts.join(',')}}`;
};
