/** Clients that say who they are by certificates, and those that cannot. */
import { once } from 'node:events';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { connect } from 'node:tls';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ListenerInput } from '../../src/index.ts';
import type { Pair } from '../transport/certificates.ts';
import { certificate, yearsFromNow } from '../transport/certificates.ts';
import type { Front } from './kit.ts';
import { bytes, front, text, until } from './kit.ts';

let authority: Pair;
let own: Pair;
let till: Pair;

beforeAll(async () => {
  authority = await certificate('authority', { isAuthority: true, names: [] });
  own = await certificate('server', { authority });
  till = await certificate('till-7', { authority, names: ['till-7.example'] });
});

const serve = (tls: object, more: Partial<ListenerInput> = {}): Promise<Front> =>
  front({ on: 'tls://127.0.0.1:0', tls: { ...own, ca: authority.cert, ...tls }, ...more });

const call = (f: Front, options: ConnectionOptions = {}): TLSSocket => {
  const socket = connect({ host: '127.0.0.1', port: f.port(), ca: authority.cert, ...options });
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  return socket;
};

/** How one that shows this is sent away. */
const end = async (f: Front, options: ConnectionOptions): Promise<string | undefined> => {
  const before = f.gone.length;
  const socket = call(f, options);
  await new Promise((resolve) => socket.once('close', resolve));
  await until(() => f.gone.length > before);
  return f.gone.at(-1)?.[1].reason;
};

describe('a listener with authorities of clients', () => {
  it('knows who calls: in the log-on, in the session, and in the record', async () => {
    const seen: unknown[] = [];
    const f = await serve({}, { handshake: async (_, { peer }) => void seen.push(peer?.subject) });
    const opened: unknown[] = [];
    f.listener.on('record', ({ event }) => {
      if (event.type === 'opened') opened.push(event['peer']);
    });
    const socket = call(f, till);
    socket.write('a\n');
    const [said] = (await once(socket, 'data')) as [Buffer];
    expect(said.toString()).toBe('re:a\n');
    expect(f.session().peer).toMatchObject({ subject: 'CN=till-7', altNames: 'DNS:till-7.example' });
    expect(f.session().peer?.fingerprint).toMatch(/^([\dA-F]{2}:){31}[\dA-F]{2}$/);
    expect([seen, opened]).toEqual([['CN=till-7'], [undefined, 'CN=till-7']]);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('turns away who has no good one, and counts why (%s)', async (version) => {
    const only = { minVersion: version, maxVersion: version } as const;
    const f = await serve({});
    const stranger = await certificate('stranger');
    const other = await certificate('other authority', { isAuthority: true, names: [] });
    const foreign = await certificate('foreign', { authority: other });
    const expired = await certificate('old', { authority, from: yearsFromNow(-3), to: yearsFromNow(-1) });
    expect(await end(f, only)).toBe('tls-no-certificate');
    expect(await end(f, { ...stranger, ...only })).toBe('tls-self-signed');
    expect(await end(f, { ...foreign, ...only })).toBe('tls-untrusted');
    expect(await end(f, { ...expired, ...only })).toBe('tls-expired');
    expect(f.listener.counts.ends).toEqual({
      'tls-no-certificate': 1,
      'tls-self-signed': 1,
      'tls-untrusted': 1,
      'tls-expired': 1,
    });
    expect(f.gone.map(([, { wasOnLine }]) => wasOnLine)).toEqual([false, false, false, false]);
    expect(f.gone[2]?.[1].detail).toMatch(/^tls:\/\/127\.0\.0\.1:\d+: the client’s certificate: /);
    const good = call(f, { ...till, ...only });
    good.write('a\n');
    await once(good, 'data');
  });

  it('takes in who shows none, where that is told; who shows a bad one never', async () => {
    const f = await serve({ clients: 'optional' });
    const socket = call(f);
    socket.write('a\n');
    await once(socket, 'data');
    expect(f.session().peer).toBeNull();
    expect(await end(f, await certificate('stranger'))).toBe('tls-self-signed');
  });

  it('knows who comes back by a session of before, and a bad one gains nothing by it', async () => {
    const f = await serve({});
    const session = async (pair: Pair): Promise<Buffer | undefined> => {
      const sessions: Buffer[] = [];
      const socket = call(f, pair);
      socket.on('session', (one: Buffer) => sessions.push(one));
      socket.write('a\n');
      await new Promise((resolve) => socket.once('data', resolve).once('close', resolve));
      await new Promise((resolve) => setImmediate(resolve));
      return sessions.at(-1);
    };
    const kept = await session(till);
    const again = call(f, { ...till, ...(kept && { session: kept }) });
    again.write('b\n');
    await once(again, 'data');
    expect(again.isSessionReused()).toBe(true);
    expect([...f.listener.sessions.values()].map(({ peer }) => peer?.subject)).toEqual(['CN=till-7', 'CN=till-7']);
    const stranger = await certificate('stranger');
    const bad = await session(stranger);
    expect(await end(f, { ...stranger, ...(bad && { session: bad }) })).toBe('tls-self-signed');
  });
});

describe('application protocols', () => {
  it('are agreed on, and who speaks none of ours is turned away', async () => {
    const f = await front({
      on: 'tls://127.0.0.1:0',
      tls: { ...own, alpn: ['b', 'a'] },
      onRequest: () => bytes(text(bytes('x'))),
    });
    const socket = call(f, { ALPNProtocols: ['a', 'b'] });
    await once(socket, 'secureConnect');
    expect(socket.alpnProtocol).toBe('b');
    expect(await end(f, { ALPNProtocols: ['c'] })).toBe('tls-refused');
  });
});
