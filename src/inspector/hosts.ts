/** Whom a connection talks to, as one word to group by. */

/** `tcp://bank.example:5000`, `127.0.0.1:40312`, `[::1]:5000`: without scheme, port and path. A socket file is told whole. */
export function hostOf(address: string): string {
  const rest = address.replace(/^[a-z]+:\/\//, '');
  if (rest.startsWith('/')) return rest;
  const [authority = ''] = rest.split(/[/?]/, 1);
  if (authority.startsWith('[')) return authority.slice(1, authority.indexOf(']'));
  const [host = ''] = authority.split(':', 1);
  return host;
}
