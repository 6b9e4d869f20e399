/** What a listener allows its clients, and what becomes of those who take more. */
import { describe, expect, it } from 'vitest';
import type { Talk } from '../../src/contract/options/hooks.ts';
import { bytes, client, front, text, until } from './kit.ts';

const beat = { every: '60ms', timeout: '30ms', misses: 2, send: { text: 'PING' }, expect: { text: 'PING' } } as const;

const handshake = async (talk: Talk): Promise<void> => void (await talk.receive());

describe('a listener that is full', () => {
  it('turns callers away, and takes the next once a place is free', async () => {
    const f = await front({ limits: { max: 2 } });
    const one = await client(f.port());
    await client(f.port());
    const third = await client(f.port());
    await third.over;
    expect(f.listener.counts).toMatchObject({ accepted: 2, refused: 1 });
    one.socket.destroy();
    await until(() => f.gone.length === 1);
    const fourth = await client(f.port());
    fourth.say('x\n');
    await until(() => fourth.heard() === 're:x\n');
    expect(f.gone.map(([id]) => id)).toEqual(['front!1']);
  });

  it('ends the one without traffic for longest, where it is told to: traffic counts', async () => {
    const f = await front({ limits: { max: 2 }, whenFull: 'evict' });
    const one = await client(f.port());
    const two = await client(f.port());
    await until(() => f.listener.sessions.size === 2);
    one.say('x\n');
    await until(() => one.heard() === 're:x\n');
    const three = await client(f.port());
    await two.over;
    await until(() => f.gone.length === 1);
    expect(f.gone).toMatchObject([['front!2', { reason: 'evicted', wasOnLine: true }]]);
    three.say('y\n');
    await until(() => three.heard() === 're:y\n');
    expect([...f.listener.sessions.keys()]).toEqual(['front!1', 'front!3']);
  });

  it('ends those first that only connect: they put out one at most that has logged on', async () => {
    const f = await front({ limits: { max: 2 }, whenFull: 'evict', handshake });
    for (const name of ['one', 'two']) (await client(f.port())).say(`${name}\n`);
    await until(() => f.listener.sessions.size === 2);
    for (let strangers = 0; strangers < 10; strangers += 1) await client(f.port());
    await until(() => f.gone.length === 10);
    expect(f.gone.map(([, why]) => why.wasOnLine)).toEqual([true, ...Array.from({ length: 9 }, () => false)]);
    expect([...f.listener.sessions.keys()]).toEqual(['front!2']);
  });

  it('keeps one address from taking all places', async () => {
    const f = await front({ limits: { perAddress: 1 } });
    await client(f.port());
    await (
      await client(f.port())
    ).over;
    expect(f.listener.counts).toMatchObject({ accepted: 1, refused: 1 });
    const evicting = await front({ limits: { perAddress: 1 }, whenFull: 'evict' });
    const first = await client(evicting.port());
    await until(() => evicting.listener.sessions.size === 1);
    const second = await client(evicting.port());
    await first.over;
    second.say('z\n');
    await until(() => second.heard() === 're:z\n');
    expect(evicting.gone).toMatchObject([['front!1', { reason: 'evicted' }]]);
  });
});

