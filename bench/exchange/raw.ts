/**
 * The denominators: a client by hand, for this one kind of frame. Requests are bytes and a callback, replies reach their
 * callbacks in order, as views. That is all: no states, limits, time-outs, bounds, errors or redials.
 */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { FrameWriter } from './by-hand.ts';
import { EachAlone, FrameReader, Joined } from './by-hand.ts';
import type { Run } from '../run/timing.ts';
import type { Open } from './client.ts';
import { expectReply, payload } from './client.ts';

type Done = (reply: Uint8Array) => void;

const HOST = '127.0.0.1';
/** More than are ever in flight; a power of two. */
const PLACES = 1024;

class RawClient {
  readonly #pending: (Done | null)[] = Array.from({ length: PLACES }, () => null);
  #head = 0;
  #tail = 0;
  #writer: FrameWriter | null = null;
  readonly #reader = new FrameReader((bytes, start, end) => {
    const done = this.#pending[this.#head & (PLACES - 1)];
    this.#head += 1;
    done?.(bytes.subarray(start, end));
  });

  async opened(socket: Socket, writer: FrameWriter): Promise<void> {
    this.#writer = writer;
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  }

  exchange(bytes: Uint8Array, done: Done): void {
    this.#pending[this.#tail & (PLACES - 1)] = done;
    this.#tail += 1;
    this.#writer?.frame(bytes, 0, bytes.length);
  }

  read(chunk: Uint8Array): void {
    this.#reader.read(chunk);
    this.flush();
  }

  /** To be called at the end of each callback that exchanged. */
  flush(): void {
    this.#writer?.flush();
  }
}

/** Keeps as many in flight as asked; each reply sends the next request. */
const runOn = (client: RawClient, inFlight: number): Run => {
  const bytes = payload();
  return (exchanges) =>
    new Promise((resolve) => {
      let toHear = exchanges;
      const first = Math.min(inFlight, exchanges);
      let toSend = exchanges - first;
      const done = (reply: Uint8Array): void => {
        expectReply(reply.length);
        toHear -= 1;
        if (toSend > 0) {
          toSend -= 1;
          client.exchange(bytes, done);
        } else if (toHear === 0) resolve();
      };
      for (let i = 0; i < first; i += 1) client.exchange(bytes, done);
      client.flush();
    });
};

/** One `write` for each request, one `data` event for each read: what one writes first. */
export const raw: Open = async (port, inFlight) => {
  const client = new RawClient();
  const socket = connect({ port, host: HOST, noDelay: true });
  socket.on('data', (chunk) => client.read(chunk));
  await client.opened(socket, new EachAlone(socket));
  return runOn(client, inFlight);
};

/** Joined writes, and reads into one buffer that is used again: the practical limit. */
export const rawbatch: Open = async (port, inFlight) => {
  const client = new RawClient();
  const callback = (bytes: number, buffer: Uint8Array): boolean => {
    client.read(buffer.subarray(0, bytes));
    return true;
  };
  const onread = { buffer: new Uint8Array(65_536), callback };
  const socket = connect({ port, host: HOST, noDelay: true, onread });
  await client.opened(socket, new Joined(socket));
  return runOn(client, inFlight);
};
