/** What broke under attack, each in its smallest form. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Codec } from 'holdfast';
import { supervise } from 'holdfast';
import { bytes, closeAll, closing, later, line, listen, soon, text } from './listen.ts';
import { raw } from './raw.ts';

afterEach(closeAll);

const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** Frames are what one read gives. */
const codec = (parts: Partial<Codec>): Codec => ({
  can: { empty: false, rechunk: false, endsByFin: false },
  maxFrame: 1024,
  partialTimeout: null,
  size: (frame) => frame.length,
  encode: (frame, out) => {
    out.bytes.set(frame, out.at);
    out.at += frame.length;
  },
  decoder: () => ({ held: 0, push: (chunk, to) => void to.frame(chunk, 0, chunk.length), end: () => {} }),
  ...parts,
});

describe('the handshake', () => {
  it('succeeds with a peer that sends its news in one packet with the answer to the log-on', async () => {
    const news = Array.from({ length: 200 }, (_, i) => `news ${String(i)}\n`).join('');
    const peer = await listen((_, socket) => void socket.write(`welcome\n${news}`));
    const link = closing(supervise()).link('line', {
      ...line,
      to: peer.url,
      reconnect: 'off',
      handshake: async (talk) => void (await talk.request(bytes('logon'))),
    });
    await link.ready();
    for (let i = 0; i < 200; i += 1) expect(text(await link.receive())).toBe(`news ${String(i)}`);
  });

  it('a request that it does not wait for must not end the process when the line is ready', async () => {
    const unhandled: unknown[] = [];
    const hear = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', hear);
    later(() => void process.off('unhandledRejection', hear));
    const peer = await listen();
    const link = closing(supervise()).link('line', {
      ...line,
      to: peer.url,
      handshake: (talk) => {
        void talk.request(bytes('by the way'));
        return Promise.resolve();
      },
    });
    await link.ready();
    await turns(5);
    expect(unhandled).toEqual([]);
  });
});

describe('a link that is destroyed while it starts', () => {
  it('dials nobody', async () => {
    const peer = await listen();
    const supervisor = closing(supervise());
    supervisor.on('record', ({ chart, from, link }) => {
      if (chart === 'link' && from === '') supervisor.links.get(link)?.destroy();
    });
    const link = supervisor.link('line', { ...line, to: peer.url });
    expect(link.state).toBe('closed');
    const good = supervise();
    closing(good);
    await good.link('other', { ...line, to: peer.url }).ready();
    await soon(() => peer.sockets.length > 0);
    expect(peer.sockets).toHaveLength(1);
  });
});

describe('a call', () => {
  it('is given up when its signal fires while it is being sent', async () => {
    const peer = await listen();
    const link = closing(supervise()).link('line', { ...line, to: peer.url });
    await link.ready();
    const controller = new AbortController();
    link.on('record', ({ event }) => event.type === 'request' && controller.abort());
    const call = link.request(bytes('x'), { signal: controller.signal, timeout: 200 });
    await expect(call).rejects.toMatchObject({ code: 'aborted', outcome: 'unknown' });
  });

  it.each([['text'], [new Uint16Array([1, 2])], [[1, 2]], [null], [5]])(
    'of %j, which is no Uint8Array, is refused',
    async (bad) => {
      const peer = await listen();
      const link = closing(supervise()).link('line', { ...line, to: peer.url });
      await link.ready();
      await expect(link.post(bad as unknown as Uint8Array)).rejects.toMatchObject({
        code: 'frame-refused',
        outcome: 'not-sent',
      });
      expect(link.counts.bytesOut).toBe(0);
    },
  );
});

const withoutHeld: Codec['decoder'] = () => ({
  get held(): number {
    throw new Error('mine');
  },
  push: () => {},
  end: () => {},
});

describe('a codec of the user’s own', () => {
  it('that writes less than it said ends its link: what the buffer held before is not for this peer', async () => {
    const peer = await raw();
    const heard: Buffer[] = [];
    const supervisor = closing(supervise());
    const other = supervisor.link('other', { ...line, to: peer.url });
    await other.ready();
    await other.post(bytes('a secret between two others'));
    await soon(() => other.counts.bytesOut > 0 && peer.sockets.length === 1);
    await turns(5);
    const link = supervisor.link('line', { to: peer.url, framing: codec({ size: () => 20 }) });
    await link.ready();
    await soon(() => peer.sockets.length === 2);
    peer.sockets[1]?.on('data', (chunk: Buffer) => heard.push(chunk));
    await link.post(bytes('ab')).catch(() => {});
    await turns(20);
    expect(Buffer.concat(heard).toString('latin1')).not.toContain('secret');
    expect(link.state).toBe('closed');
  });

  it('whose `held` throws ends its link, and no process', async () => {
    const uncaught: unknown[] = [];
    const hear = (error: unknown): void => void uncaught.push(error);
    process.on('uncaughtException', hear);
    later(() => void process.off('uncaughtException', hear));
    const peer = await raw((socket) => socket.write('x'));
    const link = closing(supervise()).link('line', { to: peer.url, framing: codec({ decoder: withoutHeld }) });
    await soon(() => link.counts.bytesIn > 0);
    await turns(5);
    expect(uncaught).toEqual([]);
    expect(link.state).toBe('closed');
  });

  it('whose `size` throws: `exchange` tells its callback, as it does every other failure', async () => {
    const peer = await raw();
    const framing = codec({
      size: () => {
        throw new Error('mine');
      },
    });
    const link = closing(supervise()).link('line', { to: peer.url, framing });
    await link.ready();
    const told: unknown[] = [];
    expect(() => link.exchange(bytes('x'), (error) => told.push(error))).not.toThrow();
    expect(told).toHaveLength(1);
    await expect(link.request(bytes('x'))).rejects.toMatchObject({ outcome: 'not-sent' });
  });
});
