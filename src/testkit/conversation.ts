import type { Socket } from 'node:net';
import type { Speech } from './speech.ts';

/** One socket of a peer, seen as messages. It ends quietly however the other side ends it. */
export class Conversation {
  readonly #raw: Socket;
  readonly #socket: Socket;
  readonly #speech: Speech;

  /** `raw` is the TCP socket itself; `socket` what is spoken through: the same, or TLS around it. */
  constructor(raw: Socket, socket: Socket, speech: Speech) {
    this.#raw = raw;
    this.#socket = socket;
    this.#speech = speech;
  }

  /** What comes, until FIN, a reset, or something that is no message. Nothing more is read than is asked for. */
  async *messages(): AsyncGenerator<Buffer, void, void> {
    const read = this.#speech.reader();
    try {
      for await (const chunk of this.#socket.iterator({ destroyOnReturn: false })) yield* read(chunk as Buffer);
    } catch {
      // A reset or a stream that is no speech: for a peer both are the end of the conversation.
      this.#raw.destroy();
    }
  }

  /** Says what this peer answers to a message. Resolves once the kernel has it, or never will. */
  answer(message: Buffer): Promise<void> {
    return this.say(this.#speech.answer(message));
  }

  /** Says something unasked. Resolves as `answer`. */
  say(message: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.write(this.#speech.frame(message), () => resolve());
    });
  }

  /** FIN, after what was said. What still comes is thrown away. */
  end(): void {
    this.#socket.end();
    this.#socket.resume();
  }

  /** RST. */
  reset(): void {
    if (!this.#raw.destroyed) this.#raw.resetAndDestroy();
  }
}
