/** Calls as somebody beside their callers sees them. */
import { describe, expect, it } from 'vitest';
import { bytes, text, world } from '../model/world.ts';

const setUp = (options: Parameters<typeof world>[0] = {}) => {
  const w = world({ on: (socket, frame) => (frame === 'mute' ? undefined : socket.say(`re:${frame}`)), ...options });
  const seen: string[] = [];
  const end = w.supervisor.watchCalls((link, kind) => {
    seen.push(`${link} ${kind}`);
    return (error, connection) => seen.push(`${kind} ${error?.code ?? 'done'} ${connection ?? 'by none'}`);
  });
  return { w, seen, end };
};

describe('who watches calls', () => {
  it('hears of each when it is made, and once of its end, by which connection', async () => {
    const { w, seen } = setUp();
    const link = w.link({ exchange: { timeout: '1s' } });
    await w.pass(1);
    const reply = link.request(bytes('a'));
    const post = link.post(bytes('mute'));
    expect(seen).toEqual(['line request', 'line post', 'post done line#1']);
    await w.pass(1);
    expect(text(await reply)).toBe('re:a');
    await post;
    const lost = link.request(bytes('mute')).catch(() => null);
    await w.pass(2_000);
    await lost;
    expect(seen.slice(3)).toEqual(['request done line#1', 'line request', 'request timeout line#1']);
  });

  it('hears of a post that could be written at once', async () => {
    const { w, seen } = setUp();
    const link = w.link();
    await w.pass(1);
    await link.post(bytes('mute'));
    expect(seen).toEqual(['line post', 'post done line#1']);
  });

  it('hears of what no connection carried, and of what was refused', async () => {
    const { w, seen } = setUp();
    w.listener.close();
    const link = w.link({ queue: { max: 1 }, exchange: { timeout: '1s' } });
    const waits = link.request(bytes('a')).catch(() => null);
    await expect(link.request(bytes('b'))).rejects.toMatchObject({ code: 'queue-full' });
    await w.pass(2_000);
    await waits;
    expect(seen).toEqual(['line request', 'line request', 'request queue-full by none', 'request timeout by none']);
  });

  it('hears of the fast form too, and hears no more once it is over', async () => {
    const { w, seen, end } = setUp();
    const link = w.link();
    await w.pass(1);
    const told: string[] = [];
    link.exchange(bytes('a'), (_, view) => told.push(text(view)));
    await w.pass(1);
    end();
    link.exchange(bytes('b'), (_, view) => told.push(text(view)));
    await w.pass(1);
    expect(told).toEqual(['re:a', 're:b']);
    expect(seen).toEqual(['line request', 'request done line#1']);
  });

  it('may throw, and reaches no caller: it is a fault of the link', async () => {
    const { w } = setUp();
    const faults: unknown[] = [];
    w.supervisor.watchCalls(() => {
      throw new Error('at the beginning');
    });
    w.supervisor.watchCalls(() => () => {
      throw new Error('at the end');
    });
    const link = w.link();
    link.on('fault', (error) => faults.push(error));
    await w.pass(1);
    const reply = link.request(bytes('a'));
    await w.pass(1);
    expect(text(await reply)).toBe('re:a');
    expect(faults.map(String)).toEqual(['Error: at the beginning', 'Error: at the end']);
  });
});
