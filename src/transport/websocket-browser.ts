/** `ws://host/path` and `wss://host/path` by the WebSocket that browsers have. */
import type { Slab } from '../contract/codec.ts';
import type { Fault } from '../contract/faults.ts';
import type { Target, Transport, Wire, WireSink } from '../contract/transport.ts';
import { fault } from './fault.ts';
import { closeFault } from './websocket-fault.ts';

/** What of a WebSocket is used; `ws` for Node has it too. */
export interface StandardSocket {
  binaryType: string;
  readonly bufferedAmount: number;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { readonly code: number; readonly reason: string }) => void): void;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number): void;
}

/** As in Node: bytes that are not sent from which on `commit` answers false. */
const HIGH_WATER = 65_536;
/** No event tells that they are sent: between two looks, ms. */
const LOOK = 20;
/** Bytes held while paused, as an inbox holds them by default: this WebSocket cannot be told to stop. */
const MOST_HELD = 16 * 1024 * 1024;

/** `send` takes no memory that threads share. */
interface OwnSlab extends Slab {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

class BrowserWire implements Wire {
  readonly #url: string;
  readonly #socket: StandardSocket;
  /** `null` from `destroy`, `lost` and `ended` on. */
  #sink: WireSink | null;
  #opened = false;
  /** From `opened` to `end`. */
  #writable = false;
  #slab: OwnSlab = { bytes: new Uint8Array(0), at: 0 };
  #looking: ReturnType<typeof setTimeout> | undefined;
  #paused = false;
  #held: Uint8Array[] = [];
  #heldBytes = 0;

  constructor({ url }: Target, sink: WireSink, socket: StandardSocket) {
    this.#url = url;
    this.#sink = sink;
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => this.#open());
    socket.addEventListener('message', ({ data }) => {
      this.#take(data instanceof ArrayBuffer ? new Uint8Array(data) : new TextEncoder().encode(String(data)));
    });
    // It says nothing, so that no page can look around in a network, and `close` comes next. `ws` ends a process over it.
    socket.addEventListener('error', () => {});
    socket.addEventListener('close', ({ code, reason }) => {
      this.#closed(code, reason);
    });
  }

  reserve(max: number): Slab {
    if (this.#slab.bytes.length < max) this.#slab = { bytes: new Uint8Array(Math.max(max, 1024)), at: 0 };
    this.#slab.at = 0;
    return this.#slab;
  }

  commit(bytes: number): boolean {
    if (!this.#writable) return true;
    // Copied by `send`, as the standard has it.
    this.#socket.send(this.#slab.bytes.subarray(0, bytes));
    if (this.#socket.bufferedAmount <= HIGH_WATER) return true;
    this.#looking ??= setTimeout(this.#look, LOOK);
    return false;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    if (this.#held.length > 0) queueMicrotask(this.#readHeld);
  }

  ref(): void {}

  end(): void {
    if (!this.#writable) return;
    this.#writable = false;
    this.#socket.close(1000);
  }

  destroy(): void {
    this.#sink = null;
    this.#writable = false;
    clearTimeout(this.#looking);
    this.#held = [];
    this.#socket.close();
  }

  #open(): void {
    if (this.#sink === null) return;
    this.#opened = true;
    this.#writable = true;
    this.#sink.opened({ local: '', remote: this.#url, keepalive: null });
  }

  #take(message: Uint8Array): void {
    if (this.#sink === null) return;
    if (!this.#paused && this.#held.length === 0) {
      this.#sink.bytes(message);
      return;
    }
    this.#held.push(message);
    this.#heldBytes += message.length;
    if (this.#heldBytes <= MOST_HELD) return;
    const why = `${this.#url}: over ${String(MOST_HELD)} bytes came while nobody read`;
    this.#lose(fault('local-buffers', why));
  }

  readonly #readHeld = (): void => {
    while (!this.#paused && this.#sink !== null) {
      const message = this.#held.shift();
      if (message === undefined) return;
      this.#heldBytes -= message.length;
      this.#sink.bytes(message);
    }
  };

  readonly #look = (): void => {
    this.#looking = undefined;
    if (this.#socket.bufferedAmount > 0) this.#looking = setTimeout(this.#look, LOOK);
    else this.#sink?.drained();
  };

  #closed(code: number, reason: string): void {
    const why = this.#opened
      ? closeFault(code, reason, this.#url)
      : fault('socket-error', `dial of ${this.#url}: not opened (${String(code)}); browsers do not tell why`);
    if (why !== null) {
      this.#lose(why);
      return;
    }
    const sink = this.#sink;
    this.destroy();
    sink?.ended();
  }

  #lose(why: Fault): void {
    const sink = this.#sink;
    this.destroy();
    sink?.lost(why);
  }
}

/** What a dial gets that could not even be begun: the browser forbids the address. */
class NoWire implements Wire {
  #sink: WireSink | null;

  constructor(sink: WireSink, why: Fault) {
    this.#sink = sink;
    queueMicrotask(() => this.#sink?.lost(why));
  }

  reserve(max: number): Slab {
    return { bytes: new Uint8Array(max), at: 0 };
  }

  commit(): boolean {
    return true;
  }

  pause(): void {}
  resume(): void {}
  ref(): void {}
  end(): void {}

  destroy(): void {
    this.#sink = null;
  }
}

/** @param open makes a socket for a URL. */
export const standardWebSocketTransport = (open: (url: string) => StandardSocket): Transport => ({
  dial: (target, sink) => {
    try {
      return new BrowserWire(target, sink, open(target.url));
    } catch (error) {
      return new NoWire(sink, fault('bad-target', `dial of ${target.url}: ${String(error)}`, error));
    }
  },
});
