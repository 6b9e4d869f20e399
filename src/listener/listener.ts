/** What the user holds: a named place where clients call, and the sessions of those that did. */
import { EventEmitter } from 'eventemitter3';
import type { Surroundings } from '../connection/owner.ts';
import type { ListenerData, ListenerOptions } from '../contract/options/listener.ts';
import { parseDuration } from '../contract/options/units.ts';
import type { Child } from '../supervision/child.ts';
import type { Place } from '../supervision/place.ts';
import type { ListenerEvents } from './events.ts';
import { Front } from './front.ts';
import type { Hooks, ListenerCounts } from './hooks.ts';
import { planOf } from './plan.ts';
import type { Session } from './session.ts';

/** A listener as a user describes it. */
export type ListenerInput = Omit<ListenerData, 'onRequest' | 'onGone'> & { [Hook in keyof Hooks]?: Hooks[Hook] };

export class Listener extends EventEmitter<ListenerEvents> {
  readonly #front: Front;

  /** @internal Listeners are made by `supervisor.listener()`. @throws HoldfastError `option-invalid`, `option-unavailable` */
  constructor(name: string, options: ListenerOptions, hooks: Hooks, around: Surroundings) {
    super();
    this.#front = new Front(name, planOf(name, options), hooks, this, around);
  }

  /** @internal What its supervisor starts and stops. */
  get child(): Child {
    return this.#front;
  }

  /** @internal Its place below its supervisor, by way of which it is closed. */
  place: Pick<Place, 'stop' | 'kill'> | null = null;

  get name(): string {
    return this.#front.name;
  }

  /** `open.binding`, `open.listening`, `open.backing-off`, `closing`, `closed`; `down` while its supervisor restarts it. */
  get state(): string {
    return this.#front.state;
  }

  /** Where it listens, as the kernel says: `127.0.0.1:5000`, a path; null while it does not. */
  get address(): string | null {
    return this.#front.address;
  }

  /** Who is on line, by id. A copy. */
  get sessions(): ReadonlyMap<string, Session> {
    return new Map(this.#front.sessions);
  }

  /** A copy of what was counted since its start. */
  get counts(): Readonly<ListenerCounts> {
    const { counts } = this.#front;
    return { ...counts, ends: { ...counts.ends } };
  }

  /** It listens. @throws HoldfastError `closed`: it ended before */
  ready(): Promise<void> {
    return this.#front.ready();
  }

  /** It alone does not keep the process alive any more, nor do its sessions. */
  unref(): void {
    this.#front.ref(false);
  }

  /**
   * Takes no more callers, answers what was asked, within drainTimeout or `within`, and ends each session. Never rejects.
   * @throws HoldfastError `option-invalid`, at once
   */
  close(options: { readonly within?: number | string } = {}): Promise<void> {
    const within = options.within === undefined ? null : parseDuration(options.within);
    const closed = this.#front.closed();
    this.place?.stop(within);
    return closed;
  }

  /** At once. */
  destroy(): void {
    this.place?.kill();
  }
}
