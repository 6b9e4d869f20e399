/** Datagrams of strangers: what they cost, and what can be had by them. */
import { describe, expect, it } from 'vitest';
import { bytes, text, until } from './kit.ts';
import { BEAT, port, sender } from './udp-kit.ts';

describe('a listener for datagrams that is full', () => {
  it('refuses, then throws strangers away unread until there is a place', async () => {
    const f = await port({ limits: { max: 1 } });
    const one = await sender(f.port());
    one.say('PING');
    await until(() => one.heard.length === 1);
    const two = await sender(f.port());
    for (let i = 0; i < 50; i += 1) two.say('hello');
    // One a second is asked about.
    await until(() => f.listener.counts.ignored === 49);
    expect(f.listener.counts.refused).toBe(1);
    f.pass(1_000);
    two.say('hello');
    await until(() => f.listener.counts.refused === 2);
    expect(two.heard).toEqual([]);
    f.session().close();
    await until(() => f.gone.length === 1);
    two.say('hello');
    await until(() => two.heard.length === 1);
    expect(f.listener.counts.accepted).toBe(2);
  });

  it('ends the one without traffic for longest, where it is told to', async () => {
    const f = await port({ limits: { max: 2 }, whenFull: 'evict' });
    const [one, two, three] = [await sender(f.port()), await sender(f.port()), await sender(f.port())];
    one.say('a');
    two.say('b');
    await until(() => two.heard.length === 1);
    one.say('c');
    await until(() => one.heard.length === 2);
    three.say('d');
    await until(() => three.heard.length === 1);
    expect(f.gone).toMatchObject([['front!2', { reason: 'evicted' }]]);
    // Or the two would evict each other without end.
    two.say('e');
    await until(() => f.listener.counts.ignored === 1);
    expect([...f.listener.sessions.keys()]).toEqual(['front!1', 'front!3']);
  });

  it('keeps one address from taking all places', async () => {
    const f = await port({ limits: { perAddress: 1 } });
    const [one, two] = [await sender(f.port()), await sender(f.port())];
    one.say('a');
    await until(() => one.heard.length === 1);
    two.say('b');
    await until(() => f.listener.counts.refused === 1);
    expect(f.listener.sessions.size).toBe(1);
  });
});

describe('an address that may be forged', () => {
  it('gets no answer longer than its question: the answer is withheld, told and counted', async () => {
    const f = await port({ onRequest: (frame) => bytes(`${text(frame)}!`) });
    const one = await sender(f.port());
    one.say('hi');
    await until(() => f.faults.length === 1);
    expect(f.faults).toMatchObject([{ code: 'amplifies', link: 'front', connection: 'front!1', outcome: 'not-sent' }]);
    expect((f.faults[0] as Error).message).toBe(
      `front!1: 3 bytes for ${one.name} are more than 2, which is what it asked with; nothing was sent`,
    );
    expect(f.listener.counts.withheld).toBe(1);
    one.say('PING');
    await until(() => one.heard.length === 1);
    expect(one.heard).toEqual(['ok']);
    expect(f.session().state).toBe('online.listening.idle');
  });

  it('gets no heartbeat longer than what came', async () => {
    const f = await port({ heartbeat: { ...BEAT, send: { text: 'a long answer' } } });
    const one = await sender(f.port());
    one.say('PING');
    await until(() => f.listener.counts.withheld === 1);
    expect(f.faults).toMatchObject([{ code: 'amplifies' }]);
    // What it sends adds up.
    for (let i = 0; i < 3; i += 1) one.say('PING');
    await until(() => one.heard.length === 1);
    expect(one.sent()).toBeGreaterThanOrEqual('a long answer'.length);
  });

  it('gets no more requests and posts of ours than what came', async () => {
    const f = await port();
    const one = await sender(f.port());
    one.say('abcd');
    await until(() => one.heard.length === 1);
    await expect(f.session().post(bytes('x'))).rejects.toMatchObject({ code: 'amplifies', outcome: 'not-sent' });
    one.say('PING 89');
    await until(() => one.heard.length === 2);
    await f.session().post(bytes('54321'));
    await until(() => one.heard.length === 3);
    await expect(f.session().request(bytes('x'))).rejects.toMatchObject({ code: 'amplifies' });
  });

  it('is proven by a log-on that asks and is answered: then it may be told anything', async () => {
    const f = await port({
      handshake: async (talk) => {
        await talk.receive();
        if (text(await talk.request(bytes('7c1f'))) !== '7c1f') talk.reject();
      },
    });
    const one = await sender(f.port());
    one.say('hello');
    await until(() => one.heard.length === 1);
    one.say('7c1f');
    await until(() => f.listener.sessions.size === 1);
    await f.session().post(new Uint8Array(500));
    await until(() => one.heard.length === 2);
    expect(one.heard[1]?.length).toBe(500);
  });

  it('is not proven by a log-on that only hears it; one that says too much has failed', async () => {
    const heard = await port({ handshake: async (talk) => void (await talk.receive()) });
    const one = await sender(heard.port());
    one.say('hello');
    await until(() => heard.listener.sessions.size === 1);
    await expect(heard.session().post(new Uint8Array(500))).rejects.toMatchObject({ code: 'amplifies' });
    const says = await port({ handshake: (talk) => talk.post(new Uint8Array(500)) });
    const two = await sender(says.port());
    two.say('hello');
    await until(() => says.gone.length === 1);
    expect(says.gone).toMatchObject([['front!1', { reason: 'handshake', wasOnLine: false }]]);
    expect([says.listener.counts.withheld, two.heard]).toEqual([1, []]);
  });
});

describe('a sender', () => {
  it('of a datagram beyond maxFrame is ended with the evidence, and heard again a second later', async () => {
    const f = await port({ framing: { type: 'read-once', maxFrame: 10 } });
    const one = await sender(f.port());
    one.say('x'.repeat(11));
    await until(() => f.gone.length === 1);
    expect(f.gone).toMatchObject([['front!1', { reason: 'frame-too-large' }]]);
    one.say('x');
    await until(() => f.listener.counts.ignored === 1);
    f.pass(1_000);
    one.say('y');
    await until(() => one.heard.length > 0);
  });

  it('of a flood of heartbeats, or of empty datagrams, is ended', async () => {
    for (const said of ['PING', '']) {
      const f = await port({ limits: { heartbeats: 5 } });
      const one = await sender(f.port());
      one.say('PING');
      for (let i = 0; i < 30; i += 1) one.say(said);
      await until(() => f.gone.length === 1);
      expect(f.gone).toMatchObject([['front!1', { reason: 'flooded' }]]);
      await until(() => f.listener.counts.ignored > 0);
      expect(f.listener.counts.accepted).toBe(1);
    }
  });

  it('of nothing at all is no client', async () => {
    const f = await port();
    const one = await sender(f.port());
    one.say('');
    await until(() => f.listener.counts.ignored === 1);
    expect(f.listener.counts.accepted).toBe(0);
  });

  it('that asks faster than it is answered is not read meanwhile; beyond what is held its datagrams are lost', async () => {
    const answers: (() => void)[] = [];
    const f = await port({
      limits: { pending: 1 },
      onRequest: (frame) => new Promise((resolve) => answers.push(() => resolve(frame))),
    });
    const one = await sender(f.port());
    for (const said of ['a', 'b', 'c']) one.say(said);
    await until(() => answers.length === 1);
    for (let i = 0; i < 3; i += 1) {
      await until(() => answers.length > i);
      answers[i]?.();
    }
    await until(() => one.heard.length === 3);
    expect(one.heard).toEqual(['a', 'b', 'c']);
  });
});
