/** A world of which a test sees all and decides all: no process, no socket, no clock. */
import type { LinkInput } from '../../src/contract/options/link.ts';
import type { TransitionRecord } from '../../src/contract/record.ts';
import { cli } from '../../src/cli/cli.ts';
import type { Held, HeldLink, World } from '../../src/cli/world.ts';

const ignore = (): void => {};

class FakeSupervisor implements Held {
  readonly links = new Map<string, LinkInput>();
  readonly requests: { readonly bytes: Uint8Array; readonly timeout: number | undefined }[] = [];
  readonly faultsOf = new Map<string, (error: unknown) => void>();
  reply: (bytes: Uint8Array) => Promise<Uint8Array> = (bytes) => Promise.resolve(bytes);
  stops = 0;
  destroys = 0;
  /** What has happened before the links are closed keeps `stop` waiting. */
  stopped: Promise<void> = Promise.resolve();
  #records: (record: TransitionRecord) => void = ignore;
  #seq = 0;

  link(name: string, input: LinkInput): HeldLink {
    this.links.set(name, input);
    return {
      request: (bytes, wait) => {
        this.requests.push({ bytes, timeout: wait?.timeout });
        return this.reply(bytes);
      },
      on: (_, told) => this.faultsOf.set(name, told),
    };
  }

  on(_: 'record', told: (record: TransitionRecord) => void): void {
    this.#records = told;
  }

  stop(): Promise<void> {
    this.stops += 1;
    return this.stopped;
  }

  destroy(): void {
    this.destroys += 1;
  }

  tell(part: Partial<TransitionRecord>): void {
    this.#seq += 1;
    this.#records(record({ seq: this.#seq, ...part }));
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
    ['connection', (format) => `connection as ${format}\n`],
    ['link', (format) => `link as ${format}\n`],
  ]);
  out = '';
  err = '';
  demoPeers: World['demoPeers'] = () => Promise.resolve([]);
  #told: ((why: 'interrupt' | 'unread') => void) | null = null;

  readonly stdout = {
    write: (text: string | Uint8Array): void => {
      this.out += typeof text === 'string' ? text : new TextDecoder().decode(text);
    },
    isTTY: false,
  };
  readonly stderr = {
    write: (text: string | Uint8Array): void => {
      this.err += typeof text === 'string' ? text : new TextDecoder().decode(text);
    },
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

  after = (ms: number, run: () => void): (() => void) => {
    this.timers.set(run, ms);
    return () => this.timers.delete(run);
  };

  /** Does anyone wait for the end? */
  get awaited(): boolean {
    return this.#told !== null;
  }

  end(why: 'interrupt' | 'unread'): void {
    this.#told?.(why);
  }

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
