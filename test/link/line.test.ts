/** How a long link holds its line: targets, dial caps, heartbeats, its end. */
import { describe, expect, it } from 'vitest';
import type { LinkInput } from '../../src/contract/options/link.ts';
import { bytes, text, world } from '../model/world.ts';
import type { PeerSocket } from '../model/world.ts';

const echo = (socket: PeerSocket, frame: string): void => socket.say(`re:${frame}`);
const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

describe('a list of targets', () => {
  const two = { to: ['memory://peer', 'memory://other'] };

  it('is tried in order, the next without a wait, and the whole round is one attempt', async () => {
    const w = world({ peers: ['peer', 'other'] });
    w.listener.answer = 'refused';
    const link = w.link(two);
    await w.pass(1);
    expect(w.socket().name).toBe('other');
    expect(link.inspect()[0]?.context.attempts).toBe(0);
  });

  it('gives each its own connectTimeout', async () => {
    const w = world({ peers: ['peer', 'other'] });
    w.listener.answer = 'hang';
    const link = w.link({ ...two, connectTimeout: '2s' });
    await w.pass(1_900);
    expect(w.network.dialled).toBe(1);
    await w.pass(300);
    expect(w.socket().name).toBe('other');
    expect(link.lineState).toBe('connected.listening.idle');
  });

  it('begins at the first again with each new connection', async () => {
    const w = world({ peers: ['peer', 'other'] });
    w.listener.answer = 'refused';
    w.link({ ...two, reconnect: { first: 10, max: 10 } });
    await w.pass(1);
    w.listener.answer = 'accept';
    w.socket().wire.reset();
    await w.pass(100);
    expect(w.sockets.map(({ name }) => name)).toEqual(['other', 'peer']);
  });

  it('that refuses altogether counts attempts by rounds', async () => {
    const w = world({ peers: ['peer', 'other'] });
    for (const listener of w.listeners) listener.answer = 'refused';
    const link = w.link({ ...two, reconnect: { first: 10, max: 10, attempts: 2 } });
    await w.pass(1_000);
    expect(link.state).toBe('closed');
    expect(link.counts.dials).toBe(6);
  });
});

describe('the caps on dials', () => {
  it('hold for all links of a supervisor together, and each has its turn', async () => {
    const w = world({ supervise: { dials: { perTarget: 2, total: 3 } }, peers: ['peer', 'other'] });
    for (const listener of w.listeners) listener.answer = 'hang';
    const links = Array.from({ length: 8 }, (_, i) =>
      w.link(
        {
          to: i % 2 === 0 ? 'memory://peer' : 'memory://other',
          connectTimeout: '1s',
          reconnect: { first: '60s', max: '60s' },
        },
        `l${String(i)}`,
      ),
    );
    expect(w.network.dialled).toBe(3);
    const waiting = links.filter(({ lineState }) => lineState === 'connecting.waiting');
    expect(waiting).toHaveLength(5);
    let most = 0;
    w.supervisor.on('record', () => {
      most = Math.max(most, w.network.dialled);
    });
    // Waiting is outside connectTimeout: the last of them dials in its third second.
    for (let i = 0; i < 40; i += 1) await w.pass(100);
    expect(most).toBe(3);
    expect(links.map(({ counts }) => counts.dials)).toEqual(links.map(() => 1));
  });

  it('are not held by a link that is closed or destroyed while it waits or dials', async () => {
    const w = world({ supervise: { dials: { perTarget: 1, total: 1 } } });
    w.listener.answer = 'hang';
    const links = Array.from({ length: 4 }, (_, i) => w.link({}, `l${String(i)}`));
    expect(links.map(({ lineState }) => lineState === 'connecting.waiting')).toEqual([false, true, true, true]);
    links[1]?.destroy();
    void links[2]?.close();
    w.listener.answer = 'accept';
    void links[0]?.close();
    await w.pass(1);
    expect(links[3]?.lineState).toBe('connected.listening.idle');
    expect(w.network.dialled).toBe(1);
  });
});

