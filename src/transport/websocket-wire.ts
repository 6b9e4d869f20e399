/** The wire over a WebSocket of the package `ws`: each commit is a message, each message a chunk. */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Slab } from '../contract/codec.ts';
import type { Fault } from '../contract/faults.ts';
import { printable } from '../contract/printable.ts';
import type { Target, Wire, WireFacts, WireSink } from '../contract/transport.ts';
import { fault } from './fault.ts';
import type { Dialling } from './internet.ts';
import { Messages, plain } from './messages.ts';
import { HIGH_WATER } from './socket-wire.ts';
import { faultOf } from './system-fault.ts';
import { closeFault } from './websocket-fault.ts';

/** A ping or a pong. */
const LIFE = new Uint8Array(0);
const BINARY = { binary: true } as const;

export class WebSocketWire implements Wire, Dialling {
  readonly #target: Pick<Target, 'url'>;
  /** `null` from `destroy`, `lost` and `ended` on. */
  #sink: WireSink | null;
  #client: WebSocket | null = null;
  #socket: Socket | null = null;
  /** Ends what goes on before there is a socket. */
  #giveUp: (() => void) | null = null;
  #opened = false;
  /** From `opened` to `end`. */
  #writable = false;
  #paused = false;
  #unref = false;
  #blocked = false;
  readonly #messages = new Messages();

  constructor(target: Pick<Target, 'url'>, sink: WireSink) {
    this.#target = target;
    this.#sink = sink;
  }

  begin(giveUp: () => void): void {
    this.#giveUp = giveUp;
  }

  /** @param socket what carries `client`. @param facts is asked once, when it is open. */
  attach(client: WebSocket, socket: Socket, facts: () => WireFacts): void {
    this.#carry(client, socket);
    client.on('open', () => this.#open(facts));
    client.on('unexpected-response', (_request, response) => this.#refused(response));
  }

  /** One that is open already: the peer asked for it. */
  adopt(client: WebSocket, socket: Socket, facts: () => WireFacts): void {
    this.#carry(client, socket);
    this.#open(facts);
  }

  #carry(client: WebSocket, socket: Socket): void {
    this.#giveUp = null;
    this.#client = client;
    this.#socket = socket;
    if (this.#unref) socket.unref();
    // ws keeps this error of an open line to itself.
    socket.on('error', (error) => this.#failed(error));
    client.on('message', (data: Buffer) => this.#sink?.bytes(plain(data)));
    for (const sign of ['ping', 'pong']) client.on(sign, () => this.#sink?.bytes(LIFE));
    // Stays when the sink is gone: an `error` that nobody hears ends the process.
    client.on('error', (error) => this.#failed(error));
    client.on('close', (code, reason) => this.#closed(code, reason.toString()));
  }

  lose(why: Fault): void {
    const sink = this.#sink;
    if (sink === null) return;
    this.destroy();
    sink.lost(why);
  }

  loseSoon(why: Fault): void {
    process.nextTick(() => this.lose(why));
  }

  reserve(max: number): Slab {
    return this.#messages.reserve(max);
  }

  commit(bytes: number): boolean {
    const client = this.#client;
    if (!this.#writable || client === null) {
      this.#messages.drop();
      return true;
    }
    client.send(this.#messages.message(bytes), BINARY, this.#sent);
    if (client.bufferedAmount <= HIGH_WATER) return true;
    this.#blocked = true;
    return false;
  }

  pause(): void {
    this.#paused = true;
    // Not before: the opening handshake has to read.
    if (this.#opened) this.#client?.pause();
  }

  resume(): void {
    this.#paused = false;
    if (this.#opened) this.#client?.resume();
  }

  ref(on: boolean): void {
    this.#unref = !on;
    if (on) this.#socket?.ref();
    else this.#socket?.unref();
  }

  /** A Close, after which the peer answers with its own and nothing else. */
  end(): void {
    if (!this.#writable) return;
    this.#writable = false;
    this.#client?.close(1000);
  }

  destroy(): void {
    this.#sink = null;
    this.#writable = false;
    this.#giveUp?.();
    this.#giveUp = null;
    this.#messages.forget();
    this.#client?.terminate();
  }

  #open(facts: () => WireFacts): void {
    if (this.#sink === null) return;
    this.#opened = true;
    this.#writable = true;
    if (this.#paused) this.#client?.pause();
    this.#sink.opened(facts());
  }

  /** Told of each message, in a later tick; of those after a Close of the peer's with an error, which says nothing new. */
  readonly #sent = (): void => {
    if (this.#sink === null || this.#client === null) return;
    this.#messages.taken();
    if (!this.#blocked || this.#client.bufferedAmount > 0) return;
    this.#blocked = false;
    this.#sink.drained();
  };

  #refused({ statusCode, statusMessage }: IncomingMessage): void {
    const words = printable(statusMessage ?? '');
    this.lose(fault('ws-refused', `${this.#doing()}: the peer answered ${String(statusCode)} ${words}`.trimEnd()));
  }

  #failed(error: Error): void {
    const what = this.#doing();
    const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
    if (code.startsWith('WS_ERR_')) this.lose(fault('ws-protocol', `${what}: ${error.message} (${code})`, error));
    // Without a code they are what ws itself finds wrong with the answer to its opening; the others of HTTP’s parser.
    else if ((code === '' && !this.#opened) || code.startsWith('HPE_'))
      this.lose(fault('ws-not-ws', `${what}: ${printable(error.message)}`, error));
    else this.lose(faultOf(error, what));
  }

  #closed(code: number, reason: string): void {
    const sink = this.#sink;
    const why = closeFault(code, reason, this.#doing());
    this.destroy();
    if (why === null) sink?.ended();
    else sink?.lost(why);
  }

  #doing(): string {
    return this.#opened ? this.#target.url : `dial of ${this.#target.url}`;
  }
}
