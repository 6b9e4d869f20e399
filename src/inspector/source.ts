/**
 * Where a page's views come from: a supervisor that runs, or a log. The server joins a source to a WebSocket; a page
 * that was given a file joins one to itself. Needs neither Node nor a browser.
 */
import type { PageMessage, ServerMessage } from './protocol.ts';

/** One page, as a source sees it. */
export interface Viewer {
  /** In order. */
  message(message: ServerMessage): void;
  /** One binary frame. Not to be changed: other viewers are given the same. */
  frame(bytes: Uint8Array<ArrayBuffer>): void;
  /**
   * Does it take more now? If not, the source tells it nothing but answers, counts the frames that it leaves out, and once it
   * does again says so by `lag` and begins every view anew.
   */
  readonly ready: boolean;
}

/** What a viewer has joined. */
export interface Watching {
  /** What the page says. Never throws; what cannot be answered is `refused`. */
  take(message: PageMessage): void;
  /** It sends nothing more, and keeps nothing of this viewer. */
  end(): void;
}

export interface Source {
  /** Sends `hello` at once. */
  join(viewer: Viewer): Watching;
  /** Says `bye` to every viewer. */
  close(reason: string): void;
}
