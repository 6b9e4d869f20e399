import { describe, expect, it } from 'vitest';
import { bytes, world } from '../model/world.ts';

const told = async (promise: Promise<void>, tell: () => void): Promise<void> => {
  await promise;
  tell();
};

describe('ready()', () => {
  it('waits for the line, whatever is asked meanwhile', async () => {
    const w = world();
    w.listener.answer = 'hang';
    const link = w.link({ connectTimeout: '1s' });
    let ready = false;
    const wait = told(link.ready(), () => (ready = true));
    link.exchange(bytes('x'), () => {});
    link.exchange(bytes('y'), () => {});
    await w.pass(5_000);
    expect(ready).toBe(false);
    w.listener.answer = 'accept';
    await w.pass(10_000);
    await wait;
    expect(link.lineState).toBe('connected.listening.awaiting-reply');
  });

  it('waits for the handshake', async () => {
    const w = world();
    const welcome: (() => void)[] = [];
    const link = w.link({
      handshake: () =>
        new Promise((resolve) => {
          welcome.push(resolve);
        }),
    });
    let ready = false;
    const wait = told(link.ready(), () => (ready = true));
    await w.pass(100);
    expect(ready).toBe(false);
    welcome[0]?.();
    await w.pass(1);
    await wait;
    expect(link.lineState).toBe('connected.listening.idle');
  });

  it('gives up in time, and tells why the link ended', async () => {
    const w = world();
    w.listener.answer = 'refused';
    const link = w.link({ reconnect: { first: 10, max: 10, attempts: 3 } });
    const early = link.ready({ timeout: 5 }).catch((error: unknown) => error);
    const late = link.ready().catch((error: unknown) => error);
    await w.pass(1_000);
    expect(await early).toMatchObject({ code: 'timeout' });
    expect(await late).toMatchObject({ code: 'gave-up', reason: 'refused' });
    await expect(link.ready()).rejects.toMatchObject({ code: 'gave-up' });
    expect(w.clock.alarm).toBeNull();
  });
});
