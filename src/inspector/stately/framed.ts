/** A page of ours with the hosted inspector in a frame: what the page is sent, it hands on to the frame. */
import type { WebSocket } from 'ws';
import { HoldfastError } from '../../contract/errors.ts';
import type { Observed } from '../observer.ts';
import { Outlet } from './outlet.ts';
import type { Wire } from './outlet.ts';
import type { Status, ToPage } from './page-protocol.ts';
import { readFromPage } from './read-page.ts';
import type { Registry } from './registry.ts';
import { MOST_SHOWN } from './registry.ts';

/** Waiting bytes over which it is sent nothing more. */
const SLOW = 1 << 20;
const MOST_FOUND = 50;
/** Messages of a page in a second: whoever is in the frame may make it say that it is there, over and over. */
const MOST_HEARD = 50;

/** WebSocket close codes (RFC 6455, section 7.4.1). */
const GOING = 1001;
const POLICY = 1008;
const BROKEN = 1011;
const OVERLOADED = 1013;

/** What a page is told of the bridge, but for what is its own. */
export type BridgeStatus = Omit<Status, 'type' | 'dropped'>;

export interface Surroundings {
  readonly supervisor: Observed;
  readonly registry: Registry;
  /** What is to be shown in the frame. */
  readonly frame: string | null;
  status(): BridgeStatus;
}

/** @internal */
export class Framed implements Wire {
  readonly outlet: Outlet;
  readonly #socket: WebSocket;
  readonly #around: Surroundings;
  #status = '';
  #heard = 0;
  /** The frame is there; it is told at the next tick, however often it says so until then. */
  #asked = false;

  constructor(socket: WebSocket, around: Surroundings) {
    this.#socket = socket;
    this.#around = around;
    this.outlet = new Outlet(around.registry, this);
    socket.on('error', () => socket.terminate());
    socket.on('message', (data: Buffer, binary) => this.#hear(binary ? '' : data.toString('utf8')));
    this.#say({ type: 'holdfast.opening', frame: around.frame, most: MOST_SHOWN });
    this.#tell();
  }

  get ready(): boolean {
    return this.#socket.readyState === this.#socket.OPEN && this.#socket.bufferedAmount < SLOW;
  }

  send(message: ToPage): void {
    this.#socket.send(JSON.stringify(message));
  }

  tick(): void {
    if (this.#asked) this.#begin();
    this.outlet.drain();
  }

  /** Once a second: how it stands, where that has changed. */
  second(): void {
    this.#heard = 0;
    this.#tell();
  }

  #tell(): void {
    const status: Status = { type: 'holdfast.status', ...this.#around.status(), dropped: this.outlet.dropped };
    const text = JSON.stringify(status);
    if (text === this.#status || !this.ready) return;
    this.#status = text;
    this.#say(status);
  }

  close(reason: string): void {
    this.outlet.end();
    // A close reason has 123 bytes at most.
    this.#socket.close(GOING, reason.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 120));
  }

  #say(message: ToPage): void {
    if (this.ready) this.send(message);
  }

  #hear(data: string): void {
    this.#heard += 1;
    if (this.#heard > MOST_HEARD) {
      this.#socket.close(OVERLOADED, 'too many messages');
      return;
    }
    try {
      const message = readFromPage(data);
      if (message.type === 'connected') this.#asked = true;
      else if (message.type === 'choose') this.#around.registry.choose(message.links);
      else this.#find(message.text);
      this.#tell();
    } catch (error) {
      // What is no fault of the page's is one of ours: it ends the page, and nothing else.
      if (error instanceof HoldfastError) this.#socket.close(POLICY, 'this is nothing that this page says');
      else this.#socket.close(BROKEN, 'it could not be answered');
    }
  }

  #begin(): void {
    if (!this.ready) return;
    this.#asked = false;
    this.send({ type: 'holdfast.beginning' });
    this.outlet.begin();
  }

  #find(text: string): void {
    const { links, listening } = this.#around.supervisor;
    const sought = text.toLowerCase();
    const names = [...links.keys(), ...listening.keys()].filter((name) => name.toLowerCase().includes(sought));
    this.#say({ type: 'holdfast.found', text, names: names.toSorted().slice(0, MOST_FOUND), of: names.length });
  }
}
