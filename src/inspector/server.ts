/** Serves the page and its feed: on this machine alone unless told otherwise, to whoever knows the token. */
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { HoldfastError } from '../contract/errors.ts';
import type { Asset } from './assets.ts';
import { Gate, isLoopback, loopbackNames } from './gate.ts';
import { servePage } from './page-socket.ts';
import { FEED_PATH, SUBPROTOCOL } from './protocol.ts';
import type { Source } from './source.ts';
import type { StatelyBridge } from './stately/bridge.ts';
import { STATELY_PAGE, STATELY_PATH } from './stately/page-protocol.ts';

export interface ServerOptions {
  /** `127.0.0.1`: an address of this machine. One that others can reach needs `tls`. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly token: string;
  /** PEM texts. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  /** By which it may be addressed beside `host`, as a certificate names them. */
  readonly names: readonly string[];
  /** null: its page is not there. */
  readonly stately: StatelyBridge | null;
}

/** Each costs at most 17 MiB while it does not read. */
const MOST_PAGES = 8;
/** A page asks for a dozen files by six sockets, and keeps one for its feed. */
const MOST_SOCKETS = 64;
/** Nothing that a page says is longer. */
const MOST_MESSAGE = 16_384;
const MOST_HEADERS = 8_192;
/** Until headers and request are whole, ms: what sends a byte now and then holds a socket no longer. */
const PATIENCE = 5_000;
/** How often that is looked at, ms; Node's own 30 s would be a limit of 35. */
const CHECK = 1_000;
/** Between two pings; who has answered none by the next is gone. */
const PING = 15_000;

const policy = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const securityHeaders = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

export interface Serving {
  /** `127.0.0.1:40123`, as the kernel says. */
  readonly authority: string;
  readonly port: number;
  close(): Promise<void>;
}

/** @throws HoldfastError `option-invalid`; `inspector-failed`: it cannot listen there */
export async function serve(
  source: Source,
  assets: ReadonlyMap<string, Asset>,
  options: ServerOptions,
): Promise<Serving> {
  const { host, port, tls } = options;
  if (!isLoopback(host) && tls === null)
    throw new HoldfastError(
      'option-invalid',
      `inspector: host: ${host} can be reached by others: give it tls, or leave it at 127.0.0.1`,
    );
  const server = new PageServer(source, assets, options);
  await server.listen(host, port);
  return server;
}

class PageServer implements Serving {
  readonly #server: Server;
  readonly #source: Source;
  readonly #assets: ReadonlyMap<string, Asset>;
  readonly #options: ServerOptions;
  readonly #feed = new WebSocketServer({
    noServer: true,
    maxPayload: MOST_MESSAGE,
    perMessageDeflate: false,
    handleProtocols: () => SUBPROTOCOL,
  });
  readonly #pings: NodeJS.Timeout;
  /** Pages that have not answered the last ping. */
  readonly #unheard = new WeakSet<object>();
  #gate: Gate | null = null;
  authority = '';
  port = 0;

  constructor(source: Source, assets: ReadonlyMap<string, Asset>, options: ServerOptions) {
    this.#source = source;
    this.#assets = assets;
    this.#options = options;
    const { tls } = options;
    const limits = {
      maxHeaderSize: MOST_HEADERS,
      headersTimeout: PATIENCE,
      requestTimeout: PATIENCE,
      connectionsCheckingInterval: CHECK,
    };
    const listener: RequestListener = (request, response) => this.#answer(request, response);
    this.#server = tls === null ? createServer(limits, listener) : createSecureServer({ ...limits, ...tls }, listener);
    this.#server.maxConnections = MOST_SOCKETS;
    this.#server.keepAliveTimeout = PATIENCE;
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    // It never keeps the process alive.
    this.#server.on('connection', (socket) => socket.unref());
    this.#server.unref();
    this.#pings = setInterval(() => this.#ping(), PING);
    this.#pings.unref();
  }

  listen(host: string, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const failed = (cause: NodeJS.ErrnoException): void => {
        clearInterval(this.#pings);
        const where = `${host}:${String(port)}`;
        const why = cause.code === 'EADDRINUSE' ? 'the port is taken' : cause.message;
        reject(new HoldfastError('inspector-failed', `the inspector cannot listen at ${where}: ${why}`, { cause }));
      };
      this.#server.once('error', failed);
      this.#server.listen(port, host, () => {
        this.#server.off('error', failed);
        // What goes wrong with it later ends no process: those who are served notice.
        this.#server.on('error', () => {});
        const bound = this.#server.address() as AddressInfo;
        const name = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
        this.port = bound.port;
        this.authority = `${name}:${String(bound.port)}`;
        const { tls, token, names } = this.#options;
        const own = isLoopback(host) ? loopbackNames : [];
        this.#gate = new Gate(tls === null ? 'http' : 'https', [name, host, ...own, ...names], bound.port, token);
        resolve();
      });
    });
  }

  close(): Promise<void> {
    clearInterval(this.#pings);
    this.#feed.close();
    for (const page of this.#feed.clients) page.terminate();
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { method, url = '/' } = request;
    if (this.#gate?.addressed(request) !== true) return plain(response, 421, 'this server goes by another name');
    if (!this.#gate.fromHere(request)) return plain(response, 403, 'this page is not for other origins');
    if (method !== 'GET' && method !== 'HEAD') return plain(response, 405, 'only GET is answered here');
    const [path = '/'] = url.split('?', 1);
    const { stately } = this.#options;
    const asset = path === STATELY_PAGE && stately === null ? undefined : this.#assets.get(path);
    if (asset === undefined) return plain(response, 404, 'there is no such page');
    const headers = path === STATELY_PAGE ? framing(stately?.frame ?? null) : securityHeaders;
    const length = asset.body.byteLength;
    response.writeHead(200, { ...headers, 'content-type': asset.type, 'content-length': length });
    response.end(method === 'HEAD' ? undefined : asset.body);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const gate = this.#gate;
    const [path] = (request.url ?? '').split('?', 1);
    if (gate?.addressed(request) !== true) return refuse(socket, '421 Misdirected Request');
    if (!gate.fromHere(request)) return refuse(socket, '403 Forbidden');
    const { stately } = this.#options;
    if (path !== FEED_PATH && (path !== STATELY_PATH || stately === null)) return refuse(socket, '404 Not Found');
    if (!gate.knows(request)) return refuse(socket, '401 Unauthorized');
    if (this.#feed.clients.size >= MOST_PAGES) return refuse(socket, '503 Service Unavailable');
    this.#feed.handleUpgrade(request, socket, head, (page) => {
      page.on('pong', () => this.#unheard.delete(page));
      if (path === STATELY_PATH) stately?.serve(page);
      else servePage(page, this.#source, () => this.#unheard.delete(page));
    });
  }

  #ping(): void {
    for (const page of this.#feed.clients) {
      if (this.#unheard.has(page)) page.terminate();
      else page.ping();
      this.#unheard.add(page);
    }
  }
}

/** One page may show one other origin in a frame. */
const framing = (frame: URL | null): Readonly<Record<string, string>> => ({
  ...securityHeaders,
  'content-security-policy': `${policy}; frame-src ${frame?.origin ?? "'none'"}`,
});

function plain(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(`${words}\n`);
}

/** Before it is a WebSocket. */
function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}
