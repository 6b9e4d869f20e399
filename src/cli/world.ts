/** All that a command may touch, so that tests hand in their own. */
import type { LinkInput } from '../contract/options/link.ts';
import type { SuperviseInput } from '../contract/options/supervise.ts';
import type { TransitionRecord } from '../contract/record.ts';
import type { DemoPeer } from '../testkit/demo-peers.ts';

/** Of a link, what a command uses. */
export interface HeldLink {
  request(bytes: Uint8Array, wait?: { readonly timeout?: number; readonly signal?: AbortSignal }): Promise<Uint8Array>;
  on(event: 'fault', told: (error: unknown) => void): unknown;
}

/** Of a supervisor, what a command uses. */
export interface Held {
  link(name: string, input: LinkInput): HeldLink;
  on(event: 'record', told: (record: TransitionRecord) => void): unknown;
  stop(): Promise<void>;
  destroy(): void;
}

export interface Output {
  write(text: string | Uint8Array): unknown;
  readonly isTTY?: boolean | undefined;
}

export type DiagramFormat = 'mermaid' | 'json';

export interface World {
  readonly version: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly supervise: (options: SuperviseInput) => Held;
  readonly demoPeers: () => Promise<readonly DemoPeer[]>;
  /** The charts by name, each drawn on demand. */
  readonly charts: ReadonlyMap<string, (format: DiagramFormat) => string>;
  /** `interrupt`: SIGINT or SIGTERM. `unread`: nobody reads standard output any more. Returns a function that ends it. */
  onEnd(told: (why: 'interrupt' | 'unread') => void): () => void;
  /** Calls `run` after `ms`; returns a function that prevents it. */
  after(ms: number, run: () => void): () => void;
}
