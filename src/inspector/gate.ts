/** Who may come in: by Host, by Origin, by token. What a browser on this machine may be made to ask is asked by anybody. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { SUBPROTOCOL, TOKEN_PREFIX } from './protocol.ts';

/** What a program of this machine is called by itself. A name of anybody's that leads here is not among them: it may be rebound. */
export const loopbackNames: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/** The network 127.0.0.0/8, `::1`, and the name that stands for them. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);

const digest = (text: string): Uint8Array => createHash('sha256').update(text).digest();

export class Gate {
  readonly #hosts: ReadonlySet<string>;
  readonly #origins: ReadonlySet<string>;
  readonly #token: Uint8Array;

  /** @param names by which this server may be addressed, IPv6 in brackets */
  constructor(scheme: 'http' | 'https', names: readonly string[], port: number, token: string) {
    const usual = scheme === 'http' ? 80 : 443;
    const authorities = names.flatMap((name) => [
      `${name}:${String(port)}`.toLowerCase(),
      ...(port === usual ? [name.toLowerCase()] : []),
    ]);
    this.#hosts = new Set(authorities);
    this.#origins = new Set(authorities.map((authority) => `${scheme}://${authority}`));
    this.#token = digest(token);
  }

  /** It means this server, by a name that is its own. */
  addressed({ headers }: IncomingMessage): boolean {
    return this.#hosts.has((headers.host ?? '').toLowerCase());
  }

  /** It comes from a page of this server's. A browser always says whence; what is no browser need not. */
  fromHere({ headers }: IncomingMessage): boolean {
    const { origin } = headers;
    return origin === undefined || this.#origins.has(origin.toLowerCase());
  }

  /** It knows the token: in the time that this takes, nothing is told of it. */
  knows({ headers }: IncomingMessage): boolean {
    const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim());
    const token = offered.find((one) => one.startsWith(TOKEN_PREFIX))?.slice(TOKEN_PREFIX.length) ?? '';
    return offered.includes(SUBPROTOCOL) && timingSafeEqual(digest(token), this.#token);
  }
}
