/** A client that is on line, as the user holds it. */
import type { Call } from '../connection/call.ts';
import type { Counts } from '../connection/counts.ts';
import { overdue } from '../connection/failures.ts';
import type { PeerCertificate } from '../contract/transport.ts';
import { parseDuration } from '../contract/options/units.ts';
import type { Attendance } from './attendance.ts';
import type { Presence } from './owner.ts';

/** A number of ms, or text such as '30s', '500ms', '2m'. */
type Duration = number | string;

export interface SessionWait {
  /** From the call; exchange.timeout when absent. */
  readonly timeout?: Duration | undefined;
  readonly signal?: AbortSignal | undefined;
}

const ms = (duration: Duration | undefined): number | undefined =>
  duration === undefined ? undefined : parseDuration(duration);

export class Session {
  readonly #attendance: Attendance;

  /** @internal Sessions are made by a listener. */
  constructor(attendance: Attendance) {
    this.#attendance = attendance;
  }

  /** The listener's name and an ordinal: `front!3`. */
  get id(): string {
    return this.#attendance.id;
  }

  /** Whence it calls, as the kernel says: `127.0.0.1:40312`; '' for a socket file. */
  get remote(): string {
    return this.#attendance.remote;
  }

  /** When it came on line: wall clock, ms since 1970; null while its handshake is under way. */
  get since(): number | null {
    return this.#attendance.since;
  }

  /** What its last heartbeat carried; null before the first. */
  get presence(): Presence | null {
    return this.#attendance.heartbeats.presence;
  }

  /** Who it is by its certificate, verified; null where none was asked for or shown. */
  get peer(): PeerCertificate | null {
    return this.#attendance.peer;
  }

  /** As a dotted path: `online.listening.idle`. */
  get state(): string {
    return this.#attendance.state;
  }

  /** A copy of what was counted since it called. */
  get counts(): Readonly<Counts> {
    return { ...this.#attendance.counts };
  }

  /**
   * Asks the client and resolves to its reply, an owned copy.
   * @throws HoldfastError with `outcome`: `not-sent` may be repeated, `unknown` may have been acted on
   */
  request(bytes: Uint8Array, wait: SessionWait = {}): Promise<Uint8Array> {
    return this.#submit('request', bytes, wait);
  }

  /** Sends one frame that has no reply; resolves when it has been handed to the wire. @throws HoldfastError `not-sent` */
  async post(bytes: Uint8Array, wait: SessionWait = {}): Promise<void> {
    await this.#submit('post', bytes, wait);
  }

  /** What it asked is answered, within drainTimeout or `within`; then FIN. @throws HoldfastError `option-invalid` */
  close(options: { readonly within?: Duration } = {}): void {
    this.#attendance.close('stopped', ms(options.within));
  }

  /** At once. */
  destroy(): void {
    this.#attendance.destroy('destroyed');
  }

  #submit(kind: 'request' | 'post', bytes: Uint8Array, wait: SessionWait): Promise<Uint8Array> {
    const { signal } = wait;
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) throw overdue('aborted', this.#attendance.name, this.id, 'not-sent');
      let call: Call | null = null;
      const abort = (): void => call?.holder?.abandon(call, 'aborted', this.#attendance.now());
      call = this.#attendance.submit(kind, bytes, ms(wait.timeout), (error, reply, start, end) => {
        signal?.removeEventListener('abort', abort);
        if (error === null) resolve(Uint8Array.prototype.slice.call(reply, start, end));
        else reject(error);
      });
      if (!call.settled) signal?.addEventListener('abort', abort, { once: true });
    });
  }
}
