/** Whether a link is a simplex line, and what its connections are then. */
import type { Surroundings } from '../connection/owner.ts';
import { HoldfastError } from '../contract/errors.ts';
import type { LinkOptions } from '../contract/options/link.ts';
import { legsOf } from '../contract/options/simplex.ts';
import type { SlotsMaker } from '../link/maker.ts';
import { SimplexPair } from './pair.ts';
import { legPlan } from './plan.ts';

/**
 * The legs of this link; null: its line carries both ways.
 * @throws HoldfastError `option-invalid`, `option-unavailable`: nothing here can be called at such a place
 */
export const simplexSlots = (name: string, options: LinkOptions, around: Surroundings): SlotsMaker | null => {
  const sides = legsOf(options);
  if (sides.length === 0) return null;
  const plans = sides.map((side) => legPlan(`${name}>${side}`, side, options));
  for (const { called } of plans)
    if (called !== null && around.host.listening?.[called.place.scheme] === undefined)
      throw new HoldfastError('option-unavailable', `${name}: nothing here listens at ${called.place.url}`, {
        link: name,
      });
  return (owner) => new SimplexPair(owner, options, plans, around);
};
