/** `GET /metrics`, for Prometheus to scrape. */
import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HoldfastError } from '../contract/errors.ts';
import type { Metrics } from './prometheus.ts';

export interface MetricsServerOptions {
  /** An address of this machine; default `127.0.0.1`. Whoever can reach it may read names and counts of links, and no payloads. */
  readonly host?: string;
  /** Default 0: any that is free. */
  readonly port?: number;
}

export interface MetricsServer {
  /** `http://127.0.0.1:9464/metrics`. */
  readonly url: string;
  close(): Promise<void>;
}

/** A scraper holds one. */
const MOST_SOCKETS = 16;
const MOST_HEADERS = 8_192;
/** Until a request is whole, ms: what sends a byte now and then holds a socket no longer. */
const PATIENCE = 5_000;

const say = (response: ServerResponse, status: number, type: string, body: string): void => {
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
};

const PLAIN = 'text/plain; charset=utf-8';

/**
 * Serves what `metrics` reads. It never keeps the process alive.
 * @throws HoldfastError `listen-failed`
 */
export async function serveMetrics(metrics: Metrics, options: MetricsServerOptions = {}): Promise<MetricsServer> {
  const { host = '127.0.0.1', port = 0 } = options;
  const limits = { maxHeaderSize: MOST_HEADERS, headersTimeout: PATIENCE, requestTimeout: PATIENCE };
  const server = createServer(limits, ({ method, url }, response) => {
    if (url?.split('?', 1)[0] !== '/metrics') say(response, 404, PLAIN, 'nothing is here; ask for /metrics\n');
    else if (method !== 'GET') say(response, 405, PLAIN, 'ask with GET\n');
    else
      metrics.text().then(
        (text) => say(response, 200, metrics.contentType, text),
        (error: unknown) => say(response, 500, PLAIN, `${String(error)}\n`),
      );
  });
  server.maxConnections = MOST_SOCKETS;
  server.on('connection', (socket) => socket.unref());
  server.unref();
  await listening(server, host, port);
  // What goes wrong with it later ends no process: who scrapes notices.
  server.on('error', () => {});
  const { port: taken, family } = server.address() as AddressInfo;
  const name = family === 'IPv6' ? `[${host}]` : host;
  return {
    url: `http://${name}:${String(taken)}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const listening = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'the port is taken' : cause.message;
      const where = `${host}:${String(port)}`;
      reject(new HoldfastError('listen-failed', `metrics cannot be served at ${where}: ${why}`, { cause }));
    });
    server.listen(port, host, resolve);
  });
