/** Links held until time is up, somebody interrupts, nobody reads any more, or all of them have ended by themselves. */
import type { TransitionRecord } from '../contract/record.ts';
import type { ExitStatus } from './command.ts';
import { failureLine } from './failure.ts';
import { LinePrinter } from './lines.ts';
import { paintFor } from './paint.ts';
import type { Held, HeldLink, World } from './world.ts';

export interface SessionOptions {
  /** Records as NDJSON in place of lines for people. */
  readonly json: boolean;
}

export class Session {
  readonly #world: World;
  readonly #supervisor: Held;
  readonly #print: (record: TransitionRecord) => string;
  /** Links that are not closed. */
  readonly #open = new Set<string>();
  readonly #ended: string[] = [];
  #finish: (status: ExitStatus) => void = () => {};
  #stopping = false;

  constructor(world: World, supervisor: Held, names: readonly string[], options: SessionOptions) {
    this.#world = world;
    this.#supervisor = supervisor;
    const printer = new LinePrinter(paintFor(world.stdout, world.env), names);
    this.#print = options.json ? (record) => `${JSON.stringify(record)}\n` : (record) => printer.line(record);
    for (const name of names) this.#open.add(name);
    supervisor.on('record', (record) => this.#take(record));
  }

  /** Errors that ended nothing, such as malformed frames, go to standard error. */
  watch(link: HeldLink): void {
    link.on('fault', (error) => this.#world.stderr.write(failureLine(error)));
  }

  /**
   * Resolves when all links are closed.
   * @param within ms; `undefined`: until something else ends it
   * @param meanwhile is told to end when the links are stopped
   */
  async last(within: number | undefined, meanwhile: AbortController = new AbortController()): Promise<ExitStatus> {
    const world = this.#world;
    const over = new Promise<ExitStatus>((resolve) => {
      this.#finish = resolve;
    });
    let status: ExitStatus = 0;
    const stop = (): void => {
      this.#stopping = true;
      meanwhile.abort();
      void this.#supervisor.stop().then(() => this.#finish(status));
    };
    const forget = world.onEnd((why) => {
      if (this.#stopping) {
        status = 1;
        this.#supervisor.destroy();
        return;
      }
      if (why === 'interrupt') world.stderr.write('stopping; interrupt once more to end at once\n');
      stop();
    });
    const forgetTimer = within === undefined ? (): void => {} : world.after(within, stop);
    this.#allEnded();
    try {
      return await over;
    } finally {
      meanwhile.abort();
      forget();
      forgetTimer();
    }
  }

  #take(record: TransitionRecord): void {
    const text = this.#print(record);
    if (text !== '') this.#world.stdout.write(text);
    if (record.chart !== 'link' || record.to !== 'closed') return;
    this.#open.delete(record.link);
    const { reason } = record.event;
    this.#ended.push(`${record.link} (${typeof reason === 'string' ? reason : record.event.type})`);
    this.#allEnded();
  }

  /** Without links there is nothing to hold: they all gave up, were turned away or crashed. */
  #allEnded(): void {
    if (this.#stopping || this.#open.size > 0) return;
    this.#stopping = true;
    this.#world.stderr.write(
      `ended: every link has ended by itself: ${this.#ended.join(', ')}; see its last transitions\n`,
    );
    this.#finish(1);
  }
}
