/** A listener over real sockets: who comes, who is answered, who is gone. */
import { describe, expect, it } from 'vitest';
import { bytes, client, front, text, until } from './kit.ts';

describe('a listener', () => {
  it('answers what clients ask, and tells who is on line', async () => {
    const f = await front();
    const one = await client(f.port());
    const two = await client(f.port());
    one.say('a\n');
    two.say('b\nc\n');
    await until(() => one.heard() === 're:a\n' && two.heard() === 're:b\nre:c\n');
    expect([...f.listener.sessions.keys()]).toEqual(['front!1', 'front!2']);
    const [first] = f.listener.sessions.values();
    expect(first?.remote).toBe(`127.0.0.1:${String(one.socket.localPort)}`);
    expect(first?.since).toBeGreaterThan(Date.now() - 60_000);
    expect(first?.state).toBe('online.listening.idle');
    one.socket.end();
    await until(() => f.gone.length === 1);
    expect(f.gone[0]).toEqual([
      'front!1',
      { reason: 'ended', loss: null, detail: 'the client ended the connection', wasOnLine: true },
    ]);
    expect(f.listener.sessions.size).toBe(1);
    const nothing = { refused: 0, evicted: 0, missed: 0, ignored: 0, withheld: 0 };
    expect(f.listener.counts).toEqual({ ...nothing, accepted: 2, gone: 1, ends: { ended: 1 } });
  });

  it('asks its clients too', async () => {
    const f = await front();
    const one = await client(f.port());
    await until(() => f.listener.sessions.size === 1);
    const asked = f.session().request(bytes('who?'));
    await until(() => one.heard() === 'who?\n');
    one.say('me\n');
    expect(text(await asked)).toBe('me');
    await f.session().post(bytes('thanks'));
    await until(() => one.heard() === 'who?\nthanks\n');
    one.say('x\n');
    await until(() => one.heard().endsWith('re:x\n'));
  });

  it('counts a message of a client once, whether it is a request or news', async () => {
    const asking = await front();
    const one = await client(asking.port());
    one.say('a\nb\n');
    await until(() => one.heard() === 're:a\nre:b\n');
    expect(asking.session().counts).toMatchObject({ messages: 2, dropped: 0 });
    const hearing = await front({ onRequest: undefined });
    const news: string[] = [];
    hearing.listener.on('message', (frame) => news.push(text(frame)));
    const two = await client(hearing.port());
    two.say('c\nd\ne\n');
    await until(() => news.length === 3);
    expect(news).toEqual(['c', 'd', 'e']);
    expect(hearing.session().counts).toMatchObject({ messages: 3, dropped: 0 });
  });
});
