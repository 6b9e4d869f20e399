/** What an inbound frame is, where only order ties replies to requests (sync, pipeline). */
import type { Heartbeat } from './heartbeat.ts';
import type { Inbound } from './owed.ts';
import type { Ring } from './ring.ts';

/**
 * Places of probes that this frame answers or passes over leave the ring; a request stays for `deliver` to take.
 * @throws what the user's `expect` function throws.
 */
export const classify = (
  ring: Ring,
  beat: Heartbeat | null,
  bytes: Uint8Array,
  start: number,
  end: number,
): Inbound => {
  const head = ring.head();
  if (beat !== null && beat.knows(bytes, start, end)) {
    // An answer that we are owed comes first: two that probe each other must not answer answers for ever.
    if (head?.kind === 'probe') ring.shift();
    else if (beat.responds) return 'asked';
    return 'heartbeat';
  }
  if (head === undefined) return beat?.resembles(bytes, start, end) === true ? 'heartbeat' : 'message';
  if (head.kind !== 'probe') return 'reply';
  if (beat !== null && beat.answers(head, bytes, start, end)) {
    ring.shift();
    return 'heartbeat';
  }
  return passProbes(ring) ? 'reply' : 'message';
};

/**
 * A frame that answers no probe skips their places, for a peer that keeps order has then left them unanswered. With no
 * request behind them they stay: the frame is a message, and the answers may still come.
 */
const passProbes = (ring: Ring): boolean => {
  let probes = 0;
  while (ring.at(probes)?.kind === 'probe') probes += 1;
  if (probes === ring.size) return false;
  for (; probes > 0; probes -= 1) ring.shift();
  return true;
};