describe('heartbeats on a line', () => {
  it('of keepSending go out whenever nothing was sent for so long, whatever arrives', async () => {
    const w = world({ on: (socket, frame) => void (frame === 'ping' && socket.say('ping')) });
    const heartbeat = {
      every: '1s',
      timeout: '1s',
      misses: 1,
      send: { text: 'ping' },
      expect: 'echo',
      keepSending: true,
    } as const;
    const link = w.link({ heartbeat });
    await w.pass(1);
    for (let i = 0; i < 20; i += 1) {
      w.socket().say('news');
      await w.pass(500);
    }
    expect(w.socket().frames.length).toBeGreaterThanOrEqual(8);
    expect(w.socket().frames.length).toBeLessThanOrEqual(10);
    const before = w.socket().frames.length;
    for (let i = 0; i < 20; i += 1) {
      void link.post(bytes('x'));
      w.socket().say('news');
      await w.pass(500);
    }
    expect(
      w
        .socket()
        .frames.slice(before)
        .filter((frame) => frame === 'ping'),
    ).toEqual([]);
  });

  it('of keepSending end with our FIN', async () => {
    const w = world();
    const heartbeat = {
      every: 100,
      timeout: '5s',
      misses: 1,
      send: { text: 'ping' },
      expect: 'echo',
      keepSending: true,
    } as const;
    const link = w.link({ heartbeat, closeTimeout: '2s' });
    await w.pass(1);
    w.socket().ended = () => {};
    void link.close();
    await w.pass(1);
    const before = link.counts.heartbeatsSent;
    await w.pass(1_500);
    expect(link.lineState).toBe('closing.ending');
    expect(link.counts.heartbeatsSent).toBe(before);
  });

  it('that are asked for and never read are not answered without end', async () => {
    const w = world({ highWater: 100 });
    const heartbeat = { send: { text: 'x'.repeat(40) }, expect: { text: 'PING' }, role: 'responder' } as const;
    const link = w.link({ heartbeat });
    await w.pass(1);
    w.socket().wire.pause();
    for (let i = 0; i < 100; i += 1) {
      w.socket().say('PING');
      await w.pass(1);
    }
    expect(link.counts.heartbeatsReceived).toBe(100);
    expect(link.counts.heartbeatsSent).toBeLessThan(5);
    expect(link.lineState).toBe('connected.listening.idle');
  });

  it('whose answers all come at once, after many misses, answer no request', async () => {
    const w = world();
    const heartbeat = { every: '1s', timeout: '1s', misses: 60, send: { text: 'ping' }, expect: 'echo' } as const;
    const link = w.link({ heartbeat });
    await w.pass(40_000);
    const probes = w.socket().frames.length;
    expect(probes).toBeGreaterThan(30);
    w.socket().say('ping');
    const reply = link.request(bytes('x'));
    await w.pass(1);
    for (let i = 1; i < probes; i += 1) w.socket().say('ping');
    w.socket().say('X');
    await w.pass(1);
    expect(text(await reply)).toBe('X');
  });

  it('are asked again after a stall, and nobody is declared dead by it', async () => {
    const w = world();
    const link = w.link({ heartbeat: { every: '3s', timeout: '1s', misses: 1, send: 'empty' } });
    await w.pass(1);
    w.clock.stall(60_000);
    await w.pass(1);
    expect(link.lineState).toBe('connected.probing');
    w.socket().say('');
    await w.pass(1);
    expect(link.lineState).toBe('connected.listening.idle');
    expect(w.sockets).toHaveLength(1);
  });
});

describe('a stall of this process', () => {
  it('sends no call whose limit passed meanwhile, though its turn came first', async () => {
    const w = world();
    const link = w.link();
    const first = link.request(bytes('a'));
    const second = failure(link.request(bytes('b'), { timeout: '1s' }));
    await w.pass(1);
    // The reply lies in the socket as the process wakes.
    w.socket().say('A');
    w.clock.stall(10_000);
    await w.pass(1);
    expect(text(await first)).toBe('A');
    expect(await second).toMatchObject({ code: 'timeout', outcome: 'not-sent' });
    expect(w.socket().frames).toEqual(['a']);
  });

  it('moves what the peer owes by as long as it was late to look', async () => {
    const w = world();
    const link = w.link({ exchange: { timeout: '5s' }, heartbeat: { preset: 'strict', send: 'empty' } });
    const reply = link.request(bytes('a'));
    await w.pass(1);
    w.clock.stall(20_000);
    await w.pass(100);
    w.socket().say('A');
    await w.pass(1);
    expect(text(await reply)).toBe('A');
  });
});

describe('the clean-up after a loss', () => {
  it('of an older loss, settled late, does not end the wait for that of a newer one', async () => {
    const w = world();
    const settle: (() => void)[] = [];
    const link = w.link({
      reconnect: { first: 10, max: 10 },
      onLost: () =>
        new Promise((resolve) => {
          settle.push(resolve);
        }),
    });
    await w.pass(1);
    w.socket().wire.reset();
    await w.pass(1);
    expect(link.lineState).toBe('reconnecting.cleaning');
    // It does not settle within its 5 s: the line is dialled again, and lost again.
    await w.pass(5_500);
    w.socket().wire.reset();
    await w.pass(1);
    settle[0]?.();
    await w.pass(1_000);
    expect(link.lineState).toBe('reconnecting.cleaning');
    settle[1]?.();
    await w.pass(1);
    await w.pass(100);
    expect(link.lineState).toBe('connected.listening.idle');
    expect(w.sockets).toHaveLength(3);
  });

  it('that throws is reported, and the line is dialled all the same', async () => {
    const w = world();
    const losses: unknown[] = [];
    const link = w.link({
      onLost: (loss) => {
        losses.push(loss);
        throw new Error('mine');
      },
    });
    await w.pass(1);
    w.socket().wire.reset();
    await w.pass(1);
    await w.pass(2_000);
    expect(w.faults).toEqual([new Error('mine')]);
    expect(losses).toMatchObject([{ reason: 'reset', link: 'line', connection: 'line#1', epoch: 1, attempts: 1 }]);
    expect(link.lineState).toBe('connected.listening.idle');
  });
});

