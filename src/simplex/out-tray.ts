/** What goes out on the send leg: calls from the link's queue, one at a time, each as a letter. */
import type { Call } from '../connection/call.ts';
import type { HoldfastError } from '../contract/errors.ts';
import type { ShortOwner } from '../link/short.ts';
import { Letter } from './letter.ts';

/** What the tray asks of its line. */
export interface Sender {
  /** May this go out now? An error: never, and its caller is told so. */
  admits(call: Call): 'now' | 'later' | HoldfastError;
  /** It was handed to the wire. */
  written(call: Call): void;
}

export class OutTray {
  readonly #owner: Pick<ShortOwner, 'name' | 'peek' | 'take' | 'defer'>;
  readonly #sender: Sender;
  /** The call that is offered and has not been in the queue. */
  #offered: Call | null = null;
  #letter: Letter | null = null;
  #size = 0;

  constructor(owner: Pick<ShortOwner, 'name' | 'peek' | 'take' | 'defer'>, sender: Sender) {
    this.#owner = owner;
    this.#sender = sender;
  }

  /** Letters that are on their way to the wire. */
  get size(): number {
    return this.#size;
  }

  /** @param wake has the leg ask for what is next. @returns whether the call was taken */
  offer(call: Call, wake: () => void): boolean {
    if (this.#offered !== null) return false;
    this.#offered = call;
    wake();
    const taken = this.#offered !== call;
    this.#offered = null;
    return taken;
  }

  /** What goes out next, left where it is. */
  next(): Letter | undefined {
    for (let call = this.#head(); call !== undefined; call = this.#head()) {
      const answer = this.#sender.admits(call);
      if (answer === 'later') return undefined;
      if (answer === 'now') return (this.#letter = this.#letterOf(call));
      this.#unqueue();
      call.fail(answer);
    }
    return undefined;
  }

  /** What `next` gave last. */
  take(): Letter | undefined {
    const letter = this.#letter;
    this.#letter = null;
    if (letter === null) return undefined;
    this.#unqueue();
    this.#size += 1;
    letter.origin.holder = letter;
    return letter;
  }

  /** It did not go out after all. */
  giveBack(letter: Call): void {
    if (!(letter instanceof Letter)) return;
    this.#size -= 1;
    this.#owner.defer(letter.origin);
  }

  #head(): Call | undefined {
    return this.#offered ?? this.#owner.peek();
  }

  #unqueue(): void {
    if (this.#offered === null) this.#owner.take(this.#owner.name);
    else this.#offered = null;
  }

  #letterOf(call: Call): Letter {
    return new Letter(
      call,
      (origin) => this.#sender.written(origin),
      () => {
        this.#size -= 1;
      },
    );
  }
}
