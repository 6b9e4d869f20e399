import { describe, expect, it } from 'vitest';
import { checkListener, resolveListener } from '../../../src/contract/options/listener.ts';
import { problemText } from '../../../src/contract/options/problem.ts';

const LINE = { on: 'tcp://127.0.0.1:0', framing: 'line' };

const refusal = (input: object): string => {
  const checked = checkListener({ ...LINE, ...input });
  return checked.ok ? '' : checked.problems.map(problemText).join('; ');
};

describe('the options of a listener', () => {
  it('are complete from two', () => {
    const options = resolveListener('front', LINE);
    expect(options.on).toEqual({ url: 'tcp://127.0.0.1:0', scheme: 'tcp', host: '127.0.0.1', port: 0, path: '' });
    expect(options.limits).toEqual({
      max: 1_000,
      perAddress: 100,
      handshake: 10_000,
      idle: 600_000,
      heartbeats: 10,
      pending: 64,
      pendingBytes: 2 ** 20,
    });
    expect(options).toMatchObject({ whenFull: 'refuse', answerTimeout: 30_000, heartbeat: null, backlog: 511 });
  });

  it('leave idle sessions to the heartbeat, where there is one', () => {
    const heartbeat = { send: 'empty', role: 'responder' };
    expect(resolveListener('front', { ...LINE, heartbeat }).limits.idle).toBeNull();
    expect(resolveListener('front', { ...LINE, heartbeat, limits: { idle: '1m' } }).limits.idle).toBe(60_000);
    expect(resolveListener('front', { ...LINE, limits: { idle: 'off' } }).limits.idle).toBeNull();
  });

  it.each([
    ['no place', { on: 'here' }, /on: found "here", expected tcp:\/\/host:port/],
    ['a place that no scheme has', { on: 'sctp://a:1' }, /tcp:\/\/host:port/],
    ['a query where who calls says that', { on: 'ws://a:1/b?c=d' }, /a path without a query/],
    ['origins where there are none', { websocket: {} }, /the others know neither/],
    ['an origin with a path', { on: 'ws://a:1', websocket: { origins: ['https://a/b'] } }, /an origin such as/],
    ['a stream over datagrams', { on: 'udp://127.0.0.1:1' }, /'read-once' over udp/],
    [
      'a client over datagrams that nothing would end',
      { on: 'udp://127.0.0.1:1', framing: 'read-once', limits: { idle: 'off' } },
      /heartbeat: .*nothing else tells/,
    ],
    [
      'an order that datagrams do not keep',
      { on: 'udp://127.0.0.1:1', framing: 'read-once', exchange: { mode: 'pipeline' } },
      /overtake/,
    ],
    ['a port beyond all', { on: 'tcp://127.0.0.1:65536' }, /a port from 1 to 65535/],
    ['no room', { limits: { max: 0 } }, /limits\.max: found 0, expected a whole number from 1/],
    ['a limit that is none', { limits: { idle: 'never' } }, /limits\.idle/],
    ['an unknown limit', { limits: { perAdress: 3 } }, /perAddress/],
    ['tls without who we are', { on: 'tls://127.0.0.1:1' }, /tls: .*cert/],
    [
      'tls where nothing is encrypted',
      { tls: { cert: '-----BEGIN A', key: '-----BEGIN B' } },
      /nothing would be encrypted/,
    ],
    [
      'certificates of clients that nobody signed',
      { on: 'tls://127.0.0.1:1', tls: { cert: '-----BEGIN A', key: '-----BEGIN B', clients: 'optional' } },
      /tls\.ca: .*the authorities of clients/,
    ],
    [
      'a responder that knows no heartbeat',
      { heartbeat: { send: { text: 'P' }, role: 'responder' } },
      /must know the peer/,
    ],
    ['an answer that is no function', { onRequest: 'echo' }, /a function/],
  ])('refuse %s', (_, input, expected) => {
    expect(refusal(input)).toMatch(expected);
  });

  it('ask for certificates where there are authorities, and need them unless told otherwise', () => {
    const own = { cert: '-----BEGIN A', key: '-----BEGIN B' };
    const tls = (more: object) =>
      resolveListener('front', { ...LINE, on: 'tls://127.0.0.1:1', tls: { ...own, ...more } }).tls;
    expect(tls({})).toEqual({ ...own, minVersion: 'TLSv1.2' });
    expect(tls({ ca: '-----BEGIN C' })).toMatchObject({ clients: 'required' });
    expect(tls({ ca: ['-----BEGIN C'], clients: 'optional', alpn: ['a'] })).toMatchObject({
      clients: 'optional',
      alpn: ['a'],
    });
  });

  it('take any free port of any scheme, and no frame that fits into no datagram', () => {
    for (const on of ['tcp://a:0', 'udp://[::1]:0', 'ws://a:0', 'ws://a:0/b'])
      expect(resolveListener('front', { on, framing: 'read-once' }).on.port).toBe(0);
    expect(resolveListener('front', { on: 'ws://a:10/b:0', framing: 'read-once' }).on).toMatchObject({
      port: 10,
      path: '/b:0',
    });
    expect(resolveListener('front', { on: 'udp://a:0', framing: 'read-once' }).framing).toMatchObject({
      maxFrame: 65_507,
    });
  });

  it('never show a key', () => {
    expect(refusal({ on: 'tls://127.0.0.1:1', tls: { cert: '-----BEGIN A', key: 'hidden' } })).not.toContain('hidden');
  });
});
