/** The wire of one who asked for a WebSocket: it is told when both sides have ended, and answers pings within a bound. */
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { AcceptSink, WireFacts } from '../contract/transport.ts';
import { HIGH_WATER } from './socket-wire.ts';
import { WebSocketWire } from './websocket-wire.ts';

export class AcceptedWebSocket extends WebSocketWire {
  readonly #accepting: AcceptSink;
  /** Both have said Close. */
  #closed = false;
  /** We want no more of it. */
  #ending = false;

  constructor(url: string, sink: AcceptSink) {
    super({ url }, sink);
    this.#accepting = sink;
  }

  override adopt(client: WebSocket, socket: Socket, facts: () => WireFacts): void {
    super.adopt(client, socket, facts);
    client.on('ping', (payload) => {
      // One that asks and asks and never reads gets no answer: they would gather without a bound.
      if (client.readyState === client.OPEN && client.bufferedAmount <= HIGH_WATER) client.pong(payload);
    });
    // After the wire's own listener: that the client ended comes first.
    client.on('close', () => {
      this.#closed = true;
      if (this.#ending) this.#accepting.closed();
    });
  }

  override end(): void {
    super.end();
    this.#ending = true;
    if (this.#closed) process.nextTick(() => this.#accepting.closed());
  }
}
