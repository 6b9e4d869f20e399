/** What a supervisor and all groups below it share. */
import type { Chaos } from '../chaos/chaos.ts';
import type { Surroundings } from '../connection/owner.ts';
import type { SupervisionAround } from '../supervision/surroundings.ts';
import type { Link } from '../link/link.ts';
import type { Listener } from '../listener/listener.ts';

/** @internal */
export interface Shared {
  readonly around: Surroundings;
  /** null: nothing here can be disturbed on purpose. */
  readonly chaos: Chaos | null;
  readonly supervision: SupervisionAround;
  /** Every link of the tree by name: records are by these names, so they are unique in all of it. */
  readonly links: Map<string, Link>;
  readonly listeners: Map<string, Listener>;
  /** A child has ended for good. */
  ended(told: Ended): void;
  /** A child at the top of the tree has used up its budget. */
  escalated(told: Ended): void;
}

/** A child that ended for good. */
export interface Ended {
  /** `supervisor/settlement/core-bank`. */
  readonly path: string;
  readonly how: 'asked' | 'normal' | 'crashed';
  /** Of a link: `stopped`, `destroyed`, `rejected`, `gave-up`, `crashed`, or the loss where there is no reconnecting. */
  readonly reason: string;
  /** What was thrown, where something was. */
  readonly error?: unknown;
}
