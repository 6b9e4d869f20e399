/** What users write in `to`, read into a `Target`. */
import { HoldfastError } from './errors.ts';
import type { SocketOptions, Target } from './transport.ts';

/** Bytes that one datagram carries: 65,535 less the headers of IPv4 (20) and UDP (8). */
export const LARGEST_DATAGRAM = 65_507;

type Place = Pick<Target, 'host' | 'port' | 'path'>;

/** What may be written, in words. */
export const targetShapes =
  'tcp://host:port, tls://host:port, udp://host:port, unix:///path, ws://host/path, wss://host/path or memory://name';

/** `tcp`; '' where the text is no URL. */
export const schemeOf = (url: string): string => /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase() ?? '';

/**
 * @param socket how to dial; kept as it is.
 * @throws HoldfastError `option-invalid` saying what was expected.
 */
export const targetOf = (url: string, socket: SocketOptions): Target => {
  const scheme = schemeOf(url);
  const rest = url.slice(scheme.length + '://'.length);
  // Not repeated in the message: it may hold a password. In a path an @ is a letter like any other.
  if (scheme !== 'unix' && url.includes('@')) throw invalid('…@…', `${targetShapes}, with no user and no password`);
  const read = readers.get(scheme);
  if (read === undefined) throw invalid(url, targetShapes);
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

/** RFC 6455, section 3: the port may be left out, and there is no fragment. */
const readWeb =
  (usual: number) =>
  (rest: string, url: string): Place => {
    const [, place = '', asked = ''] = /^([^/?#]*)(.*)$/s.exec(rest) ?? [];
    if (!/^[!-~]*$/.test(asked) || asked.includes('#'))
      throw invalid(url, 'after the host a path of printable ASCII, with %XX for all else and without #');
    const { host, port } = readInternet(/:\d*$/.test(place) ? place : `${place}:${String(usual)}`, url);
    if (host.includes('%')) throw invalid(url, 'an address without a zone: a URL of the web has none');
    return { host, port, path: asked.startsWith('/') ? asked : `/${asked}` };
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
  ['udp', readInternet],
  ['ws', readWeb(80)],
  ['wss', readWeb(443)],
  ['unix', readPath],
  ['memory', readName],
]);
