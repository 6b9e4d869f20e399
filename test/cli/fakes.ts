/** A world of which a test sees all and decides all: no process, no socket, no clock. */
import { newCounts } from '../../src/connection/counts.ts';
import type { Counts } from '../../src/connection/counts.ts';
import type { LinkInput } from '../../src/contract/options/link.ts';
import type { ListenerData } from '../../src/contract/options/listener.ts';
import type { GroupInput } from '../../src/contract/options/restart.ts';
import type { RecordSink, TransitionRecord } from '../../src/contract/record.ts';
import type { TreeNode } from '../../src/contract/tree.ts';
import { isQuiet } from '../../src/story/quiet.ts';
import { cli } from '../../src/cli/cli.ts';
import { walk } from '../../src/diagram/walk.ts';
import { connectionMachine, linkMachine } from '../../machines/index.ts';
import type {
  AuditTools,
  Held,
  HeldGroup,
  HeldLink,
  HeldListener,
  TerminalEvents,
  World,
} from '../../src/cli/world.ts';

const ignore = (): void => {};

class FakeSupervisor implements Held {
  readonly links = new Map<string, LinkInput>();
  readonly listeners = new Map<string, ListenerData>();
  readonly groups: (readonly [path: string, input: GroupInput])[] = [];
  readonly addresses = new Map<string, string>();
  readonly requests: { readonly bytes: Uint8Array; readonly timeout: number | undefined }[] = [];
  readonly faultsOf = new Map<string, (error: unknown) => void>();
  reply: (bytes: Uint8Array) => Promise<Uint8Array> = (bytes) => Promise.resolve(bytes);
  stops = 0;
  destroys = 0;
  /** What has happened before the links are closed keeps `stop` waiting. */
  stopped: Promise<void> = Promise.resolve();
  readonly counts = new Map<string, Counts>();
  readonly targets = new Map<string, number>();
  tree: () => TreeNode = () => ({
    id: 'supervisor',
    kind: 'supervisor',
    state: 'running',
    restart: null,
    budget: null,
  });
  #sink: RecordSink | null = null;
  #fault: (error: unknown) => void = ignore;
  #seq = 0;

  link(name: string, input: LinkInput): HeldLink {
    this.links.set(name, input);
    const counts = newCounts();
    this.counts.set(name, counts);
    return {
      counts,
      inspect: () => [{ context: { target: this.targets.get(name) ?? 0 } }],
      request: (bytes, wait) => {
        this.requests.push({ bytes, timeout: wait?.timeout });
        return this.reply(bytes);
      },
      receive: () => Promise.resolve(undefined),
      on: (_, told) => this.faultsOf.set(name, told),
    };
  }

  listener(name: string, input: ListenerData): HeldListener {
    this.listeners.set(name, input);
    return { address: this.addresses.get(name) ?? null, on: (_, told) => this.faultsOf.set(name, told) };
  }

  group(name: string, input: GroupInput): HeldGroup {
    this.groups.push([name, input]);
    return {
      link: (child, options) => this.link(`${name}/${child}`, options),
      listener: (child, options) => this.listener(`${name}/${child}`, options),
      group: (child, options) => this.group(`${name}/${child}`, options),
    };
  }

  addSink(sink: RecordSink): void {
    this.#sink = sink;
  }

  on(_: 'fault', told: (error: unknown) => void): void {
    this.#fault = told;
  }

  stop(): Promise<void> {
    this.stops += 1;
    return this.stopped;
  }

  destroy(): void {
    this.destroys += 1;
  }

  fault(error: unknown): void {
    this.#fault(error);
  }

  /** A transition, to whoever reads of its level. */
  tell(part: Partial<TransitionRecord>): void {
    this.#seq += 1;
    const whole = record({ seq: this.#seq, ...part });
    if (isQuiet(whole) && this.#sink?.level === 'lifecycle') this.#sink.pass?.(this.#seq, whole.link, whole, {});
    else this.#sink?.take(whole, {});
  }
}

export const record = (part: Partial<TransitionRecord>): TransitionRecord => ({
  seq: 1,
  at: new Date(2026, 0, 2, 3, 12, 45, 123).getTime(),
  mono: 0,
  link: 'redis',
  connection: 'redis#1',
  epoch: 1,
  chart: 'connection',
  from: 'connected.listening.idle',
  event: { type: 'after:silence', at: 0 },
  to: 'connected.probing',
  effects: [],
  cause: 'timer',
  ...part,
});

export class FakeWorld implements World {
  readonly version = '1.2.3';
  readonly env: Record<string, string | undefined> = {};
  readonly supervisor = new FakeSupervisor();
  readonly options: unknown[] = [];
  /** What was given to `after` and neither fired nor prevented. */
  readonly timers = new Map<() => void, number>();
  readonly charts: World['charts'] = new Map([
    ['connection', () => walk(connectionMachine)],
    ['link', () => walk(linkMachine)],
  ]);
  out = '';
  err = '';
  /** Each write to standard output. */
  readonly writes: string[] = [];
  /** Of the monotonic clock, ms. */
  time = 0;
  audit: AuditTools | undefined;
  terminal: TerminalEvents | null = null;
  readonly #due = new Map<() => void, number>();
  demoPeers: World['demoPeers'] = () => Promise.resolve([]);
  #told: ((why: 'interrupt' | 'unread') => void) | null = null;

  readonly stdout = {
    write: (text: string | Uint8Array): void => {
      const told = typeof text === 'string' ? text : new TextDecoder().decode(text);
      this.writes.push(told);
      this.out += told;
    },
    isTTY: false,
    columns: 100,
    rows: 24,
  };
  readonly stderr = {
    write: (text: string | Uint8Array): void => {
      this.err += typeof text === 'string' ? text : new TextDecoder().decode(text);
    },
    isTTY: false,
  };

  supervise = (options: unknown): Held => {
    this.options.push(options);
    return this.supervisor;
  };

  onEnd = (told: (why: 'interrupt' | 'unread') => void): (() => void) => {
    this.#told = told;
    return () => {
      this.#told = null;
    };
  };

  now = (): number => this.time;

  onTerminal = (events: TerminalEvents): (() => void) => {
    this.terminal = events;
    return () => {
      this.terminal = null;
    };
  };

  after = (ms: number, run: () => void): (() => void) => {
    this.timers.set(run, ms);
    this.#due.set(run, this.time + ms);
    return () => this.timers.delete(run);
  };

  /** Lets time pass, timer by timer. */
  pass(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const [next] = Array.from(this.timers.keys()).toSorted(
        (a, b) => (this.#due.get(a) ?? 0) - (this.#due.get(b) ?? 0),
      );
      const at = next === undefined ? Infinity : (this.#due.get(next) ?? 0);
      if (next === undefined || at > end) break;
      this.time = Math.max(this.time, at);
      this.timers.delete(next);
      next();
    }
    this.time = end;
  }

  /** Does anyone wait for the end? */
  get awaited(): boolean {
    return this.#told !== null;
  }

  end(why: 'interrupt' | 'unread'): void {
    this.#told?.(why);
  }

  /** Whatever is waited for comes now. */
  fire(): void {
    const due = Array.from(this.timers.keys());
    this.timers.clear();
    for (const run of due) run();
  }

  run(...args: readonly string[]): Promise<number> {
    return cli(args, this);
  }
}

/** A promise, and what settles it. */
export class Later<T> {
  resolve: (value: T) => void = ignore;
  reject: (error: Error) => void = ignore;
  readonly promise = new Promise<T>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });
}

/** Lets every promise that is settled run its reactions. */
export const settled = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
