import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import type { FarEnd } from '../contracts/transport.ts';

/** The accepted WebSocket, with what it has heard. */
export class FarWebSocket implements FarEnd {
  readonly client: WebSocket;
  readonly #raw: Socket;
  readonly messages: { readonly data: Buffer; readonly binary: boolean }[] = [];
  size = 0;
  ended = false;
  gone = false;
  /** Of the peer's Close. */
  code = 0;

  constructor(client: WebSocket, raw: Socket) {
    this.client = client;
    this.#raw = raw;
    client.on('message', (data: Buffer, binary) => {
      this.messages.push({ data, binary });
      this.size += data.length;
    });
    client.on('close', (code) => {
      this.code = code;
      this.ended = code !== 1006;
    });
    client.on('error', () => {});
    raw.on('error', () => {});
    raw.on('close', () => (this.gone = true));
  }

  received(): Buffer {
    return Buffer.concat(this.messages.map(({ data }) => data));
  }

  write(bytes: Uint8Array): void {
    this.client.send(bytes);
  }

  pause(): void {
    this.client.pause();
  }

  resume(): void {
    this.client.resume();
  }

  end(): void {
    this.client.close(1000);
  }

  reset(): void {
    this.#raw.resetAndDestroy();
  }

  /** FIN, and no Close before it. */
  drop(): void {
    this.#raw.end();
  }
}

export interface FarWebSocketServer {
  readonly accepted: readonly FarWebSocket[];
  readonly port: number;
  /** Hears of each, at once. */
  onAccepted: (far: FarWebSocket) => void;
  /** What was asked for, of each opening. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** On 127.0.0.1. @param secure key and certificate, for wss. */
export const webSocketServer = async (
  secure: { readonly cert: string; readonly key: string } | null = null,
  port = 0,
): Promise<FarWebSocketServer> => {
  const accepted: FarWebSocket[] = [];
  const asked: string[] = [];
  const raws = new Set<Socket>();
  const web: Server = secure === null ? createHttpServer() : createHttpsServer(secure);
  web.on('connection', (raw: Socket) => {
    raw.on('error', () => {});
    raws.add(raw);
  });
  const server = new WebSocketServer({ server: web });
  server.on('connection', (client, request) => {
    asked.push(request.url ?? '');
    const { remotePort } = request.socket;
    const raw = [...raws].find((one) => one.remotePort === remotePort) ?? request.socket;
    const far = new FarWebSocket(client, raw);
    accepted.push(far);
    made.onAccepted(far);
  });
  await once(web.listen(port, '127.0.0.1'), 'listening');
  const made: FarWebSocketServer = {
    accepted,
    onAccepted: () => {},
    asked,
    port: (web.address() as AddressInfo).port,
    close: async () => {
      for (const raw of raws) raw.destroy();
      server.close();
      await new Promise((resolve) => web.close(resolve));
    },
  };
  return made;
};
