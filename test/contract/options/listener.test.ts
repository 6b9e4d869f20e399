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
    ['a place that only dials', { on: 'wss://a/b' }, /tcp:\/\/host:port/],
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
      'certificates of clients',
      { on: 'tls://127.0.0.1:1', tls: { cert: '-----BEGIN A', key: '-----BEGIN B', ca: 'x' } },
      /not built yet/,
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

  it('never show a key', () => {
    expect(refusal({ on: 'tls://127.0.0.1:1', tls: { cert: '-----BEGIN A', key: 'hidden' } })).not.toContain('hidden');
  });
});
