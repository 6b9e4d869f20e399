/** A supervisor as it is now, as plain JSON: who stands below whom, in which state, with which budget left. */

export type Restart = 'permanent' | 'transient' | 'temporary';
export type Strategy = 'one-for-one' | 'one-for-all' | 'rest-for-one';

export interface BudgetView {
  /** Restarts allowed within the window. */
  readonly restarts: number;
  /** The window, ms. */
  readonly within: number;
  /** Restarts that are left now. */
  readonly left: number;
}

export interface TreeNode {
  readonly id: string;
  readonly kind: 'supervisor' | 'link' | 'listener' | 'child';
  /** Its place below its supervisor: `down`, `running`, `stopping`; for the root its own state. */
  readonly state: string;
  /** null for the root. */
  readonly restart: Restart | null;
  /** Its own; null where its supervisor's is shared, and for the root. */
  readonly budget: BudgetView | null;
  /** Of a supervisor alone. */
  readonly strategy?: Strategy;
  /** The budget that its children share; of a group alone. */
  readonly intensity?: BudgetView;
  /** In order of start; of a supervisor alone. */
  readonly children?: readonly TreeNode[];
}
