/** Links and listeners held until time is up, somebody interrupts, nobody reads any more, or all of them have ended by themselves. */
import type { LinkInput, LinkOptions } from '../contract/options/link.ts';
import type { ListenerData, ListenerOptions } from '../contract/options/listener.ts';
import type { GroupInput } from '../contract/options/restart.ts';
import type { SuperviseInput } from '../contract/options/supervise.ts';
import type { TransitionRecord } from '../contract/record.ts';
import { Board } from './board.ts';
import type { ExitStatus } from './command.ts';
import { failureLine } from './failure.ts';
import { COLUMNS } from './lines.ts';
import { paintFor } from './paint.ts';
import { jsonView, plainView } from './plain-view.ts';
import { sizeOf } from './screen.ts';
import { summary } from './summary.ts';
import { TableView } from './table-view.ts';
import type { View } from './view.ts';
import type { Held, HeldGroup, HeldLink, HeldListener, InspectAt, ServeAt, World } from './world.ts';

export interface SessionOptions {
  /** `holdfast demo`. */
  readonly title: string;
  /** Records as NDJSON in place of anything for people. */
  readonly json: boolean;
  /** Lines even where a table could be. */
  readonly plain: boolean;
  /** Healthy traffic is told, too. */
  readonly verbose: boolean;
}

export class Session {
  readonly #world: World;
  readonly #supervisor: Held;
  readonly #board: Board;
  readonly #view: View;
  readonly #json: boolean;
  readonly #title: string;
  readonly #origin: number;
  /** Links and listeners that are not closed. */
  readonly #open = new Set<string>();
  #finish: (status: ExitStatus) => void = () => {};
  #stop: (status: ExitStatus) => void = () => {};
  #stopping = false;
  #allEnded = false;
  #cutShort = false;

