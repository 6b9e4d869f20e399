/** All that a command may touch, so that tests hand in their own. */
import type { Counts } from '../connection/counts.ts';
import type { LinkInput } from '../contract/options/link.ts';
import type { ListenerData } from '../contract/options/listener.ts';
import type { GroupInput } from '../contract/options/restart.ts';
import type { SuperviseInput } from '../contract/options/supervise.ts';
import type { RecordSink } from '../contract/record.ts';
import type { TreeNode } from '../contract/tree.ts';
import type { DemoFront } from '../testkit/demo-front.ts';
import type { Graph } from '../diagram/graph.ts';
import type { DemoPeer } from '../testkit/demo-peers.ts';

/** Of a link, what a command uses. */
export interface HeldLink {
  readonly counts: Readonly<Counts>;
  /** Its connections: which target each of them dials or has. */
  inspect(): readonly { readonly context: { readonly target: number } }[];
  request(bytes: Uint8Array, wait?: { readonly timeout?: number; readonly signal?: AbortSignal }): Promise<Uint8Array>;
  receive(wait?: { readonly signal?: AbortSignal }): Promise<Uint8Array | undefined>;
  on(event: 'fault', told: (error: unknown) => void): unknown;
}

/** Of a listener, what a command uses. */
export interface HeldListener {
  /** Where it listens, as the kernel says; null while it does not. */
  readonly address: string | null;
  on(event: 'fault', told: (error: unknown) => void): unknown;
}

/** Where something is served. */
export interface ServeAt {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

/** Who else shows what the live page shows, by Stately's protocol. */
export interface StatelyAt {
  /** A receiver, or a page for a frame; without it, the page that Stately hosts. */
  readonly url?: string;
  /** By name; without it, whoever comes first. */
  readonly links?: readonly string[];
}

/** Where the live page is served. */
export interface InspectAt extends ServeAt {
  /** The page may do something to links. */
  readonly chaos: boolean;
  readonly stately?: StatelyAt;
}

/** Of a group, what a command uses. */
export interface HeldGroup {
  link(name: string, input: LinkInput): HeldLink;
  listener(name: string, input: ListenerData): HeldListener;
  group(name: string, input: GroupInput): HeldGroup;
}

/** Of a supervisor, what a command uses. */
export interface Held extends HeldGroup {
  addSink(sink: RecordSink): unknown;
  on(event: 'fault', told: (error: unknown) => void): unknown;
  tree(): TreeNode;
  /** Serves the live page. @returns where it is; then, where it is asked for, the page that holds Stately's inspector */
  inspect?(at: InspectAt & { readonly title: string }): Promise<string | readonly string[]>;
  /** Serves what a scraper reads. @returns where it is */
  metrics?(at: ServeAt): Promise<string>;
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

export interface World {
  readonly version: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly supervise: (options: SuperviseInput) => Held;
  readonly demoPeers: () => Promise<readonly DemoPeer[]>;
  readonly demoFront?: DemoFront | undefined;
  readonly audit?: AuditTools | undefined;
  /** The charts by name, each read on demand. */
  readonly charts: ReadonlyMap<string, () => Graph>;
  /** Monotonic, ms. */
  now(): number;
  /** `interrupt`: SIGINT, SIGTERM or SIGHUP. `unread`: nobody reads standard output any more. Returns a function that ends it. */
  onEnd(told: (why: 'interrupt' | 'unread') => void): () => void;
  /** Returns a function that ends it. */
  onTerminal(events: TerminalEvents): () => void;
  /** Calls `run` after `ms`; returns a function that prevents it. */
  after(ms: number, run: () => void): () => void;
}
