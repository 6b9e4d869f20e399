/** What users call first: it owns the links, the stream of records, the caps on dials, and the end of all of them. */
import { EventEmitter } from 'eventemitter3';
import type { Recorder, Surroundings } from '../connection/owner.ts';
import { HoldfastError } from '../contract/errors.ts';
import type { Host } from '../contract/host.ts';
import { resolveLink } from '../contract/options/link.ts';
import type { LinkInput } from '../contract/options/link.ts';
import { resolveSupervise } from '../contract/options/supervise.ts';
import type { SuperviseInput } from '../contract/options/supervise.ts';
import type { RecordSink, TransitionRecord } from '../contract/record.ts';
import { createWheel } from '../actor/wheel.ts';
import { Link } from '../link/link.ts';
import type { Duration } from '../link/link.ts';
import { Turnstile } from '../policy/dials.ts';
import { RecordStream } from './stream.ts';

export interface SupervisorEvents {
  /** Every transition of every actor. */
  record: (record: TransitionRecord) => void;
  /** A listener or a sink that threw. It ended nothing. */
  fault: (error: unknown) => void;
}

export class Supervisor extends EventEmitter<SupervisorEvents> {
  readonly #links = new Map<string, Link>();
  readonly #stream: RecordStream;
  readonly #around: Surroundings;
  #stopping: Promise<void> | null = null;

  /** @throws HoldfastError `option-invalid`, `option-unavailable` */
  constructor(input: SuperviseInput, host: Host) {
    super();
    const { dials, engine } = resolveSupervise(input);
    const { clock } = host;
    const wheel = createWheel(clock);
    this.#stream = new RecordStream(clock, (error) => this.#fault(error));
    const turns = new Turnstile(clock, wheel, dials);
    this.#around = { host, wheel, runtime: { clock, wheel }, turns, engine, recorder: this.#recorder() };
  }

  /**
   * Adds a link and starts it. Its name is free again once it is closed.
   * @throws HoldfastError `option-invalid`, `option-unavailable`, `name-taken`, `closed`
   */
  link(name: string, input: LinkInput): Link {
    if (this.#stopping !== null)
      throw new HoldfastError('closed', `${name}: this supervisor is stopping and takes no new links`, { link: name });
    const options = resolveLink(name, input);
    if (this.#links.has(name))
      throw new HoldfastError(
        'name-taken',
        `${name}: there is a link of this name; close it first, or choose another`,
        { link: name },
      );
    const link = new Link(name, options, this.#around, () => this.#links.delete(name));
    this.#links.set(name, link);
    link.start();
    return link;
  }

  /** The links that are not closed, by name. */
  get links(): ReadonlyMap<string, Link> {
    return this.#links;
  }

  /** Adds a reader of the stream. @returns a function that ends it */
  addSink(sink: RecordSink): () => void {
    return this.#stream.add(sink);
  }

  /** Closes all links together, each within its drainTimeout or `within`. Never rejects; once begun it is not begun again. */
  stop(options: { readonly within?: Duration } = {}): Promise<void> {
    this.#stopping ??= this.#closeAll(options);
    return this.#stopping;
  }

  /** Ends all links at once. */
  destroy(): void {
    this.#stopping ??= Promise.resolve();
    for (const link of this.#links.values()) link.destroy();
  }

  /** The stream as the links see it: sinks first, then listeners. */
  #recorder(): Recorder {
    return {
      watched: () => this.#stream.watched() || this.listenerCount('record') > 0,
      take: (link, facts) => {
        const record = this.#stream.take(link, facts);
        try {
          this.emit('record', record);
        } catch (error) {
          this.#fault(error);
        }
        return record;
      },
    };
  }

  async #closeAll(options: { readonly within?: Duration }): Promise<void> {
    await Promise.all(Array.from(this.#links.values(), (link) => link.close(options)));
  }

  #fault(error: unknown): void {
    try {
      this.emit('fault', error);
    } catch {
      return;
    }
  }
}
