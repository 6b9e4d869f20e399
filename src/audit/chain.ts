/** The chain of hashes, a link for each batch. */
import { createHash } from 'node:crypto';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The hash after a batch: over the one before it and the bytes of the batch's lines. */
export const chained = (previous: string, lines: Uint8Array): string =>
  createHash('sha256').update(Buffer.from(previous, 'hex')).update(lines).digest('hex');