describe('the end of a link', () => {
  it('while it dials leaves no socket', async () => {
    const w = world();
    const link = w.link();
    const closed = link.close();
    expect(w.network.dialled).toBe(0);
    await closed;
    await w.pass(60_000);
    expect(w.sockets).toEqual([]);
    expect(w.clock.alarm).toBeNull();
  });

  it('sends the queue first, by whatever line comes', async () => {
    const w = world({ on: echo });
    w.listener.answer = 'refused';
    const link = w.link({ reconnect: { first: 100, max: 100 } });
    const reply = link.request(bytes('x'));
    await w.pass(10);
    const closed = link.close();
    w.listener.answer = 'accept';
    await w.pass(200);
    expect(text(await reply)).toBe('re:x');
    await w.pass(10);
    await closed;
  });

  it('does not wait for calls that were given up in the queue', async () => {
    const w = world();
    w.listener.answer = 'refused';
    const link = w.link({ exchange: { timeout: '1s' }, drainTimeout: '60s' });
    const call = failure(link.request(bytes('x')));
    await w.pass(10);
    void link.close();
    await w.pass(1_200);
    expect(await call).toMatchObject({ outcome: 'not-sent' });
    expect(link.state).toBe('closed');
    expect(w.clock.alarm).toBeNull();
  });

  it('comes within the limit that is given, and a later close may shorten it', async () => {
    const w = world();
    const link = w.link({ exchange: { timeout: '60s' } });
    const call = failure(link.request(bytes('x')));
    await w.pass(1);
    void link.close({ within: '30s' });
    void link.close({ within: '1s' });
    await w.pass(1_100);
    expect(await call).toMatchObject({ outcome: 'unknown' });
    expect(link.state).toBe('closed');
    expect(() => link.close({ within: 'soon' })).toThrow(/is no duration/);
  });

  it('frees its name, and a second close, destroy or redial does nothing', async () => {
    const w = world();
    const link = w.link();
    await w.pass(1);
    link.destroy();
    link.destroy();
    link.redial();
    await link.close();
    w.link();
    await w.pass(1);
    expect(w.network.dialled).toBe(1);
  });

  it('comes with a codec that throws, and the call that met it was not sent', async () => {
    const w = world();
    const framing = {
      can: { empty: true, rechunk: true, endsByFin: false },
      maxFrame: 100,
      partialTimeout: 1_000,
      size: () => 1,
      encode: () => {
        throw new Error('mine');
      },
      decoder: () => ({ held: 0, push: () => {}, end: () => {} }),
    };
    const link = w.link({ framing });
    await w.pass(1);
    const [request, post] = [failure(link.request(bytes('x'))), failure(link.post(bytes('y')))];
    // Started again it meets the next.
    await w.pass(10);
    expect(await request).toMatchObject({ code: 'crashed', outcome: 'not-sent' });
    expect(await post).toMatchObject({ code: 'crashed', outcome: 'not-sent' });
    expect([link.state, w.network.dialled, w.clock.alarm]).toEqual(['closed', 0, null]);
  });
});

const waits: LinkInput['handshake'] = async (talk) => {
  await talk.receive({ timeout: 5_000 });
};

describe('a link that is unref', () => {
  it.each(['connected', 'backing off', 'handshaking', 'waiting for a turn'])(
    '%s keeps no process alive',
    async (how) => {
      const w = world({ supervise: { dials: { total: 1 } } });
      const busy = how === 'waiting for a turn' ? w.link({}, 'busy') : undefined;
      if (how !== 'connected' && how !== 'handshaking') w.listener.answer = how === 'backing off' ? 'refused' : 'hang';
      const link = w.link({
        heartbeat: { preset: 'strict', send: 'empty' },
        ...(how === 'handshaking' ? { handshake: waits } : {}),
      });
      await w.pass(1);
      busy?.unref();
      link.unref();
      link.exchange(bytes('x'), () => {});
      void failure(link.ready({ timeout: '1h' }));
      void link.receive({ timeout: '1h' });
      await w.pass(1);
      expect(w.clock.alarm).toMatchObject({ ref: false });
    },
  );
});