describe('a client', () => {
  it('that never finishes its log-on is ended, and its log-on revoked', async () => {
    const f = await front({ limits: { handshake: '40ms' }, handshake: async (talk) => void (await talk.receive()) });
    const one = await client(f.port());
    await one.over;
    expect(f.gone).toMatchObject([['front!1', { reason: 'handshake-timeout', wasOnLine: false }]]);
    expect(f.listener.sessions.size).toBe(0);
  });

  it('logs on, and what it said meanwhile is not lost', async () => {
    const f = await front({
      handshake: async (talk, { remote }) => {
        if (text(await talk.request(bytes(`who? ${remote === '' ? 'nobody' : 'you'}`))) !== 'me')
          talk.reject('a stranger');
      },
    });
    const one = await client(f.port());
    await until(() => one.heard() === 'who? you\n');
    one.say('me\nfirst\n');
    await until(() => one.heard() === 'who? you\nre:first\n');
    const other = await client(f.port());
    other.say('them\n');
    await other.over;
    expect(f.gone).toMatchObject([['front!2', { reason: 'rejected', detail: 'a stranger', wasOnLine: false }]]);
  });

  it('that says half a header and no more is ended: others are not', async () => {
    const f = await front({ framing: { type: 'length', encoding: 'uint', bytes: 4, partialTimeout: '40ms' } });
    const slow = await client(f.port());
    const good = await client(f.port());
    slow.say('\0\0');
    await slow.over;
    expect(f.gone).toMatchObject([['front!1', { reason: 'frame-stalled' }]]);
    expect(f.faults).toMatchObject([{ code: 'frame-stalled' }]);
    good.say('\0\0\0\x01a');
    await until(() => good.heard() === '\0\0\0\x04re:a');
  });

  it('that sends what is no frame is ended with the evidence', async () => {
    const f = await front({ framing: { type: 'length', encoding: 'ascii', bytes: 4 } });
    const one = await client(f.port());
    one.say('GET / HTTP/1.1\r\n\r\n');
    await one.over;
    expect(f.gone).toMatchObject([['front!1', { reason: 'frame-malformed' }]]);
  });

  it('without an exchange is closed in order: heartbeats do not extend it', async () => {
    const f = await front({ limits: { idle: '120ms' }, heartbeat: { ...beat, every: '5s', role: 'responder' } });
    const one = await client(f.port(), false);
    const ticks = setInterval(() => one.say('PING\n'), 30);
    await one.over;
    clearInterval(ticks);
    await until(() => f.gone.length === 1);
    expect(f.gone).toMatchObject([['front!1', { reason: 'idle' }]]);
    expect(one.heard()).toContain('PING\n');
  });

  it('that floods with heartbeats is ended', async () => {
    const f = await front({ limits: { heartbeats: 5 }, heartbeat: { ...beat, every: '5s', role: 'responder' } });
    const one = await client(f.port());
    one.say('PING\n'.repeat(100));
    await one.over;
    expect(f.gone).toMatchObject([['front!1', { reason: 'flooded' }]]);
    expect(f.listener.counts.gone).toBe(1);
  });

  it('that asks and never reads is ended, before more waits for it than is allowed', async () => {
    const f = await front({ limits: { pendingBytes: '64KiB' }, onRequest: () => new Uint8Array(50_000).fill(65) });
    const one = await client(f.port());
    one.socket.pause();
    one.say('x\n'.repeat(2_000));
    await until(() => f.gone.length === 1);
    expect(f.gone).toMatchObject([['front!1', { reason: 'unread' }]]);
  });

  it('that asks faster than it is answered is not read meanwhile, and is answered in order', async () => {
    let waiting: (() => void)[] = [];
    let most = 0;
    const f = await front({
      limits: { pending: 3 },
      framing: { type: 'fixed', size: 1_000 },
      onRequest: (frame) =>
        new Promise((resolve) => {
          waiting.push(() => resolve(frame));
          most = Math.max(most, waiting.length);
        }),
    });
    const one = await client(f.port());
    const asked = Array.from({ length: 400 }, (_, i) => String(i).padStart(1_000, '0'));
    for (const frame of asked) one.say(frame);
    await until(() => waiting.length >= 3);
    expect(f.session().state).toMatch(/^online/);
    // What was read with the third came with it: no more than one read, and not all of it.
    expect(most).toBeLessThan(100);
    let heard = one.heard();
    while (heard.length < 400_000) {
      const now = waiting;
      waiting = [];
      for (const answer of now.toReversed()) answer();
      await until(() => waiting.length > 0 || one.heard().length === 400_000);
      heard = one.heard();
    }
    expect(heard).toBe(asked.join(''));
  });

  it('whose answer never comes is ended', async () => {
    const f = await front({ answerTimeout: '40ms', onRequest: () => new Promise(() => {}) });
    const one = await client(f.port());
    one.say('x\n');
    await one.over;
    expect(f.gone).toMatchObject([['front!1', { reason: 'answer-timeout' }]]);
  });

  it('for whom the answer throws, or is no bytes, is ended alone', async () => {
    const f = await front({
      onRequest: (frame) => {
        const what = text(frame);
        if (what === 'throw') throw new Error('mine');
        if (what === 'reject') return Promise.reject(new Error('later'));
        return what === 'nonsense' ? ('text' as unknown as Uint8Array) : frame;
      },
    });
    const good = await client(f.port());
    await until(() => f.listener.sessions.size === 1);
    for (const said of ['throw', 'reject', 'nonsense']) {
      const one = await client(f.port());
      one.say(`${said}\n`);
      await one.over;
    }
    expect(f.gone.map(([, { reason }]) => reason)).toEqual(['crashed', 'crashed', 'crashed']);
    expect(f.faults.map((fault) => (fault as Error).message)).toEqual([
      'mine',
      'later',
      'onRequest gave string, expected a Uint8Array or undefined',
    ]);
    good.say('still\n');
    await until(() => good.heard() === 'still\n');
  });

  it('that is silent is found out: as responder by its silence, as initiator by its own question', async () => {
    const silent = await front({ heartbeat: { ...beat, role: 'responder' } });
    await client(silent.port());
    await until(() => silent.gone.length === 1);
    expect(silent.gone).toMatchObject([['front!1', { reason: 'heartbeat', wasOnLine: true }]]);

    const asking = await front({ heartbeat: { ...beat, role: 'initiator' } });
    const one = await client(asking.port());
    await until(() => asking.gone.length === 1);
    expect(asking.gone).toMatchObject([['front!1', { reason: 'heartbeat' }]]);
    expect(one.heard()).toBe('PING\nPING\n');
  });

  it('is present with what its last heartbeat carried', async () => {
    const f = await front({ heartbeat: { ...beat, every: '5s', role: 'responder', expect: { match: /^PING/ } } });
    const one = await client(f.port());
    await until(() => f.listener.sessions.size === 1);
    expect(f.session().presence).toBeNull();
    one.say('PING load=3\n');
    await until(() => one.heard() === 'PING\n');
    expect(text(f.session().presence?.bytes ?? new Uint8Array())).toBe('PING load=3');
    one.say('PING load=4\n');
    await until(() => one.heard() === 'PING\nPING\n');
    expect(text(f.session().presence?.bytes ?? new Uint8Array())).toBe('PING load=4');
  });
});
