/** All that a command may touch, so that tests hand in their own. */
import type { Counts } from '../connection/counts.ts';
import type { LinkInput } from '../contract/options/link.ts';
import type { SuperviseInput } from '../contract/options/supervise.ts';
import type { RecordSink } from '../contract/record.ts';
import type { TreeNode } from '../contract/tree.ts';
import type { DemoPeer } from '../testkit/demo-peers.ts';

/** Of a link, what a command uses. */
export interface HeldLink {
  readonly counts: Readonly<Counts>;
  /** Its connections: which target each of them dials or has. */
  inspect(): readonly { readonly context: { readonly target: number } }[];
  request(bytes: Uint8Array, wait?: { readonly timeout?: number; readonly signal?: AbortSignal }): Promise<Uint8Array>;
  on(event: 'fault', told: (error: unknown) => void): unknown;
}

/** Of a supervisor, what a command uses. */
export interface Held {
  link(name: string, input: LinkInput): HeldLink;
  addSink(sink: RecordSink): unknown;
  on(event: 'fault', told: (error: unknown) => void): unknown;
  tree(): TreeNode;
  stop(): Promise<void>;
  destroy(): void;
}

export interface Output {
  write(text: string | Uint8Array): unknown;
  readonly isTTY?: boolean | undefined;
  /** Of a terminal, where it tells them. */
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

/** What becomes of the terminal, for whoever has changed how it behaves. */
export interface TerminalEvents {
  readonly resized: () => void;
  /** The process ends or is suspended: put the terminal in order now. */
  readonly leaving: () => void;
  /** The process goes on. */
  readonly back: () => void;
}

/** What `holdfast audit verify` would say. */
export interface AuditVerdict {
  readonly whole: boolean;
  /** `complete, 1,234 records, head 5f…`. */
  readonly words: string;
}

export interface AuditTools {
  /** A file's path in a new folder that only this user can read. */
  temporaryLog(): string;
  verify(log: string): Promise<AuditVerdict>;
}

export type DiagramFormat = 'mermaid' | 'json';

export interface World {
  readonly version: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly supervise: (options: SuperviseInput) => Held;
  readonly demoPeers: () => Promise<readonly DemoPeer[]>;
  readonly audit?: AuditTools | undefined;
  /** The charts by name, each drawn on demand. */
  readonly charts: ReadonlyMap<string, (format: DiagramFormat) => string>;
  /** Monotonic, ms. */
  now(): number;
  /** `interrupt`: SIGINT, SIGTERM or SIGHUP. `unread`: nobody reads standard output any more. Returns a function that ends it. */
  onEnd(told: (why: 'interrupt' | 'unread') => void): () => void;
  /** Returns a function that ends it. */
  onTerminal(events: TerminalEvents): () => void;
  /** Calls `run` after `ms`; returns a function that prevents it. */
  after(ms: number, run: () => void): () => void;
}
