/** A link that crashed, or that is taken down with its siblings, is started again under the same handle. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import type { GroupInput } from '../../src/contract/options/restart.ts';
import type { Group } from '../../src/supervisor/group.ts';
import { bytes, LINE, text, world } from '../model/world.ts';
import type { World } from '../model/world.ts';
import { mute } from '../supervision/mute.ts';
import { fragile, mine } from './crash.ts';

mute();

const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

/** A group with something in it that crashes when asked to, and takes the others with it. */
const grouped = (w: World, input: GroupInput = {}): { group: Group; crash: () => void } => {
  const group = w.supervisor.group('group', { strategy: 'one-for-all', intensity: { restarts: 5 }, ...input });
  const fuse: { blow?: (error: unknown) => void } = {};
  group.worker('fuse', {
    start: (crash) => {
      fuse.blow = crash;
      return { stop: () => {} };
    },
  });
  return { group, crash: () => fuse.blow?.(mine) };
};

describe.each<Engine>(['compiled', 'interpreted'])('a link that crashed, %s', (engine) => {
  it('tells what was in flight that its outcome is unknown, and keeps the queue in its order', async () => {
    const w = world({ engine });
    const codec = fragile();
    const link = w.link({ framing: codec.framing });
    const flying = failure(link.request(bytes('a')));
    const waiting = ['b', 'c'].map((one) => link.request(bytes(one)));
    await w.pass(1);
    codec.broken = true;
    w.socket().say('A');
    await w.pass(0);
    expect(await flying).toMatchObject({ code: 'lost', outcome: 'unknown' });
    await w.pass(10);
    w.socket().say('B');
    await w.pass(1);
    w.socket().say('C');
    await w.pass(1);
    expect((await Promise.all(waiting)).map(text)).toEqual(['B', 'C']);
    expect(w.sockets.map(({ frames }) => frames)).toEqual([['a'], ['b', 'c']]);
    expect(w.network.dialled).toBe(1);
    expect(w.faults).toEqual([mine]);
  });

  it('keeps those who wait for it, who listen and who read', async () => {
    const w = world({ engine });
    const codec = fragile();
    const link = w.link({ framing: codec.framing, handshake: async (talk) => void (await talk.receive()) });
    const heard: string[] = [];
    link.on('state', ({ to }) => heard.push(to));
    const ready = link.ready();
    const message = link.receive();
    await w.pass(1);
    codec.broken = true;
    w.socket().say('welcome');
    await w.pass(1);
    w.socket().say('welcome');
    await w.pass(1);
    await ready;
    w.socket().say('news');
    await w.pass(1);
    expect(text(await message)).toBe('news');
    expect(heard).toContain('connected.listening.idle');
    expect(w.sockets.length).toBe(2);
  });

  it('leaves nothing of its old life: no socket, no timer, no record', async () => {
    const w = world({ engine });
    const codec = fragile();
    const link = w.link({
      framing: codec.framing,
      heartbeat: { every: '1s', timeout: '1s', misses: 1, send: 'empty' },
    });
    await w.pass(1_500);
    codec.broken = true;
    w.socket().say('x');
    await w.pass(1);
    expect(w.sockets[0]?.wire.gone || w.sockets[0]?.finished).toBe(true);
    const after = w.records.length;
    w.sockets[0]?.say('from beyond');
    await w.pass(5_000);
    expect(w.records.slice(after).map(({ connection }) => connection)).not.toContain('line#1');
    link.destroy();
    expect(w.clock.alarm).not.toBeUndefined();
    await w.supervisor.stop();
    expect(w.clock.alarm).toBeNull();
    await expect(link.receive({ timeout: 0 })).resolves.toBeUndefined();
  });

  it('works for a short one', async () => {
    const w = world({ engine });
    const codec = fragile();
    const link = w.link({ framing: codec.framing, lifecycle: { type: 'short', concurrency: 1 } });
    const flying = failure(link.request(bytes('a')));
    const waiting = link.request(bytes('b'));
    await w.pass(1);
    codec.broken = true;
    w.socket().say('A');
    await w.pass(0);
    expect(await flying).toMatchObject({ outcome: 'unknown' });
    await w.pass(10);
    w.socket().say('B');
    await w.pass(1);
    expect(text(await waiting)).toBe('B');
  });

  it('does not keep the process alive if it was told so before', async () => {
    const w = world({ engine });
    const codec = fragile();
    const link = w.link({ framing: codec.framing });
    await w.pass(1);
    link.unref();
    codec.broken = true;
    w.socket().say('x');
    await w.pass(1);
    expect(link.state).toBe('open');
    expect(w.sockets.length).toBe(2);
    // Its place has no timer of its own.
    expect(w.clock.alarm?.ref).toBe(false);
  });

  it('twice within the window of its budget ends as crashed, and is told thrice: escalated, fault, ended', async () => {
    const w = world({ engine });
    const codec = fragile();
    const told: unknown[] = [];
    w.supervisor.on('escalated', ({ path, reason, error }) => told.push(['escalated', path, reason, error]));
    w.supervisor.on('ended', ({ path, how, reason, error }) => told.push(['ended', path, how, reason, error]));
    const link = w.link({ framing: codec.framing });
    const sibling = w.link({}, 'sibling');
    await w.pass(1);
    for (let i = 0; i < 2; i += 1) {
      codec.broken = true;
      w.sockets.findLast(({ wire, name }) => !wire.gone && name === 'peer')?.say('x');
      for (const socket of w.sockets) if (!socket.wire.gone) socket.say('x');
      await w.pass(10);
    }
    const waiting = await failure(link.request(bytes('x')));
    expect(waiting).toMatchObject({ code: 'crashed', outcome: 'not-sent', cause: mine });
    expect([link.state, sibling.state, w.supervisor.links.has('line')]).toEqual(['closed', 'open', false]);
    expect(told).toEqual([
      ['escalated', 'supervisor/line', 'crashed', mine],
      ['ended', 'supervisor/line', 'crashed', 'crashed', mine],
    ]);
    expect(w.faults).toContainEqual(expect.objectContaining({ code: 'crashed', link: 'line', cause: mine }));
    expect(sibling.counts.dials).toBe(1);
  });

  it('may crash again once the window is over', async () => {
    const w = world({ engine });
    const codec = fragile();
    const link = w.link({ framing: codec.framing });
    for (let i = 0; i < 4; i += 1) {
      await w.pass(5_001);
      codec.broken = true;
      w.socket().say('x');
    }
    await w.pass(1);
    expect([link.state, link.counts.dials]).toEqual(['open', 5]);
  });

  it('is not told of a crash of an earlier life when it is destroyed later', async () => {
    const w = world({ engine });
    const ends: unknown[] = [];
    w.supervisor.on('ended', (told) => ends.push(told));
    const codec = fragile();
    const link = w.link({ framing: codec.framing, drainTimeout: '1s', exchange: { timeout: '60s' } });
    await w.pass(1);
    codec.broken = true;
    w.socket().say('x');
    await w.pass(1);
    void failure(link.request(bytes('never answered')));
    await w.pass(1);
    link.destroy();
    expect(ends).toEqual([expect.objectContaining({ path: 'supervisor/line', how: 'asked' })]);
    expect(ends).not.toContainEqual(expect.objectContaining({ error: mine }));
    const refusal = await failure(link.request(bytes('y')));
    expect(refusal).toMatchObject({ code: 'destroyed' });
    expect((refusal as Error).cause).toBeUndefined();
  });

  it('is never started again by the loss of a network', async () => {
    const w = world({ engine });
    const link = w.link({ reconnect: { first: 10, max: 20 } });
    await w.pass(1);
    for (let i = 0; i < 20; i += 1) {
      w.socket().wire.reset();
      await w.pass(50);
    }
    const [place] = w.supervisor.tree().children ?? [];
    expect(place?.budget?.left).toBe(1);
    expect(link.counts.dials).toBe(21);
    expect(w.records.filter(({ chart, event }) => chart === 'child' && event.type === 'exited')).toEqual([]);
  });
});

