/**
 * What `createInspectorServer` of `@statelyai/inspect` does with messages, on loopback: the package's own binds every
 * interface of the machine.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';

export class Relay {
  readonly #server: WebSocketServer;
  readonly #kept: string[] = [];
  /** In order of arrival: the first is whoever dialled first. */
  readonly clients: WebSocket[] = [];

  private constructor(port: number) {
    this.#server = new WebSocketServer({ host: '127.0.0.1', port });
    this.#server.on('connection', (client) => {
      this.clients.push(client);
      client.on('error', () => {});
      for (const message of this.#kept) client.send(message);
      client.on('message', (data: Buffer) => {
        const message = data.toString();
        this.#kept.push(message);
        if (this.#kept.length > 200) this.#kept.shift();
        for (const other of this.#server.clients) if (other !== client) other.send(message);
      });
    });
  }

  static async listen(port = 0): Promise<Relay> {
    const relay = new Relay(port);
    await once(relay.#server, 'listening');
    return relay;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `ws://127.0.0.1:${String(this.port)}`;
  }

  /** With all who are connected. */
  async close(): Promise<void> {
    for (const client of this.#server.clients) client.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
