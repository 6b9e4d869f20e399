/** Limits that the peer tells in its log-on: the line ends before them, and its successor asks anew. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import type { DialledTalk } from '../../src/contract/options/hooks.ts';
import { bytes, text, world } from '../model/world.ts';
import type { PeerSocket } from '../model/world.ts';

/** Answers `logon` with the limits it is in the mood to tell, all else with an echo. */
const peer = (mood: { limits: object }) => (socket: PeerSocket, frame: string) =>
  socket.say(frame === 'logon' ? JSON.stringify(mood.limits) : `re:${frame}`);

const logOn = async (talk: DialledTalk): Promise<void> => {
  talk.limits(JSON.parse(text(await talk.request(bytes('logon')))));
};

describe.each<Engine>(['compiled', 'interpreted'])('a line whose peer tells its limits, %s', (engine) => {
  it('rests 2 s before the peer would end it as unused', async () => {
    const w = world({ engine, on: peer({ limits: { maxIdle: '60s' } }) });
    const link = w.link({ handshake: logOn });
    await w.pass(1);
    await w.pass(57_900);
    expect(link.lineState).toBe('connected.listening.idle');
    await w.pass(200);
    expect(link.lineState).toBe('resting');
    expect(w.socket().finished).toBe(true);
  });

  it('hands over before it is as old as the peer allows, whatever the spread', async () => {
    const w = world({ engine, on: peer({ limits: { maxAge: 60_000 } }) });
    for (let n = 0; n < 5; n += 1) w.link({ handshake: logOn }, `line${String(n)}`);
    await w.pass(1);
    const before = [...w.sockets];
    expect(before).toHaveLength(5);
    await w.pass(58_050);
    expect(before.every(({ finished }) => finished)).toBe(true);
    expect(w.sockets).toHaveLength(10);
  });

  it('hands over after as many exchanges as the peer takes, and none of them is lost', async () => {
    const w = world({ engine, on: peer({ limits: { maxExchanges: 2 } }) });
    const link = w.link({ handshake: logOn });
    await w.pass(1);
    const replies = ['a', 'b', 'c', 'd', 'e'].map((one) => link.request(bytes(one)));
    for (let n = 0; n < 20; n += 1) await w.pass(1);
    expect((await Promise.all(replies)).map(text)).toEqual(['re:a', 're:b', 're:c', 're:d', 're:e']);
    expect(w.sockets.map(({ frames }) => frames.slice(1))).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('keeps to its own limits where they are stricter', async () => {
    const w = world({ engine, on: peer({ limits: { maxIdle: '60s', maxExchanges: 5 } }) });
    const link = w.link({ lifecycle: { type: 'long', maxIdle: '10s' }, handshake: logOn });
    await w.pass(1);
    await w.pass(9_900);
    expect(link.lineState).toBe('connected.listening.idle');
    await w.pass(200);
    expect(link.lineState).toBe('resting');
  });

  it('forgets them with the line: the next log-on may tell others, or none', async () => {
    const mood = { limits: { maxIdle: '60s' } as object };
    const w = world({ engine, on: peer(mood) });
    const link = w.link({ handshake: logOn });
    await w.pass(1);
    mood.limits = {};
    link.redial();
    await w.pass(1);
    await w.pass(3_600_000);
    expect(link.lineState).toBe('connected.listening.idle');
    expect(link.inspect()[0]?.context).toMatchObject({ maxIdle: null });
  });

  it('is on record, and so the log replays', async () => {
    const w = world({ engine, on: peer({ limits: { maxIdle: '60s', maxExchanges: 7 } }) });
    w.link({ handshake: logOn });
    await w.pass(1);
    const ready = w.records.find(({ event }) => event.type === 'ready');
    expect(ready?.event).toMatchObject({ maxIdle: 58_000, maxExchanges: 7 });
  });

  it.each([{ maxIdle: '2s' }, { maxAge: 1 }, { maxExchanges: 0 }, { maxIdel: '60s' }])(
    'tells the handshake of a limit that it cannot keep: %j',
    async (limits) => {
      const w = world({ engine, on: peer({ limits }) });
      const told: unknown[] = [];
      w.link({
        handshake: async (talk) => {
          await logOn(talk).catch((error: unknown) => told.push(error));
        },
      });
      await w.pass(1);
      expect(told).toMatchObject([{ code: 'option-invalid' }]);
      expect(String(told[0])).toContain(Object.keys(limits)[0]);
    },
  );

  it('tells nothing to a handshake whose line is gone', async () => {
    const w = world({ engine, on: peer({ limits: {} }) });
    const kept: DialledTalk[] = [];
    w.link({
      handshake: async (talk) => {
        kept.push(talk);
        await talk.request(bytes('logon'));
      },
    });
    await w.pass(1);
    expect(() => kept[0]?.limits({ maxIdle: '60s' })).toThrow(expect.objectContaining({ code: 'revoked' }));
  });
});
