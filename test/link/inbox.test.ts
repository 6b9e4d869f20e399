import { describe, expect, it } from 'vitest';
import { Inbox } from '../../src/link/inbox.ts';
import { createWheel } from '../../src/actor/wheel.ts';
import { VirtualClock } from '../../src/testkit/virtual-clock.ts';

const setUp = (limits = { max: 4, maxBytes: 100 }) => {
  const clock = new VirtualClock();
  const flow: boolean[] = [];
  const inbox = new Inbox('line', limits, clock, createWheel(clock), (on) => void flow.push(on));
  return { clock, flow, inbox, put: (bytes = 1, heard = false) => inbox.put(new Uint8Array(bytes), heard) };
};

describe('the inbox', () => {
  it('keeps up to its bounds for a reader to come, and drops the rest without stopping the socket', () => {
    const { inbox, put, flow } = setUp();
    expect(Array.from({ length: 6 }, () => put())).toEqual(['kept', 'kept', 'kept', 'kept', 'dropped', 'dropped']);
    expect([inbox.size, inbox.bytes, flow]).toEqual([4, 4, []]);
  });

  it('drops what is over its bytes where nobody has ever read', () => {
    const { put } = setUp();
    expect([put(60), put(50), put(40)]).toEqual(['kept', 'dropped', 'kept']);
  });

  it('stops the socket for a reader, and starts it again when half of both bounds is free', async () => {
    const { inbox, put, flow } = setUp();
    await inbox.receive({ timeout: 0 });
    for (let i = 0; i < 4; i += 1) put(25);
    expect(flow).toEqual([true, false].slice(1));
    await inbox.receive({});
    expect(flow).toEqual([false]);
    await inbox.receive({});
    expect(flow).toEqual([false, true]);
  });

  it('keeps what still comes from the chunk that was read already', async () => {
    const { inbox, put } = setUp();
    await inbox.receive({ timeout: 0 });
    expect(Array.from({ length: 6 }, () => put())).not.toContain('dropped');
    expect(inbox.size).toBe(6);
  });

  it('gives a message to the one that has waited longest', async () => {
    const { inbox, put } = setUp();
    const first = inbox.receive({});
    const second = inbox.receive({});
    expect([put(1), put(2)]).toEqual(['read', 'read']);
    expect([(await first)?.length, (await second)?.length]).toEqual([1, 2]);
  });

  it('keeps for readers what listeners have heard, once there is a reader', async () => {
    const { inbox, put } = setUp();
    expect(put(1, true)).toBe('read');
    expect(inbox.size).toBe(0);
    await inbox.receive({ timeout: 0 });
    expect(put(1, true)).toBe('kept');
  });

  it('lets what is held be read after its end, and nobody wait', async () => {
    const { inbox, put } = setUp();
    put(7);
    inbox.close();
    expect(put()).toBe('dropped');
    expect((await inbox.receive({}))?.length).toBe(7);
    expect(await inbox.receive({})).toBeUndefined();
  });

  it('leaves no timer behind when its readers are served', async () => {
    const { clock, inbox, put } = setUp();
    const wait = inbox.receive({ timeout: 1_000 });
    put();
    await wait;
    clock.advance(2_000);
    expect(clock.alarm).toBeNull();
  });
});
