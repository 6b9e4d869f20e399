/** What a variant is to those who measure it. */
import type { Run } from '../run/timing.ts';

/** Bytes of each request and of its reply. */
const PAYLOAD = 64;

/** Opens one connection to `port` of 127.0.0.1; with short connections, as many as are in flight, each for one exchange. */
export type Open = (port: number, inFlight: number) => Promise<Run>;

export const payload = (): Uint8Array => Uint8Array.from({ length: PAYLOAD }, (_, i) => 0x41 + (i % 26));

/** A variant that loses or invents bytes is no variant. */
export const expectReply = (bytes: number): void => {
  if (bytes !== PAYLOAD) throw new Error(`a reply of ${String(bytes)} bytes to a request of ${String(PAYLOAD)}`);
};

/** `inFlight` loops that each await a reply before they send again: how callers of promises look. */
export const loops = async (inFlight: number, exchanges: number, exchange: () => Promise<void>): Promise<void> => {
  let left = exchanges;
  const loop = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await exchange();
    }
  };
  await Promise.all(Array.from({ length: inFlight }, loop));
};
