/**
 * What the page that holds a frame says to the bridge, and what it is told beside the messages that it hands on. All of it
 * is JSON, over a WebSocket at `STATELY_PATH` with the subprotocols of the inspector's own feed. Needs neither Node nor a browser.
 */
import type { WireMessage } from './wire.ts';

export const STATELY_PAGE = '/stately.html';
export const STATELY_PATH = '/stately';

/** First of all, once. */
export interface Opening {
  readonly type: 'holdfast.opening';
  /** What is to be shown in the frame; null: nothing, a receiver is dialled instead. */
  readonly frame: string | null;
  /** Links, and connections, that are shown at once, at most. */
  readonly most: number;
}

/** The answer to `connected`: from here on all is told anew. What came before is not for a frame that is there only since. */
export interface Beginning {
  readonly type: 'holdfast.beginning';
}

/** At once, and again when it has changed, at most once a second. */
export interface Status {
  readonly type: 'holdfast.status';
  /** By name. */
  readonly shown: readonly string[];
  /** null: whoever came first. */
  readonly chosen: readonly string[] | null;
  /** Connections that are shown, and how many the links that are shown have. */
  readonly lines: number;
  readonly of: number;
  /** Steps that this page was not told of, because it reads too slowly. */
  readonly dropped: number;
  /** The receiver that is dialled; null: none. */
  readonly receiver: { readonly url: string; readonly connected: boolean; readonly dropped: number } | null;
}

/** Names of links and listeners. */
export interface Found {
  readonly type: 'holdfast.found';
  readonly text: string;
  /** The first that hold the text. */
  readonly names: readonly string[];
  /** How many do. */
  readonly of: number;
}

export type ToPage = Opening | Beginning | Status | Found | WireMessage;

/** The frame is there: begin with what it must know. */
export interface Connected {
  readonly type: 'connected';
}

/** Show these links; null: whoever comes first. */
export interface Choose {
  readonly type: 'choose';
  readonly links: readonly string[] | null;
}

/** Which names hold this text? */
export interface Find {
  readonly type: 'find';
  readonly text: string;
}

export type FromPage = Connected | Choose | Find;
