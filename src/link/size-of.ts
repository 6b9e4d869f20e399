/** What a frame takes on the wire, before anything is sent. */
import type { Codec } from '../contract/codec.ts';
import { FrameError, HoldfastError } from '../contract/errors.ts';

/** @throws FrameError `frame-refused`; HoldfastError `crashed` with what a codec of the user's own threw */
export const sizeOf = (link: string, codec: Codec, bytes: Uint8Array): number => {
  if (!(bytes instanceof Uint8Array))
    throw new FrameError('frame-refused', `${link}: a frame is a Uint8Array; nothing was sent`);
  try {
    return codec.size(bytes);
  } catch (cause) {
    if (cause instanceof HoldfastError) throw cause;
    throw new HoldfastError('crashed', `${link}: codec.size threw; nothing was sent`, {
      link,
      outcome: 'not-sent',
      cause,
    });
  }
};
