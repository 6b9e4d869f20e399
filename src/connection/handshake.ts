/** The line as the user's handshake sees it: send, wait for the next frame, give up. It ends with its socket. */
import { HoldfastError } from '../contract/errors.ts';
import type { DialledTalk } from '../contract/options/hooks.ts';
import { undercutLimits } from '../contract/options/peer-limits.ts';
import type { OwnLimits, PeerLimits } from '../contract/options/peer-limits.ts';
import type { Timed, Wheel } from '../contract/clock.ts';

/** Frames a peer may send ahead of the handshake's asking for them; a greeting is a few, so more is a flood. */
const MOST_UNREAD = 64;

/** The handshake said no: the link ends as `rejected`, and is not dialled again. */
export class Rejection extends Error {}

/** A promise that a handshake no longer looks at must not end the process when its socket goes. */
const quiet = <T>(promise: Promise<T>): Promise<T> => {
  promise.catch(() => {});
  return promise;
};

interface Waiting {
  readonly limit: number;
  readonly resolve: (frame: Uint8Array) => void;
  readonly reject: (error: HoldfastError) => void;
}

export class Handshake implements DialledTalk, Timed {
  filedAt = Infinity;
  readonly #write: (bytes: Uint8Array) => void;
  readonly #now: () => number;
  readonly #wheel: Wheel;
  readonly #link: string;
  readonly #unread: Uint8Array[] = [];
  #ref: boolean;
  #waiting: Waiting[] = [];
  #revoked = false;
  readonly #flow: (on: boolean) => void;
  #paused = false;
  #told: OwnLimits = {};

  constructor(
    link: string,
    write: (bytes: Uint8Array) => void,
    now: () => number,
    wheel: Wheel,
    ref: boolean,
    flow: (on: boolean) => void,
  ) {
    this.#flow = flow;
    this.#ref = ref;
    this.#link = link;
    this.#write = write;
    this.#now = now;
    this.#wheel = wheel;
  }

  request(bytes: Uint8Array, options: { readonly timeout?: number } = {}): Promise<Uint8Array> {
    return quiet(this.post(bytes).then(() => this.receive(options)));
  }

  post(bytes: Uint8Array): Promise<void> {
    return quiet(
      new Promise((resolve) => {
        if (this.#revoked) throw this.#gone();
        this.#write(bytes);
        resolve();
      }),
    );
  }

  receive(options: { readonly timeout?: number } = {}): Promise<Uint8Array> {
    return quiet(
      new Promise((resolve, reject) => {
        if (this.#revoked) throw this.#gone();
        const frame = this.#unread.shift();
        if (this.#unread.length * 2 < MOST_UNREAD) this.#turn(true);
        if (frame !== undefined) return resolve(frame);
        // Without a limit of its own it ends with connectTimeout, which revokes it.
        const limit = options.timeout === undefined ? Infinity : this.#now() + options.timeout;
        this.#waiting.push({ limit, resolve, reject });
        this.#wheel.file(this);
      }),
    );
  }

  limits(peer: PeerLimits): void {
    if (this.#revoked) throw this.#gone();
    this.#told = undercutLimits(this.#link, peer);
  }

  /** What `limits` was told, as ours. */
  get told(): OwnLimits {
    return this.#told;
  }

  reject(reason = 'the handshake said no'): never {
    throw new Rejection(reason);
  }

  /** An inbound frame, owned. When too many are unread the socket is: no more than the rest of one read comes on top. */
  take(frame: Uint8Array): void {
    const first = this.#waiting.shift();
    if (first !== undefined) return first.resolve(frame);
    this.#unread.push(frame);
    if (this.#unread.length >= MOST_UNREAD) this.#turn(false);
  }

  /** The socket went, or the line is ready. @returns frames that nobody asked for. */
  revoke(): readonly Uint8Array[] {
    this.#revoked = true;
    this.#turn(true);
    this.#wheel.remove(this);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const one of waiting) one.reject(this.#gone());
    return this.#unread;
  }

  get ref(): boolean {
    return this.#ref;
  }

  /** Filed anew: the wheel counts those that keep the process alive. */
  set ref(on: boolean) {
    this.#wheel.remove(this);
    this.#ref = on;
    this.#wheel.file(this);
  }

  nextDeadline(): number {
    let next = Infinity;
    for (const one of this.#waiting) if (one.limit < next) next = one.limit;
    return next;
  }

  due(now: number): void {
    const late = this.#waiting.filter((one) => one.limit <= now);
    this.#waiting = this.#waiting.filter((one) => one.limit > now);
    for (const one of late)
      one.reject(
        new HoldfastError('timeout', `${this.#link}: the peer sent nothing in time during the handshake`, {
          link: this.#link,
        }),
      );
    this.#wheel.file(this);
  }

  #turn(on: boolean): void {
    if (this.#paused !== on) return;
    this.#paused = !on;
    this.#flow(on);
  }

  #gone(): HoldfastError {
    return new HoldfastError('revoked', `${this.#link}: the line this handshake was given is gone`, {
      link: this.#link,
    });
  }
}
