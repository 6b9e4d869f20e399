/** What a heartbeat is on this line: the bytes to send, and how its answer, or the peer's own heartbeat, is known. */
import type { HeartbeatOptions } from '../contract/options/heartbeat.ts';
import type { Probe } from './call.ts';

const same = (a: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean => {
  if (a.length !== end - start) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== bytes[start + i]) return false;
  return true;
};

/** A character for each byte, U+0000 to U+00FF; `TextDecoder('latin1')` would read 80 to 9F as windows-1252. */
const latin1 = (bytes: Uint8Array, start: number, end: number): string => {
  let text = '';
  for (const byte of bytes.subarray(start, end)) text += String.fromCharCode(byte);
  return text;
};

export class Heartbeat {
  readonly #options: HeartbeatOptions;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** Its answer is known when it comes; else whatever arrives is a sign of life, and nothing more. */
  get isKnown(): boolean {
    return this.#options.expect.kind !== 'any';
  }

  /** We answer the peer's. */
  get responds(): boolean {
    return this.#options.role !== 'initiator';
  }

  /** The bytes of the next one. @throws what the user's function throws, and TypeError where it gives no bytes. */
  payload(): Uint8Array {
    const { send } = this.#options;
    if (send.kind === 'bytes') return send.bytes;
    const bytes: unknown = send.make();
    if (bytes instanceof Uint8Array) return bytes;
    throw new TypeError(`heartbeat.send gave ${typeof bytes}, expected a Uint8Array`);
  }

  /** Does this frame answer that probe? @throws what the user's function throws. */
  answers(probe: Probe, bytes: Uint8Array, start: number, end: number): boolean {
    return this.#options.expect.kind === 'echo'
      ? same(probe.bytes, bytes, start, end)
      : this.#expected(bytes, start, end);
  }

  /**
   * Is this frame a heartbeat whatever is owed? An empty one always is: it is known by its content. So is what a responder
   * expects, since no probe of ours holds a place for it.
   */
  knows(bytes: Uint8Array, start: number, end: number): boolean {
    const { expect } = this.#options;
    if (expect.kind === 'bytes' && expect.bytes.length === 0) return start === end;
    if (!this.responds) return false;
    if (expect.kind !== 'echo') return this.#expected(bytes, start, end);
    const { send } = this.#options;
    return send.kind === 'bytes' && same(send.bytes, bytes, start, end);
  }

  /** On an idle line: could this be an answer that came too late for its place? */
  resembles(bytes: Uint8Array, start: number, end: number): boolean {
    const { expect, send } = this.#options;
    if (expect.kind === 'any') return false;
    if (expect.kind === 'echo') return send.kind === 'bytes' && same(send.bytes, bytes, start, end);
    return this.#expected(bytes, start, end);
  }

  /** What a responder says to the peer's heartbeat: its own bytes back where an echo is agreed. */
  reply(bytes: Uint8Array, start: number, end: number): Uint8Array {
    return this.#options.expect.kind === 'echo' ? bytes.slice(start, end) : this.payload();
  }

  #expected(bytes: Uint8Array, start: number, end: number): boolean {
    const { expect } = this.#options;
    switch (expect.kind) {
      case 'any':
        return true;
      case 'bytes':
        return same(expect.bytes, bytes, start, end);
      case 'pattern':
        return expect.pattern.test(latin1(bytes, start, end));
      case 'function':
        return expect.matches(bytes.slice(start, end));
      case 'echo':
        return false;
    }
  }
}
