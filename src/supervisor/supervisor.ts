/** What users call first: it owns the tree, the stream of records, the caps on dials, and the end of all of them. */
import type { EventEmitter } from 'eventemitter3';
import { createWheel } from '../actor/wheel.ts';
import { Chaos } from '../chaos/chaos.ts';
import type { CallWatcher } from '../connection/call-watcher.ts';
import type { Recorder, Surroundings } from '../connection/owner.ts';
import type { Clock } from '../contract/clock.ts';
import { HoldfastError } from '../contract/errors.ts';
import type { Host } from '../contract/host.ts';
import type { LinkInput } from '../contract/options/link.ts';
import type { GroupInput, WorkerInput } from '../contract/options/restart.ts';
import { resolveSupervise } from '../contract/options/supervise.ts';
import type { SuperviseInput, SuperviseOptions } from '../contract/options/supervise.ts';
import type { RecordSink, TransitionRecord } from '../contract/record.ts';
import type { TreeNode } from '../contract/tree.ts';
import { Attended } from '../link/attended.ts';
import type { Link } from '../link/link.ts';
import { ms } from '../link/wait.ts';
import type { Duration } from '../link/wait.ts';
import type { Listener, ListenerInput } from '../listener/listener.ts';
import { Turnstile } from '../policy/dials.ts';
import { Group } from './group.ts';
import type { Ended, Shared } from './shared.ts';
import { RecordStream } from './stream.ts';
import type { Worker } from './worker.ts';

export interface SupervisorEvents {
  /** Every transition of every actor. */
  record: (record: TransitionRecord) => void;
  /** A listener or a sink that threw. It ended nothing. */
  fault: (error: unknown) => void;
  /** A child has ended for good, whichever way. */
  ended: (told: Ended) => void;
  /** A child at the top of the tree crashed more often than its budget allows. The process goes on. */
  escalated: (told: Ended) => void;
}

/** Makes a reader that is there before the first transition. @param origin of `mono`, on the host's monotonic clock */
export type SinkMaker = (origin: number, fault: (error: unknown) => void) => RecordSink;

export class Supervisor extends Attended<SupervisorEvents> {
  readonly #clock: Clock;
  readonly #stream: RecordStream;
  readonly #root: Group;
  readonly #links = new Map<string, Link>();
  readonly #listening = new Map<string, Listener>();
  readonly #over: Promise<void>;
  readonly #watchers = new Set<CallWatcher>();
  readonly #chaos: Chaos | null;

