/** Clean-ups that take time: whoever closes the listener waits for them, and no longer than was said. */
import { describe, expect, it } from 'vitest';
import { client, front, until } from './kit.ts';

describe('a clean-up that takes time', () => {
  it('is waited for by a close, and by a stop of the supervisor', async () => {
    for (const how of ['close', 'stop'] as const) {
      const told: string[] = [];
      const done: (() => void)[] = [];
      const f = await front({
        onGone: () => new Promise<void>((resolve) => done.push(() => resolve(void told.push('cleaned')))),
      });
      await client(f.port(), false);
      await until(() => f.listener.sessions.size === 1);
      const closed = (how === 'close' ? f.listener.close() : f.supervisor.stop()).then(() => told.push('closed'));
      await until(() => f.gone.length === 1);
      expect(f.listener.state).toBe('closing');
      done[0]?.();
      await closed;
      expect(told).toEqual(['cleaned', 'closed']);
    }
  });

  it('of a client that left before is waited for as well', async () => {
    const done: (() => void)[] = [];
    const f = await front({ onGone: () => new Promise<void>((resolve) => done.push(resolve)) });
    (await client(f.port())).socket.destroy();
    await until(() => f.gone.length === 1);
    const closed = f.listener.close();
    expect(f.listener.state).toBe('closing');
    done[0]?.();
    await closed;
  });

  it('that never ends costs drainTimeout, and no more', async () => {
    const f = await front({ drainTimeout: '40ms', onGone: () => new Promise(() => {}) });
    await client(f.port(), false);
    await until(() => f.listener.sessions.size === 1);
    await f.listener.close();
    expect(f.listener.state).toBe('closed');
  });

  it('holds no place meanwhile', async () => {
    const f = await front({ limits: { max: 1 }, onGone: () => new Promise(() => {}), drainTimeout: '10ms' });
    (await client(f.port())).socket.destroy();
    await until(() => f.gone.length === 1);
    const next = await client(f.port());
    next.say('a\n');
    await until(() => next.heard() === 're:a\n');
    expect(f.listener.counts).toMatchObject({ accepted: 2, refused: 0 });
  });

  it('that throws, or is rejected, is a fault, and over', async () => {
    for (const onGone of [
      () => {
        throw new Error('mine');
      },
      () => Promise.reject(new Error('mine')),
    ]) {
      const f = await front({ onGone });
      await client(f.port(), false);
      await until(() => f.listener.sessions.size === 1);
      await f.listener.close();
      expect(f.faults).toMatchObject([{ message: 'mine' }]);
    }
  });
});