  /** @throws HoldfastError of `supervise()` */
  constructor(world: World, held: SuperviseInput, names: readonly string[], options: SessionOptions) {
    this.#world = world;
    this.#json = options.json;
    this.#title = options.title;
    this.#origin = world.now();
    const supervisor = world.supervise(held);
    this.#supervisor = supervisor;
    this.#board = new Board(() => supervisor.tree());
    this.#view = this.#viewFor(held, names, options);
    supervisor.on('fault', (error) => this.#view.fault(failureLine(error)));
    supervisor.addSink({
      level: this.#view.level,
      take: (record) => this.#take(record),
      pass: (seq, link, facts) => {
        this.#board.pass(seq, link, facts, world.now() - this.#origin);
        this.#view.touch();
      },
    });
  }

  #viewFor({ audit }: SuperviseInput, names: readonly string[], { title, json, plain, verbose }: SessionOptions): View {
    const world = this.#world;
    if (json) return jsonView(world);
    if (plain || world.stdout.isTTY !== true || world.env['TERM'] === 'dumb')
      return plainView(world, this.#board, names, verbose);
    const log = typeof audit === 'object' ? audit.file : audit;
    return new TableView(world, this.#board, names, { title, audit: log, verbose, origin: this.#origin });
  }

  /** It ended so that nobody is left to read what follows, or there is no time for it. */
  get cutShort(): boolean {
    return this.#cutShort;
  }

  /** For people, before the first transition. */
  introduce(lines: readonly string[]): void {
    this.#view.introduce(lines);
  }

  /** Serves the live page, and says where. What stands in its way is said, and ends nothing. */
  async inspect(at: InspectAt | null): Promise<void> {
    if (at !== null) await this.#serve('inspect', this.#supervisor.inspect?.({ ...at, title: this.#title }));
  }

  /** Serves what a scraper reads, and says where. What stands in its way is said, and ends nothing. */
  async measure(at: ServeAt): Promise<void> {
    await this.#serve('metrics', this.#supervisor.metrics?.(at));
  }

  async #serve(what: string, served: Promise<string | readonly string[]> | undefined): Promise<void> {
    if (served === undefined) return;
    try {
      const [where, stately] = [await served].flat();
      const lines = [`${what}: ${where ?? ''}`, ...(stately === undefined ? [] : [`stately: ${stately}`])];
      if (this.#json) this.#world.stderr.write(`${lines.join('\n')}\n`);
      else this.#view.introduce(lines);
    } catch (error) {
      this.#world.stderr.write(failureLine(error));
    }
  }

  /** @throws HoldfastError of `supervisor.group()` */
  group(name: string, input: GroupInput, within: HeldGroup = this.#supervisor): HeldGroup {
    return within.group(name, input);
  }

  /**
   * @param options what `input` comes to
   * @param within the group that it is a child of; without one it stands at the top
   * @throws HoldfastError of `supervisor.link()`
   */
  hold(name: string, input: LinkInput, { to, lifecycle }: LinkOptions, within: HeldGroup = this.#supervisor): HeldLink {
    const entry = this.#board.add(name, lifecycle.type, to.urls);
    this.#open.add(name);
    const link = within.link(name, input);
    entry.link = link;
    link.on('fault', (error) => this.#view.fault(failureLine(error)));
    return link;
  }

  /**
   * @param options what `input` comes to
   * @param within the group that it is a child of; without one it stands at the top
   * @throws HoldfastError of `supervisor.listener()`
   */
  listen(
    name: string,
    input: ListenerData,
    { on, limits }: ListenerOptions,
    within: HeldGroup = this.#supervisor,
  ): HeldListener {
    const entry = this.#board.addFront(name, limits.max, on.url);
    this.#open.add(name);
    const listener = within.listener(name, input);
    entry.listener = listener;
    listener.on('fault', (error) => this.#view.fault(failureLine(error)));
    return listener;
  }

  /**
   * Resolves when all links and listeners are closed.
   * @param within ms; `undefined`: until something else ends it
   * @param meanwhile is told to end when the links are stopped
   */
  async last(within: number | undefined, meanwhile: AbortController = new AbortController()): Promise<ExitStatus> {
    const world = this.#world;
    const over = new Promise<ExitStatus>((resolve) => {
      this.#finish = resolve;
    });
    this.#stop = (status) => {
      if (this.#stopping) return;
      this.#stopping = true;
      meanwhile.abort();
      void this.#supervisor.stop().then(() => this.#finish(status));
    };
    const forget = world.onEnd((why) => {
      this.#cutShort ||= why === 'unread' || this.#stopping;
      if (this.#stopping) {
        this.#supervisor.destroy();
        this.#finish(1);
        return;
      }
      if (why === 'interrupt') this.#view.stopping();
      this.#stop(0);
    });
    const forgetTimer = within === undefined ? (): void => {} : world.after(within, () => this.#stop(0));
    try {
      this.#view.open();
      this.#askWhetherAllEnded();
      return await over;
    } finally {
      meanwhile.abort();
      forget();
      forgetTimer();
      this.#view.close();
      this.#sumUp();
    }
  }

  /** Ends at once whatever is left. */
  destroy(): void {
    this.#supervisor.destroy();
  }

  #sumUp(): void {
    const { stdout, stderr, env } = this.#world;
    if (!this.#json && !this.#cutShort) {
      const width = stdout.isTTY === true ? sizeOf(stdout).columns : COLUMNS;
      stdout.write(`\n${summary(this.#board, this.#world.now() - this.#origin, paintFor(stdout, env), width)}`);
    }
    if (!this.#allEnded) return;
    const who = this.#board.fronts().length === 0 ? 'link' : this.#board.size === 0 ? 'listener' : 'link and listener';
    stderr.write(`ended: every ${who} has ended by itself; see its last reason\n`);
  }

  #take(record: TransitionRecord): void {
    this.#board.take(record);
    this.#view.take(record);
    if ((record.chart !== 'link' && record.chart !== 'listener') || record.to !== 'closed') return;
    this.#open.delete(record.link);
    this.#askWhetherAllEnded();
  }

  /** Then there is nothing left to hold: they all gave up, were turned away or crashed. Not decided within a transition. */
  #askWhetherAllEnded(): void {
    if (this.#stopping || this.#open.size > 0) return;
    this.#world.after(0, () => {
      if (this.#stopping) return;
      this.#allEnded = true;
      this.#stop(1);
    });
  }
}
