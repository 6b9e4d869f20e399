/** What users write in `to`, read into a `Target`. */
import { HoldfastError } from './errors.ts';
import type { SocketOptions, Target } from './transport.ts';

type Place = Pick<Target, 'host' | 'port' | 'path'>;

const shapes = 'tcp://host:port, tls://host:port, unix:///path or memory://name';
/** Known, and not built yet. */
const later: ReadonlySet<string> = new Set(['udp', 'ws', 'wss']);

/**
 * @param socket how to dial; kept as it is.
 * @throws HoldfastError `option-invalid` saying what was expected, `option-unavailable` for udp, ws and wss.
 */
export const targetOf = (url: string, socket: SocketOptions): Target => {
  const [, written = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(url) ?? [];
  const scheme = written.toLowerCase();
  // Not repeated in the message: it may hold a password. In a path an @ is a letter like any other.
  if (scheme !== 'unix' && url.includes('@')) throw invalid('…@…', `${shapes}, with no user and no password`);
  if (later.has(scheme)) {
    throw new HoldfastError('option-unavailable', `"${url}": ${scheme} is known, and not built yet; use ${shapes}`);
  }
  const read = readers.get(scheme);
  if (read === undefined) throw invalid(url, shapes);
  return { url, scheme, ...read(rest, url), socket };
};

const invalid = (url: string, expected: string): HoldfastError =>
  new HoldfastError('option-invalid', `"${url}" is no target: expected ${expected}`);

const readInternet = (rest: string, url: string): Place => {
  const [, address, name, digits = ''] = /^(?:\[([^\]]*)\]|([^:[\]]*)):(\d{1,5})$/.exec(rest) ?? [];
  const port = Number(digits);
  const host = address ?? name ?? '';
  if (rest.split(':').length > 2 && address === undefined)
    throw invalid(url, 'an IPv6 address in brackets, then :port');
  const good = address === undefined ? /^[\w.-]+$/ : /^[\da-f:.]*:[\da-f:.]*(?:%[\w.-]+)?$/i;
  if (!good.test(host)) throw invalid(url, 'host:port, with a name or an address and nothing after the port');
  if (port < 1 || port > 65_535) throw invalid(url, 'a port from 1 to 65535');
  return { host, port, path: '' };
};

const readPath = (rest: string, url: string): Place => {
  if (!rest.startsWith('/') || rest.includes('\0')) throw invalid(url, 'an absolute path, as in unix:///run/peer.sock');
  return { host: '', port: 0, path: rest };
};

const readName = (rest: string, url: string): Place => {
  if (!/^[\w.-]+$/.test(rest)) throw invalid(url, 'memory:// and a name of letters, digits, ".", "_" and "-"');
  return { host: rest, port: 0, path: '' };
};

const readers: ReadonlyMap<string, (rest: string, url: string) => Place> = new Map([
  ['tcp', readInternet],
  ['tls', readInternet],
  ['unix', readPath],
  ['memory', readName],
]);
