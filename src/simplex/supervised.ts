/** The legs as children: one crash restarts its leg and those that were started after it. */
import type { Surroundings } from '../connection/owner.ts';
import type { ShortOwner } from '../link/short.ts';
import type { Child, Exit } from '../supervision/child.ts';
import { Supervision } from '../supervision/supervision.ts';
import type { Leg, Side } from './legs.ts';

/** OTP's own default: what crashes twice in a row will crash a third time. Then the link itself has crashed. */
const INTENSITY = { restarts: 1, within: 5_000 } as const;

export interface Told {
  /** This leg ended for good, and nobody asked it to. */
  failed(side: Side, exit: Exit): void;
  /** All legs are down. */
  over(reason: string, error: unknown): void;
}

/** @param name of the link, below which the legs stand as `bank/send`. @param legs in order of start */
export const supervisionOf = (
  name: string,
  legs: readonly Leg[],
  { runtime, engine }: Surroundings,
  owner: Pick<ShortOwner, 'watched' | 'record'>,
  told: Told,
): Supervision => {
  let fell: unknown = undefined;
  const supervision = new Supervision(
    name,
    { strategy: 'rest-for-one', intensity: INTENSITY },
    {
      leaves: () => {},
      spent: () => {},
      ended: (side, exit) => {
        const leg = legs.find((one) => one.side === side);
        if (leg !== undefined && exit.how === 'normal') told.failed(leg.side, exit);
      },
      over: (reason, error) => told.over(reason, error ?? fell),
    },
    { runtime, engine, watched: () => owner.watched(), record: (_, facts, context) => owner.record(facts, context) },
  );
  for (const leg of legs) {
    const child: Child = {
      start: (exited) =>
        leg.start((exit) => {
          fell = exit.error ?? fell;
          exited(exit);
        }),
      stop: (within) => leg.stop(within),
      halt: () => leg.halt(),
      kill: () => leg.kill(),
      over: (exit) => leg.over(exit),
    };
    const spec = { id: leg.side, kind: 'child', child, restart: 'transient', shutdown: null, budget: null } as const;
    supervision.add(spec, () => {});
  }
  return supervision;
};
