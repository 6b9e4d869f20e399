import type { Behaviour, Peer } from '../peer.ts';
import type { Speech } from '../speech.ts';
import { steady } from './steady.ts';

export interface Hours {
  /** How long dials are refused, in ms; it begins so. */
  readonly down: number;
  /** How long it then answers, in ms, before it resets everyone and is down again. */
  readonly up: number;
}

/** Refuses dials, is there for a while, and refuses again: a program that is restarted over and over. */
export const comesAndGoes = (speech: Speech, { down, up }: Hours): Behaviour => {
  const goDown = (peer: Peer): void => {
    void peer.refuse().then(() => peer.later(down, () => comeUp(peer)));
  };
  const comeUp = (peer: Peer): void => {
    // While it was down its port could be taken by another program: then it is down for longer.
    peer.admit().then(
      () => peer.later(up, () => goDown(peer)),
      () => peer.later(down, () => comeUp(peer)),
    );
  };
  return { ...steady(speech), begin: goDown };
};
