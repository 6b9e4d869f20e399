/** A receiver that listens at a WebSocket address, as those of `@statelyai/inspect` do: dialled, and dialled again when it goes. */
import { WebSocket } from 'ws';
import { backoff } from '../../policy/backoff.ts';
import { Outlet } from './outlet.ts';
import type { Wire } from './outlet.ts';
import type { Registry } from './registry.ts';

/** It is on this machine as a rule, and often started after us. */
const AGAIN = { first: 500, factor: 2, max: 15_000, jitter: 0.2 } as const;
const CONNECT_TIMEOUT = 10_000;
/** For it to answer that we leave. */
const CLOSE_TIMEOUT = 1_000;
/** Waiting bytes over which it is sent nothing more. */
const SLOW = 1 << 20;
/** What others tell the same receiver may come to us as well; it is not looked at. */
const MOST_MESSAGE = 16 << 20;

export class Dialled implements Wire {
  readonly outlet: Outlet;
  readonly #url: string;
  #socket: WebSocket | null = null;
  #again: NodeJS.Timeout | null = null;
  #attempts = 0;

  constructor(registry: Registry, url: string) {
    this.outlet = new Outlet(registry, this);
    this.#url = url;
    this.#dial();
  }

  /** It listens to us. */
  get connected(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  get ready(): boolean {
    return this.connected && (this.#socket?.bufferedAmount ?? 0) < SLOW;
  }

  send(message: object): void {
    this.#socket?.send(JSON.stringify(message));
  }

  close(): void {
    const socket = this.#socket;
    this.#socket = null;
    if (this.#again !== null) clearTimeout(this.#again);
    this.outlet.end();
    if (socket === null) return;
    // What was said last is still heard.
    socket.close();
    setTimeout(() => socket.terminate(), CLOSE_TIMEOUT).unref();
  }

  #dial(): void {
    this.#again = null;
    const socket = new WebSocket(this.#url, {
      handshakeTimeout: CONNECT_TIMEOUT,
      perMessageDeflate: false,
      maxPayload: MOST_MESSAGE,
      // It never keeps the process alive.
      finishRequest: (request) => {
        request.on('socket', (wire) => wire.unref()).end();
      },
    });
    this.#socket = socket;
    socket.on('error', () => socket.terminate());
    socket.on('open', () => {
      this.#attempts = 0;
      this.outlet.begin();
    });
    socket.on('close', () => {
      if (this.#socket === socket) this.#gone();
    });
  }

  #gone(): void {
    this.#socket = null;
    this.outlet.end();
    this.#attempts += 1;
    this.#again = setTimeout(() => this.#dial(), backoff(AGAIN, this.#attempts, Math.random()));
    this.#again.unref();
  }
}
