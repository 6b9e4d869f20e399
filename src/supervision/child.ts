/** What a supervisor asks of a child, whatever it is: a link, a group, or something of the user's own. */
import type { ChildInput } from '../../machines/child.ts';
import type { TreeNode } from '../contract/tree.ts';

/** How one life of a child ended: because it was `asked` to, by itself (`normal`), or because it `crashed`. */
export interface Exit {
  readonly how: 'asked' | 'normal' | 'crashed';
  /** One word of a closed list for each kind of child; `crashed` where something threw. */
  readonly reason: string;
  /** What was thrown, where something was. */
  readonly error?: unknown;
}

/**
 * A child outlives its restarts: each `start` begins a new life under the same handle. Every life that was begun ends with
 * one call of `exited`, whichever way it ends, in `start` itself too; only after `kill` nobody listens any more.
 */
export interface Child {
  /** @throws anything: the same as a crash */
  start(exited: (exit: Exit) => void): void;
  /** Ends in order. @param within ms; null: within its own limits */
  stop(within: number | null): void;
  /** Ends in order, and keeps what a next life needs. */
  halt(): void;
  /** Ends at once. */
  kill(): void;
  /** It will not be started again. Called once. */
  over(exit: Exit): void;
  /** What stands below it; absent for what has nothing below. */
  below?(): Pick<TreeNode, 'strategy' | 'intensity' | 'children'>;
}

export interface ChildSpec extends ChildInput {
  /** Unique below its supervisor. */
  readonly id: string;
  readonly kind: TreeNode['kind'];
  readonly child: Child;
}
