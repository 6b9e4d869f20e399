/** What the heartbeats of one client carry, and what its transport shows of life beside them. */
import type { SessionEvent } from '../../machines/session.ts';
import type { Presence } from './owner.ts';

export class Heartbeats {
  /** What the last one carried. */
  presence: Presence | null = null;
  readonly #wall: () => number;
  #bytes: Uint8Array | null = null;
  #start = 0;
  #end = 0;
  /** What was read last had no bytes at all: a ping of a WebSocket, an empty datagram. */
  #life = false;

  constructor(wall: () => number) {
    this.#wall = wall;
  }

  read(bytes: number): void {
    this.#life = bytes === 0;
  }

  /** What the chart is told next is about this frame. */
  hear(bytes: Uint8Array, start: number, end: number): void {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
  }

  heard(): void {
    this.#bytes = null;
  }

  /** @returns the event as the chart is to hear it */
  notice(event: SessionEvent): SessionEvent {
    if (event.type !== 'received') return event;
    if (event.kind === 'piece') return this.#life ? { ...event, kind: 'life' } : event;
    if (this.#bytes !== null && (event.kind === 'asked' || event.kind === 'heartbeat'))
      this.presence = { bytes: Uint8Array.prototype.slice.call(this.#bytes, this.#start, this.#end), at: this.#wall() };
    return event;
  }
}
