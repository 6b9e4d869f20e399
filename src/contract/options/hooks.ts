/** Functions that a user may give to a link, and what they are given. Only code can give them. */
import { given, isFunction } from './given.ts';
import { option } from './meta.ts';
import type { PeerLimits } from './peer-limits.ts';

/** The opened line, before it is ready. After a loss, and once the line is ready, every method fails with `revoked`. */
export interface Talk {
  /**
   * Sends one frame and takes the next that comes.
   * @param options.timeout ms; without it, connectTimeout ends the wait.
   * @throws HoldfastError `timeout`, `revoked`, `frame-refused`
   */
  request(bytes: Uint8Array, options?: { readonly timeout?: number }): Promise<Uint8Array>;
  /** Sends one frame. @throws HoldfastError `revoked`, `frame-refused` */
  post(bytes: Uint8Array): Promise<void>;
  /** The next frame. @throws HoldfastError `timeout`, `revoked` */
  receive(options?: { readonly timeout?: number }): Promise<Uint8Array>;
  /** The peer will not have us: the link ends as `rejected` and is not dialled again. Any other throw is a failed attempt. */
  reject(reason?: string): never;
}

/** The same for a link, whose line may have to end before the peer ends it. */
export interface DialledTalk extends Talk {
  /**
   * Limits that the peer told, as it enforces them: this line ends 2 s before them, where `lifecycle` has none that are
   * stricter. For a long lifecycle; a later call replaces what an earlier one told.
   * @throws HoldfastError `option-invalid`, `revoked`
   */
  limits(peer: PeerLimits): void;
}

/** How a line went. */
export interface Loss {
  /** As in records: a fault code, `ended`, `heartbeat`, `reply-timeout`, a frame error … */
  readonly reason: string;
  /** One line for people, with the system's own code where there is one. */
  readonly detail?: string;
  readonly link: string;
  /** The actor within the link, such as `core-bank#1`. */
  readonly connection: string;
  /** Which dial of this connection it was, from 1. */
  readonly epoch: number;
  /** Redials since the line was last good, this coming one included. */
  readonly attempts: number;
}

export type HandshakeHook = (talk: DialledTalk) => Promise<void>;
export type LossHook = (loss: Loss) => void | Promise<void>;

const error = 'a function, which only code can give';

export const handshake = option(
  {
    type: 'function `(talk) => Promise<void>`',
    meaning:
      'Log on, subscribe: runs on each opened socket, before the line is ready. `talk.request`, `post`, `receive`, `reject`, and `limits` for what the peer enforces.',
    reason: 'It runs within connectTimeout, and is revoked when its socket goes.',
  },
  given<HandshakeHook>(isFunction, error).optional(),
);

export const onLost = option(
  {
    type: 'function `(loss) => void | Promise<void>`',
    meaning: 'Your clean-up after each drop. The next dial waits for it.',
    reason: 'It has 5 s; a hook that never settles must not keep the line down.',
  },
  given<LossHook>(isFunction, error).optional(),
);
