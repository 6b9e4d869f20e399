/** Connections of a kind that is none of a lifecycle. */
import type { ShortOwner } from './short.ts';
import type { Slots } from './slots.ts';

/** Makes a link's connections for one life of it. */
export type SlotsMaker = (owner: ShortOwner) => Slots;
