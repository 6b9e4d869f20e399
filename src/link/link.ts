/** What the user holds: a named line to a peer. Its connections come and go beneath it. */
import type { Call, Done } from '../connection/call.ts';
import type { Counts } from '../connection/counts.ts';
import { overdue } from '../connection/failures.ts';
import type { Surroundings } from '../connection/owner.ts';
import type { ConnectionView } from '../connection/view.ts';
import { HoldfastError } from '../contract/errors.ts';
import type { LinkOptions } from '../contract/options/link.ts';
import { Attended } from './attended.ts';
import type { LinkEvents } from './events.ts';
import { tell } from './events.ts';
import type { Child } from '../supervision/child.ts';
import type { Place } from '../supervision/place.ts';
import { Keeper } from './keeper.ts';
import type { SlotsMaker } from './maker.ts';
import { ms } from './wait.ts';
import { watched } from './watched.ts';
import type { Duration, Wait } from './wait.ts';

const NOTHING = new Uint8Array(0);

export class Link extends Attended<LinkEvents> implements AsyncIterable<Uint8Array> {
  readonly #keeper: Keeper;
  readonly #around: Surroundings;

  /** @internal Links are made by `supervisor.link()`. */
  constructor(name: string, options: LinkOptions, around: Surroundings, maker: SlotsMaker | null = null) {
    super();
    this.#around = around;
    this.#keeper = new Keeper(name, options, this, around, maker);
  }

  /** @internal What its supervisor starts and stops. */
  get child(): Child {
    return this.#keeper;
  }

  /** @internal Its place below its supervisor, by way of which it is closed. */
  place: Pick<Place, 'stop' | 'kill'> | null = null;

  get name(): string {
    return this.#keeper.name;
  }

  /** `open`, `draining`, `closed`; `down` and `halting` while its supervisor restarts it. */
  get state(): string {
    return this.#keeper.state;
  }

  /** Where it dials, in order, as the user wrote it. */
  get targets(): readonly string[] {
    return this.#keeper.targets;
  }

  /** What its line does, such as `connected.listening.idle`. */
  get lineState(): string {
    return this.#keeper.lineState;
  }

  /** Its connections as they are now: state, context, armed timers, socket. */
  inspect(): readonly ConnectionView[] {
    return this.#keeper.views();
  }

  /** A copy of what was counted since the link's start. */
  get counts(): Readonly<Counts> {
    return { ...this.#keeper.counts };
  }

  /** Calls that wait for the line. */
  get queued(): number {
    return this.#keeper.queue.size;
  }

  /**
   * The line takes calls. At once for a short lifecycle, which has no line to wait for.
   * @throws HoldfastError `timeout`, `aborted`, or why the link has ended
   */
  async ready(wait: Wait = {}): Promise<void> {
    const keeper = this.#keeper;
    const limits = { timeout: ms(wait.timeout), signal: wait.signal };
    if (!keeper.taking) throw keeper.refusal();
    if (!keeper.takesCalls()) await keeper.readiness.wait(limits);
  }

  /**
   * Sends one frame and resolves to its reply, an owned copy. It is sent once, but for `idempotent`.
   * @throws HoldfastError with `outcome`: `not-sent` may be repeated, `unknown` may have been acted on
   */
  request(bytes: Uint8Array, wait: Wait = {}): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      if (wait.signal?.aborted === true) throw this.#aborted();
      let release: (() => void) | undefined;
      const told: Done = (error, reply, start, end) => {
        release?.();
        if (error === null) resolve(Uint8Array.prototype.slice.call(reply, start, end));
        else reject(error);
      };
      const again = wait.idempotent === true ? (): boolean => wait.signal?.aborted !== true : undefined;
      const call = this.#submit('request', bytes, ms(wait.timeout), told, again);
      if (wait.signal !== undefined && !call.settled) release = this.#heed(wait.signal, call);
    });
  }

  /**
   * The fast form: no promise, no copy. `done` is called once, after the transition is on record; `view` is valid only
   * until it returns, and is empty beside an error. What `done` throws is a `fault` and ends nothing.
   */
  exchange(bytes: Uint8Array, done: (error: HoldfastError | null, view: Uint8Array) => void): void {
    const told: Done = (error, reply, start, end) => {
      try {
        done(error, start === 0 && end === reply.length ? reply : reply.subarray(start, end));
      } catch (thrown) {
        tell.fault(this, thrown);
      }
    };
    try {
      this.#submit('request', bytes, undefined, told);
    } catch (error) {
      if (!(error instanceof HoldfastError)) throw error;
      told(error, NOTHING, 0, 0);
    }
  }

  /**
   * Sends one frame that has no reply; resolves when it has been handed to the wire.
   * @throws HoldfastError, with `outcome` `not-sent`
   */
  post(bytes: Uint8Array, wait: Wait = {}): Promise<void> {
    return new Promise((resolve, reject) => {
      if (wait.signal?.aborted === true) throw this.#aborted();
      let release: (() => void) | undefined;
      const call = this.#submit('post', bytes, ms(wait.timeout), (error) => {
        release?.();
        if (error === null) resolve();
        else reject(error);
      });
      if (wait.signal !== undefined && !call.settled) release = this.#heed(wait.signal, call);
    });
  }

  /**
   * The next message that nobody asked for; waits for one.
   * @returns `undefined` when the limit passes (0: only what is there), or when the link has ended
   * @throws HoldfastError `aborted`
   */
  async receive(wait: Wait = {}): Promise<Uint8Array | undefined> {
    return this.#keeper.inbox.receive({ timeout: ms(wait.timeout), signal: wait.signal });
  }

  /** Messages as they come, until the link ends. */
  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    for (let frame = await this.receive(); frame !== undefined; frame = await this.receive()) yield frame;
  }

  /** Dial again now: the present connection is dropped, a wait is cut short, the count of attempts begins anew. */
  redial(): void {
    this.#keeper.redial();
  }

  /** This link alone does not keep the process alive any more. */
  unref(): void {
    this.#keeper.ref(false);
  }

  /**
   * What was taken is sent and answered, within drainTimeout or `within`; then the line is closed. Never rejects.
   * @throws HoldfastError `option-invalid`, at once
   */
  close(options: { readonly within?: Duration } = {}): Promise<void> {
    const within = ms(options.within);
    const { state, closing } = this.#keeper;
    if (state === 'closed') return Promise.resolve();
    const closed = closing.wait({});
    this.place?.stop(within ?? null);
    return closed;
  }

  /** At once: what is in flight ends `unknown`, what waits ends `not-sent`. */
  destroy(): void {
    this.place?.kill();
  }

  #submit(...[kind, bytes, timeout, done, again]: Parameters<Keeper['submit']>): Call {
    if (this.#around.watchers.size === 0) return this.#keeper.submit(kind, bytes, timeout, done, again);
    const submit = (told: Done): Call => this.#keeper.submit(kind, bytes, timeout, told, again);
    return watched(this.#around, this.name, kind, done, submit, (error) => tell.fault(this, error));
  }

  #heed(signal: AbortSignal, call: Call): () => void {
    const onAbort = (): void => call.holder?.abandon(call, 'aborted', this.#keeper.clockNow);
    if (signal.aborted) {
      onAbort();
      return () => {};
    }
    signal.addEventListener('abort', onAbort, { once: true });
    return () => signal.removeEventListener('abort', onAbort);
  }

  #aborted(): HoldfastError {
    return overdue('aborted', this.name, undefined, 'not-sent');
  }
}
