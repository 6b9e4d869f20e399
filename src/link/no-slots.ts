/** The connections of a link that is down: none, and none to be had. */
import type { Slots } from './slots.ts';

const nothing = (): void => {};

export const noSlots: Slots = {
  state: 'down',
  ready: false,
  drained: true,
  trouble: () => null,
  views: () => [],
  start: nothing,
  offer: () => false,
  wanted: nothing,
  again: nothing,
  took: nothing,
  idle: nothing,
  retiring: nothing,
  gone: () => null,
  drain: () => true,
  halt: () => true,
  pause: nothing,
  resume: nothing,
  redial: nothing,
  ref: nothing,
  destroy: nothing,
};
