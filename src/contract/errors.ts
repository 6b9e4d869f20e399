/** The one error class, with its codes as a closed list, and the frame error that carries bytes as evidence. */

/** Each code, and what to do about it. The page docs/errors.md is made from these. */
export const errorCodes = {
  timeout: 'the time limit passed; raise it, or ask why the peer is slow',
  aborted: 'the caller’s AbortSignal fired',
  lost: 'the connection went or could not be had; look at `outcome` before repeating',
  closed: 'the link is closed or closing and takes no new calls',
  destroyed: 'the link was destroyed',
  'gave-up': 'the link used up its attempts to reconnect; see the loss in its last record',
  rejected: 'the peer turned this link away (handshake or certificate); mend the set-up, then start it anew',
  crashed: 'a function given to this link threw; its error is the cause',
  'queue-full': 'the queue of what waits for the line is full; slow down, or raise queue.max or queue.maxBytes',
  'circuit-open': 'the link’s breaker is open after too many failures in a row; wait, or see why the peer fails',
  'inbox-closed': 'no message can come any more',
  'key-refused': 'no reply could be told to be this request’s: its key is in use, or it has none; nothing was written',
  'one-way':
    'this line carries no such call: nothing is sent on a receive leg, and a request needs both legs and `exchange.key`',
  'frame-refused': 'this frame cannot be said in this framing; nothing was written',
  'frame-malformed': 'the peer’s bytes are no frame; the connection was ended',
  'frame-too-large': 'the peer announced a frame over maxFrame; the connection was ended',
  'frame-truncated': 'the stream ended inside a frame',
  'frame-stalled': 'a frame was begun and not finished within partialTimeout; the connection was ended',
  'frame-unasked': 'bytes came on a leg on which we only send; that leg was ended, and is dialled or awaited anew',
  'option-invalid': 'an option is not what it must be; the message says where and what was expected',
  'option-unavailable': 'this option is known, and not built yet',
  'listen-failed':
    'the place cannot be listened at, or a caller not taken in; its reason says why, and it is tried again where that can help',
  amplifies:
    'over udp more would go to an address than came from it, and the address may be forged; nothing was sent; answer shorter, or have clients ask longer',
  'name-taken': 'the supervisor has a link, group or child of this name already',
  'chart-unreadable':
    'no chart could be had from this module; look at its path, what it does when imported, and what it exports',
  'chart-unsupported': 'the chart uses a feature that the compiled engine does not take; run it interpreted',
  'audit-unreadable': 'the audit log cannot be read; look at its path and its permissions',
  'audit-failed': 'the audit log cannot be opened or written; look at its disk, its folder and its permissions',
  'audit-locked': 'another process writes this audit log; give each process a log of its own',
  'inspector-failed': 'the inspector cannot serve its page; look at its address, or name another',
  'inspector-refused': 'what came is nothing that the inspector and its page say to each other; load the page anew',
  revoked: 'the handshake’s line is gone; whatever it still wants to send is dropped',
} as const;

export type ErrorCode = keyof typeof errorCodes;

/**
 * What is known of a failed request. `not-sent`: not yet handed to the socket, safe to repeat. `unknown`: handed over, no
 * reply; the peer may have acted on it.
 */
export type Outcome = 'not-sent' | 'unknown';

export interface ErrorFacts {
  readonly link?: string | undefined;
  readonly connection?: string | undefined;
  readonly outcome?: Outcome | undefined;
  /** How the socket went or why the connection ended, where that is why. */
  readonly reason?: string | undefined;
  readonly cause?: unknown;
}

export class HoldfastError extends Error {
  override readonly name: string = 'HoldfastError';
  readonly code: ErrorCode;
  readonly link: string | undefined;
  readonly connection: string | undefined;
  readonly outcome: Outcome | undefined;
  readonly reason: string | undefined;

  constructor(code: ErrorCode, message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.link = facts.link;
    this.connection = facts.connection;
    this.outcome = facts.outcome;
    this.reason = facts.reason;
  }
}

type FrameCode = Extract<ErrorCode, `frame-${string}`>;

/** What is wrong with a frame. For inbound bytes `hex` and `offset` are the evidence. */
export class FrameError extends HoldfastError {
  override readonly name = 'FrameError';
  /** The offending bytes, at most 16 of them, as lower-case hex; '' for what we refused to send. */
  readonly hex: string;
  /** Where in the stream those bytes begin, counted from the opening of the connection; 0 for what we refused to send. */
  readonly offset: number;

  constructor(code: FrameCode, message: string, evidence: { readonly hex?: string; readonly offset?: number } = {}) {
    super(code, message, code === 'frame-refused' ? { outcome: 'not-sent' } : {});
    this.hex = evidence.hex ?? '';
    this.offset = evidence.offset ?? 0;
  }
}
