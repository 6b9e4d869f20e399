import { FrameError } from '../contract/errors.ts';
import { toHex } from '../contract/options/octets.ts';

/** What an error shows of the stream, in bytes: enough to recognise a header or the wrong protocol, too little to leak a message. */
const shown = 16;

/** An error about inbound bytes, with the first of `bytes.subarray(from, to)`, which stand at `offset` of the stream, as evidence. */
export function malformed(
  code: 'frame-malformed' | 'frame-too-large' | 'frame-truncated',
  what: string,
  bytes: Uint8Array,
  from: number,
  to: number,
  offset: number,
): FrameError {
  const hex = toHex(bytes, from, Math.min(to, from + shown));
  return new FrameError(code, `${what}; at byte ${String(offset)} of the stream: ${hex}`, { hex, offset });
}

/** An error about a frame that is not going to be sent. */
export const refused = (why: string): FrameError => new FrameError('frame-refused', `this frame was not sent: ${why}`);

/** @throws FrameError `frame-refused` where `total` bytes on the wire are over `maxFrame`. */
export function fits(total: number, maxFrame: number): number {
  if (total <= maxFrame) return total;
  throw refused(`it takes ${String(total)} bytes and maxFrame is ${String(maxFrame)}`);
}
