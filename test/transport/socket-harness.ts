import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { TLSSocket, TlsOptions as ServerOptions } from 'node:tls';
import { createServer as createTlsServer } from 'node:tls';
import type { FarEnd } from '../contracts/transport.ts';

/** The accepted socket. It ends only when it is told to. */
export class FarSocket implements FarEnd {
  readonly #socket: Socket;
  readonly #raw: Socket;
  readonly #chunks: Buffer[] = [];
  size = 0;
  ended = false;
  gone = false;

  /** `raw` is what carries `socket`: the same, but for TLS. */
  constructor(socket: Socket, raw: Socket) {
    this.#socket = socket;
    this.#raw = raw;
    socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.size += chunk.length;
    });
    socket.on('end', () => (this.ended = true));
    socket.on('error', () => {});
    raw.on('error', () => {});
    raw.on('close', () => (this.gone = true));
  }

  received(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  write(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  end(): void {
    this.#socket.end();
  }

  reset(): void {
    if (this.#raw.remotePort === undefined) this.#raw.destroy();
    else this.#raw.resetAndDestroy();
  }

  destroy(): void {
    this.#raw.destroy();
  }
}

export interface FarServer {
  readonly accepted: readonly FarSocket[];
  /** 0 for a socket file. */
  readonly port: number;
  close(): Promise<void>;
}

const serve = async (server: Server, accepted: readonly FarSocket[], path: string | null): Promise<FarServer> => {
  await new Promise<void>((resolve) => {
    if (path === null) server.listen(0, '127.0.0.1', resolve);
    else server.listen(path, resolve);
  });
  return {
    accepted,
    port: path === null ? (server.address() as AddressInfo).port : 0,
    close: async () => {
      for (const far of accepted) far.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** On 127.0.0.1, or at a socket file. */
export const plainServer = (path: string | null = null): Promise<FarServer> => {
  const accepted: FarSocket[] = [];
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    accepted.push(new FarSocket(socket, socket));
  });
  return serve(server, accepted, path);
};

/** What is accepted counts from the handshake on. */
export const tlsServer = async (options: ServerOptions): Promise<FarServer> => {
  const accepted: FarSocket[] = [];
  const raws: Socket[] = [];
  const server = createTlsServer({ ...options, allowHalfOpen: true, noDelay: true }, (socket: TLSSocket) => {
    const raw = raws.find((one) => one.remotePort === socket.remotePort);
    if (raw !== undefined) accepted.push(new FarSocket(socket, raw));
  });
  server.on('connection', (raw: Socket) => raws.push(raw));
  server.on('tlsClientError', () => {});
  const far = await serve(server, accepted, null);
  return {
    ...far,
    close: async () => {
      for (const raw of raws) raw.destroy();
      await far.close();
    },
  };
};

/** A port of 127.0.0.1 where nobody listens: one that was free a moment ago. */
export const freePort = async (): Promise<number> => {
  const server = await plainServer();
  await server.close();
  return server.port;
};
