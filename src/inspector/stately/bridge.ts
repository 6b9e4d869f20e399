/** Stately's inspector beside ours: the actors of a supervisor, told as if XState itself ran them. */
import type { WebSocket } from 'ws';
import { HoldfastError } from '../../contract/errors.ts';
import type { Observed } from '../observer.ts';
import { Dialled } from './dialled.ts';
import { Framed } from './framed.ts';
import type { BridgeStatus } from './framed.ts';
import { Registry } from './registry.ts';

export interface StatelyOptions {
  /**
   * `ws:` or `wss:`, a receiver of `@statelyai/inspect`, which is dialled; `http:` or `https:`, a page to be shown in a frame, as
   * it is by default: `https://stately.ai/inspect`.
   */
  readonly url?: string;
  /** Names of links and listeners that are shown, at most 20. Default: whoever comes first. */
  readonly links?: readonly string[];
}

export interface StatelyBridge {
  /** What is to be shown in a frame; null: a receiver is dialled. */
  readonly frame: URL | null;
  readonly status: BridgeStatus;
  /** Shows these links and listeners, and no others; null: whoever comes. @throws HoldfastError `option-invalid`: more than 20 */
  choose(links: readonly string[] | null): void;
  /** @internal Serves a page that holds the frame. */
  serve(socket: WebSocket): void;
  /** Tells nobody anything more. */
  close(): void;
}

/** The page that Stately hosts. */
const HOSTED = 'https://stately.ai/inspect';
/** Receivers are told 20 times a second. */
const TICK = 50;
const SECOND = 1_000;

/**
 * It reads the stream of records itself, and never keeps the process alive.
 * @throws HoldfastError `option-invalid`
 */
export function createStatelyBridge(supervisor: Observed, options: StatelyOptions = {}): StatelyBridge {
  const url = addressOf(options.url ?? HOSTED);
  return new Bridge(supervisor, url, new Registry(supervisor, options.links ?? null));
}

class Bridge implements StatelyBridge {
  readonly frame: URL | null;
  readonly #supervisor: Observed;
  readonly #registry: Registry;
  readonly #url: URL;
  readonly #dialled: Dialled | null;
  readonly #pages = new Set<Framed>();
  readonly #leave: () => void;
  readonly #timers: readonly NodeJS.Timeout[];

  constructor(supervisor: Observed, url: URL, registry: Registry) {
    this.#supervisor = supervisor;
    this.#registry = registry;
    this.#url = url;
    const dials = url.protocol === 'ws:' || url.protocol === 'wss:';
    this.frame = dials ? null : url;
    this.#dialled = dials ? new Dialled(registry, url.href) : null;
    const leave = supervisor.addSink({
      level: registry.level,
      take: (record, context) => registry.take(record, context),
      pass: (seq, link, facts, context) => registry.pass(seq, link, facts, context),
      close: () => this.close(),
    });
    this.#leave = leave;
    const guarded = (run: () => void) => (): void => {
      try {
        run();
      } catch (error) {
        // A fault of ours ends the bridge, and never the process.
        this.#end(error instanceof Error ? error.message : String(error));
      }
    };
    const tick = guarded(() => this.#tick());
    const second = guarded(() => this.#second());
    this.#timers = [setInterval(tick, TICK), setInterval(second, SECOND)];
    for (const timer of this.#timers) timer.unref();
  }

  get status(): BridgeStatus {
    const { shown, chosen, lines } = this.#registry;
    const dialled = this.#dialled;
    const receiver =
      dialled === null ? null : { url: this.#url.href, connected: dialled.connected, dropped: dialled.outlet.dropped };
    return { shown, chosen, lines, of: shown.reduce((sum, name) => sum + this.#linesOf(name), 0), receiver };
  }

  choose(links: readonly string[] | null): void {
    this.#registry.choose(links);
  }

  serve(socket: WebSocket): void {
    const page = new Framed(socket, {
      supervisor: this.#supervisor,
      registry: this.#registry,
      frame: this.frame?.href ?? null,
      status: () => this.status,
    });
    this.#pages.add(page);
    socket.on('close', () => {
      page.outlet.end();
      this.#pages.delete(page);
    });
  }

  close(): void {
    // What was said last is still told.
    this.#tick();
    this.#end('the bridge is closed');
  }

  #end(reason: string): void {
    this.#leave();
    for (const timer of this.#timers) clearInterval(timer);
    this.#dialled?.close();
    for (const page of this.#pages) page.close(reason);
  }

  #tick(): void {
    this.#dialled?.outlet.drain();
    for (const page of this.#pages) page.tick();
  }

  #second(): void {
    for (const page of this.#pages) page.second();
  }

  #linesOf(name: string): number {
    const { links, listening } = this.#supervisor;
    return (links.get(name)?.inspect().length ?? 0) + (listening.get(name)?.sessions.size ?? 0);
  }
}

function addressOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^(?:wss?|https?):$/.test(url.protocol) && url.username === '' && url.password === '') return url;
  throw new HoldfastError(
    'option-invalid',
    `stately: url: found '${text}', expected ws://, wss://, http:// or https://`,
  );
}
