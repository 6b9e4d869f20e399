/**
 * What a peer of the testkit speaks. Plain on purpose, and no line of it shared with the library's codecs: a peer that had
 * the same fault would prove nothing.
 */

export interface Speech {
  /**
   * Reads one socket's stream: takes what came and gives the messages that it completes, in order.
   * @throws RangeError when a message would be over `MOST_BYTES`; whatever came is no speech of this kind.
   */
  reader(): (chunk: Buffer) => readonly Buffer[];
  /** The message as it goes over the wire. */
  frame(message: Uint8Array): Buffer;
  /** What this peer says to a message. */
  answer(message: Buffer): Uint8Array;
}

/** The most that a message may take, in bytes: as much as the library's own maxFrame by default. */
export const MOST_BYTES = 2 ** 20;

/** Cuts a stream by asking where its first message ends; `cut` gives where the message starts and ends, null for not yet. */
export const reading = (
  cut: (held: Buffer) => { readonly start: number; readonly end: number; readonly next: number } | null,
): ((chunk: Buffer) => readonly Buffer[]) => {
  let held: Buffer = Buffer.alloc(0);
  return (chunk) => {
    held = Buffer.concat([held, chunk]);
    const messages: Buffer[] = [];
    for (let found = cut(held); found !== null; found = cut(held)) {
      messages.push(held.subarray(found.start, found.end));
      held = held.subarray(found.next);
    }
    if (held.length > MOST_BYTES + 4) throw new RangeError(`${String(held.length)} bytes and no message in them`);
    return messages;
  };
};

/** A length of four bytes, big-endian, and so many bytes. Answers with the same message; an empty one is a heartbeat. */
export const framed: Speech = {
  reader: () =>
    reading((held) => {
      if (held.length < 4) return null;
      const length = held.readUInt32BE(0);
      if (length > MOST_BYTES) throw new RangeError(`a message of ${String(length)} bytes`);
      return held.length < 4 + length ? null : { start: 4, end: 4 + length, next: 4 + length };
    }),
  frame: (message) => {
    const header = Buffer.alloc(4);
    header.writeUInt32BE(message.length);
    return Buffer.concat([header, message]);
  },
  answer: (message) => message,
};

/** Lines that end in CR LF. Answers PING with PONG, any other line with itself. */
export const lines: Speech = {
  reader: () =>
    reading((held) => {
      const end = held.indexOf('\r\n');
      return end === -1 ? null : { start: 0, end, next: end + 2 };
    }),
  frame: (message) => Buffer.concat([message, Buffer.from('\r\n')]),
  answer: (message) => (message.equals(Buffer.from('PING')) ? Buffer.from('PONG') : message),
};