  /**
   * @param sinks read from the first transition on
   * @throws HoldfastError `option-invalid`, `option-unavailable`
   */
  constructor(input: SuperviseInput, host: Host, sinks: readonly SinkMaker[] = []) {
    super();
    const options = resolveSupervise(input);
    this.#clock = host.clock;
    this.#stream = new RecordStream(host.clock, (error) => this.#fault(error));
    for (const make of sinks) this.#stream.add(make(this.#stream.origin, (error) => this.#fault(error)));
    const strategy = 'one-for-one';
    const { intensity } = options;
    const shared = this.#share(options, host);
    this.#chaos = shared.chaos;
    this.#root = new Group({ path: 'supervisor', own: intensity, strategy, intensity }, shared);
    this.#over = new Promise((resolve) => {
      this.#root.child.start(() => {
        // What is at work now may have something to tell yet.
        void Promise.resolve()
          .then(() => this.#stream.close())
          .then(resolve);
      });
    });
  }

  /**
   * Adds a link and starts it. Its name is unique in the whole tree, and free again once it is closed.
   * @throws HoldfastError `option-invalid`, `option-unavailable`, `name-taken`, `closed`
   */
  link(name: string, input: LinkInput): Link {
    return this.#root.link(name, input);
  }

  /**
   * Adds a listener and starts it. Its name is unique in the whole tree, among links too, and free again once it is closed.
   * @throws HoldfastError `option-invalid`, `option-unavailable`, `name-taken`, `closed`
   */
  listener(name: string, input: ListenerInput): Listener {
    return this.#root.listener(name, input);
  }

  /**
   * Adds a group: links with a strategy and a budget that they share.
   * @throws HoldfastError `option-invalid`, `name-taken`, `closed`
   */
  group(name: string, input: GroupInput = {}): Group {
    return this.#root.group(name, input);
  }

  /**
   * Adds something of the user's own and starts it. A start that throws is a crash like any other.
   * @throws HoldfastError `option-invalid`, `name-taken`, `closed`
   */
  worker(name: string, worker: Worker, input: WorkerInput = {}): void {
    this.#root.worker(name, worker, input);
  }

  /**
   * Ends a child in order, within its own limits or `within`, and takes it out of the tree. Never rejects.
   * @throws HoldfastError `option-invalid`, at once
   */
  remove(name: string, options: { readonly within?: Duration } = {}): Promise<void> {
    return this.#root.remove(name, options);
  }

  /** The links of the whole tree that are not closed, by name. */
  get links(): ReadonlyMap<string, Link> {
    return this.#links;
  }

  /** The listeners of the whole tree that are not closed, by name. */
  get listening(): ReadonlyMap<string, Listener> {
    return this.#listening;
  }

  /** Disturbs links on purpose; null unless the option `chaos` asks for it. */
  get chaos(): Chaos | null {
    return this.#chaos;
  }

  /** All that stands below it as it is now, with the restart budgets left: plain JSON. */
  tree(): TreeNode {
    return this.#root.tree();
  }

  /** Now, as `mono` and `at` of a record; and what the host's monotonic clock, of which `event.at` is, said at the start. */
  time(): { readonly mono: number; readonly wall: number; readonly origin: number } {
    const { origin } = this.#stream;
    return { mono: this.#clock.now() - origin, wall: this.#clock.wall(), origin };
  }

  /** Adds a reader of the stream. @returns a function that ends it */
  addSink(sink: RecordSink): () => void {
    return this.#stream.add(sink);
  }

  /** Hears of each request and post of each link, and how it ended. What it throws is a `fault` of that link. @returns a function that ends it */
  watchCalls(watcher: CallWatcher): () => void {
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  }

  /**
   * Ends everything in order: links together, groups in reverse order of start; each within its own limits, all of it
   * within `within`. Resolves when the readers of the stream have written what they hold. Never rejects; a second call
   * may set a shorter limit.
   * @throws HoldfastError `option-invalid`, at once
   */
  stop(options: { readonly within?: Duration } = {}): Promise<void> {
    this.#root.child.stop(ms(options.within) ?? null);
    return this.#over;
  }

  /** Ends everything at once. */
  destroy(): void {
    this.#root.child.kill();
  }

  #share({ dials, engine, chaos }: SuperviseOptions, host: Host): Shared {
    const { clock } = host;
    const wheel = createWheel(clock);
    const runtime = { clock, wheel };
    const recorder = this.#recorder();
    const turns = new Turnstile(clock, wheel, dials);
    const around: Surroundings = { host, wheel, runtime, turns, engine, recorder, watchers: this.#watchers };
    return {
      around,
      chaos: chaos ? new Chaos(around) : null,
      supervision: {
        runtime,
        engine,
        watched: () => recorder.watched(),
        record: (link, facts, context) => recorder.take(link, facts, context, false),
      },
      links: this.#links,
      listeners: this.#listening,
      ended: (told) => this.#tell('ended', told),
      escalated: (told) => {
        const link = told.path.slice(told.path.lastIndexOf('/') + 1);
        this.#fault(
          new HoldfastError('crashed', `${told.path} crashed more often than its restart budget allows; it ends`, {
            link,
            reason: told.reason,
            cause: told.error,
          }),
        );
        this.#tell('escalated', told);
      },
    };
  }

  /** The stream as the actors see it: sinks first, then listeners. */
  #recorder(): Recorder {
    return {
      watched: () => this.#stream.watched() || this.attends('record'),
      take: (link, facts, context, whole) => {
        const heard = this.attends('record');
        const record = this.#stream.take(link, facts, context, whole || heard);
        if (heard && record !== null) this.#tell('record', record);
        return record;
      },
    };
  }

  #tell<E extends 'record' | 'ended' | 'escalated'>(event: E, told: Parameters<SupervisorEvents[E]>[0]): void {
    try {
      (this as EventEmitter).emit(event, told);
    } catch (error) {
      this.#fault(error);
    }
  }

  #fault(error: unknown): void {
    try {
      this.emit('fault', error);
    } catch {
      return;
    }
  }
}