describe.each<Engine>(['compiled', 'interpreted'])('a link that goes down with its group, %s', (engine) => {
  it('answers what is in flight first, and keeps its queue and what is asked meanwhile', async () => {
    const w = world({ engine });
    const { group, crash } = grouped(w);
    const link = group.link('line', LINE);
    const flying = link.request(bytes('a'));
    const waiting = link.request(bytes('b'));
    await w.pass(1);
    crash();
    await w.pass(1);
    expect(link.state).toBe('halting');
    const meanwhile = link.request(bytes('c'));
    w.socket().say('A');
    await w.pass(10);
    expect(text(await flying)).toBe('A');
    expect([link.state, w.sockets.length]).toEqual(['open', 2]);
    w.socket().say('B');
    await w.pass(1);
    w.socket().say('C');
    await w.pass(1);
    expect([text(await waiting), text(await meanwhile)]).toEqual(['B', 'C']);
  });

  it('gives back the turn of a dial that was under way', async () => {
    const w = world({ engine, supervise: { dials: { total: 1 } } });
    const { group, crash } = grouped(w);
    w.listener.answer = 'hang';
    const link = group.link('line', LINE);
    await w.pass(1);
    expect(link.lineState).toBe('connecting.attempting.dialing');
    w.listener.answer = 'accept';
    crash();
    await w.pass(1);
    expect(link.lineState).toBe('connected.listening.idle');
  });

  it('is destroyed with its group, and ends what waits as not sent', async () => {
    const w = world({ engine });
    const { group, crash } = grouped(w);
    const link = group.link('line', LINE);
    await w.pass(1);
    const flying = failure(link.request(bytes('a')));
    const waiting = failure(link.request(bytes('b')));
    await w.pass(1);
    crash();
    expect(link.state).toBe('halting');
    w.supervisor.destroy();
    expect(await flying).toMatchObject({ outcome: 'unknown' });
    expect(await waiting).toMatchObject({ outcome: 'not-sent' });
    expect([link.state, w.network.dialled]).toEqual(['closed', 0]);
  });

  it('ends for good when it is closed meanwhile', async () => {
    const w = world({ engine });
    const { group, crash } = grouped(w);
    const link = group.link('line', LINE);
    await w.pass(1);
    const flying = link.request(bytes('a'));
    await w.pass(1);
    crash();
    const closed = link.close();
    w.socket().say('A');
    await w.pass(10);
    await closed;
    expect(text(await flying)).toBe('A');
    expect([link.state, w.supervisor.links.size]).toEqual(['closed', 0]);
    expect(group.tree().children?.map(({ id, state }) => `${id} ${state}`)).toEqual(['fuse running']);
  });

  it.each(['close', 'destroy'] as const)('that was added meanwhile, and never begun, ends by %s', async (how) => {
    const w = world({ engine });
    const { group, crash } = grouped(w);
    const first = group.link('first', LINE);
    await w.pass(1);
    void failure(first.request(bytes('holds it up')));
    await w.pass(1);
    crash();
    const link = group.link('line', LINE);
    expect([group.state, link.state]).toEqual(['restarting', 'down']);
    const waiting = failure(link.request(bytes('x')));
    const ready = failure(link.ready());
    const nothing = link.receive();
    const closed = how === 'close' ? link.close() : link.destroy();
    await closed;
    expect(await waiting).toMatchObject({ outcome: 'not-sent' });
    expect(await ready).toMatchObject({ code: how === 'close' ? 'closed' : 'destroyed' });
    expect(await nothing).toBeUndefined();
    expect([link.state, w.supervisor.links.has('line')]).toEqual(['closed', false]);
  });

  it('that was added meanwhile is started with the others', async () => {
    const w = world({ engine, on: (socket, frame) => socket.say(frame.toUpperCase()) });
    const { group, crash } = grouped(w);
    const first = group.link('first', LINE);
    await w.pass(1);
    crash();
    const link = group.link('line', LINE);
    const waiting = link.request(bytes('x'));
    const nested = group.group('nested');
    expect(JSON.parse(JSON.stringify(w.supervisor.tree()))).toEqual(w.supervisor.tree());
    await w.pass(10);
    expect(text(await waiting)).toBe('X');
    expect([first.state, link.state, group.state, nested.state]).toEqual(['open', 'open', 'running', 'running']);
  });

  it('ends as crashed with a group that is not started again', async () => {
    const w = world({ engine });
    const { group, crash } = grouped(w, { restart: 'temporary', intensity: { restarts: 0 } });
    const link = group.link('line', LINE);
    await w.pass(1);
    crash();
    await w.pass(10);
    expect([link.state, group.state, w.supervisor.links.size]).toEqual(['closed', 'ended', 0]);
    await expect(link.request(bytes('x'))).rejects.toMatchObject({ code: 'crashed', outcome: 'not-sent' });
    expect(() => group.link('another', LINE)).toThrow(/takes nothing new/);
  });
});

describe.each<Engine>(['compiled', 'interpreted'])('a short link that ends within its own dial, %s', (engine) => {
  it.each(['destroy', 'halt'] as const)('%s: leaves no socket behind', async (how) => {
    const w = world({ engine });
    const { group, crash } = grouped(w);
    const link = group.link('line', { ...LINE, lifecycle: { type: 'short', concurrency: 2 } });
    await w.pass(1);
    let times = 0;
    link.on('record', ({ chart, event }) => {
      if (chart !== 'writer' || event.type !== 'start') return;
      times += 1;
      if (times > 1) return;
      if (how === 'destroy') link.destroy();
      else crash();
    });
    const calls = [link.request(bytes('a')), link.request(bytes('b'))].map(failure);
    await w.pass(100);
    expect(w.network.dialled).toBe(how === 'halt' ? 2 : 0);
    w.supervisor.destroy();
    for (const call of await Promise.all(calls))
      expect(call).toMatchObject({ outcome: how === 'destroy' ? 'not-sent' : 'unknown' });
    await w.pass(20_000);
    expect([w.network.dialled, link.state, link.inspect()]).toEqual([0, 'closed', []]);
  });
});
