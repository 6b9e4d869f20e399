import { describe, expect, it } from 'vitest';
import { Messages, plain } from '../../src/transport/messages.ts';

const put = (messages: Messages, text: string): Buffer => {
  const slab = messages.reserve(text.length);
  slab.bytes.set(Buffer.from(text), slab.at);
  return messages.message(text.length);
};

describe('messages on their way to a socket', () => {
  it('lie still until each of them was taken', () => {
    const messages = new Messages();
    const one = put(messages, 'one');
    const two = put(messages, 'two');
    messages.taken();
    const three = put(messages, 'three');
    expect([one, two, three].map(String)).toEqual(['one', 'two', 'three']);
    expect(messages.idle).toBe(false);
  });

  it('lie still also when a longer one needs other memory', () => {
    const messages = new Messages();
    const one = put(messages, 'one');
    const long = put(messages, 'x'.repeat(200_000));
    const two = put(messages, 'two');
    expect([one, two].map(String)).toEqual(['one', 'two']);
    expect(long).toHaveLength(200_000);
  });

  it('leave their memory to the next ones once all were taken', () => {
    const messages = new Messages();
    const one = put(messages, 'one');
    messages.taken();
    expect(messages.idle).toBe(true);
    const two = put(messages, 'two');
    expect(two.buffer).toBe(one.buffer);
    expect(two.byteOffset).toBe(one.byteOffset);
    // One line’s memory is no other’s while it is in use.
    expect(put(new Messages(), 'three').buffer).not.toBe(two.buffer);
  });

  it('that were dropped leave no gap', () => {
    const messages = new Messages();
    const slab = messages.reserve(10);
    slab.at += 10;
    messages.drop();
    expect(put(messages, 'one').byteOffset).toBe(0);
  });

  it('stay as they are when their wire is over', () => {
    const messages = new Messages();
    const one = put(messages, 'one');
    messages.forget();
    expect(put(new Messages(), 'two').buffer).not.toBe(one.buffer);
    expect(one.toString()).toBe('one');
  });
});

it('what was read is no Buffer, so that a slice of it is a copy', () => {
  const read = Buffer.from('abc');
  const view = plain(read);
  const copy = view.slice(0, 1);
  read[0] = 0;
  expect([Buffer.isBuffer(view), view[0], copy[0]]).toEqual([false, 0, 0x61]);
});
