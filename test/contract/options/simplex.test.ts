import { describe, expect, test } from 'vitest';
import { checkLink } from '../../../src/contract/options/link.ts';
import { checkListener } from '../../../src/contract/options/listener.ts';

const pair = { mode: 'simplex', receive: 'tcp://b:2' } as const;
const least = { to: 'tcp://a:1', framing: 'ascii:4' } as const;
const beat = { every: '1s', timeout: '1s', send: { text: 'PING' } } as const;

const problems = (input: object): readonly string[] => {
  const checked = checkLink({ ...least, ...input });
  return checked.ok ? [] : checked.problems.map(({ path, expected }) => `${path.join('.')}: ${expected}`);
};
const options = (input: object) => {
  const checked = checkLink({ ...least, ...input });
  if (!checked.ok) throw new Error(checked.problems.map(({ expected }) => expected).join('; '));
  return checked.value;
};

describe('a simplex link', () => {
  test('has a leg to send, and one to receive, each dialled or called', () => {
    const { to, exchange } = options({
      to: { listen: 'tcp://127.0.0.1:0' },
      exchange: { ...pair, receive: { listen: 'unix:///run/in.sock' }, key: { bytes: 4 } },
    });
    expect(to).toMatchObject({ urls: ['tcp://127.0.0.1:0'], transport: null, listen: { place: { port: 0 } } });
    expect(exchange).toMatchObject({
      mode: 'simplex',
      window: 64,
      receive: { listen: { place: { path: '/run/in.sock' } } },
    });
    expect(options({ exchange: { ...pair, receive: ['tcp://b:2', 'tcp://c:3'] } }).exchange.receive).toEqual({
      urls: ['tcp://b:2', 'tcp://c:3'],
      transport: null,
      listen: null,
    });
    expect(options({ simplex: 'send' }).simplex).toBe('send');
    expect(options({ simplex: 'receive', to: { listen: 'tcp://0.0.0.0:5000' } }).to.listen).not.toBeNull();
  });

  test('takes what the peer’s heartbeat is to be ours, where nothing else is said', () => {
    const bytes = new TextEncoder().encode('PING');
    expect(options({ exchange: pair, heartbeat: beat }).heartbeat?.expect).toEqual({ kind: 'bytes', bytes });
    expect(options({ simplex: 'receive', heartbeat: beat }).heartbeat?.expect).toEqual({ kind: 'bytes', bytes });
    expect(options({ exchange: { mode: 'duplex', key: { bytes: 1 } }, heartbeat: beat }).heartbeat?.expect.kind).toBe(
      'any',
    );
  });

  test.each<[string, object, string]>([
    ['a pair without a receive leg', { exchange: { mode: 'simplex' } }, 'exchange.receive'],
    ['a receive leg of another mode', { exchange: { mode: 'pipeline', receive: 'tcp://b:2' } }, 'exchange.receive'],
    ['a key of another mode', { exchange: { mode: 'sync', key: { bytes: 2 } } }, 'exchange.key'],
    ['a window where there are no requests', { exchange: { ...pair, window: 3 } }, 'exchange.window'],
    ['a mode beside a leg alone', { simplex: 'send', exchange: pair }, 'exchange.mode'],
    ['a leg that is neither', { simplex: 'both' }, 'simplex'],
    ['to be called without simplex', { to: { listen: 'tcp://127.0.0.1:0' } }, 'to'],
    ['to be called at no place', { simplex: 'send', to: { listen: 'tcp://127.0.0.1' } }, 'to.listen'],
    ['to be called by tls and not say who we are', { simplex: 'send', to: { listen: 'tls://127.0.0.1:1' } }, 'to.tls'],
    ['a short lifecycle', { exchange: pair, lifecycle: 'short' }, 'lifecycle'],
    ['a pool', { simplex: 'send', lifecycle: { type: 'long', connections: 2 } }, 'lifecycle'],
    ['an age', { exchange: pair, lifecycle: { type: 'long', maxAge: '1h' } }, 'lifecycle'],
    ['datagrams', { simplex: 'send', to: 'udp://a:1', framing: 'read-once', heartbeat: beat }, 'to'],
    ['datagrams to receive', { exchange: { ...pair, receive: 'udp://b:2' } }, 'exchange.receive'],
    ['frames that end by closing', { simplex: 'send', framing: 'until-close' }, 'framing'],
    ['a handshake', { exchange: pair, handshake: async () => {} }, 'handshake'],
    ['a responder', { exchange: pair, heartbeat: { ...beat, role: 'responder' } }, 'heartbeat.role'],
    ['one who asks and answers', { simplex: 'receive', heartbeat: { ...beat, role: 'both' } }, 'heartbeat.role'],
    ['an echo', { exchange: pair, heartbeat: { ...beat, expect: 'echo' } }, 'heartbeat.expect'],
    [
      'a heartbeat that would not be known',
      { exchange: pair, heartbeat: { ...beat, send: () => new Uint8Array(1) } },
      'heartbeat.expect',
    ],
    ['an answer on a send leg', { simplex: 'send', heartbeat: { ...beat, expect: { text: 'x' } } }, 'heartbeat.expect'],
    ['a certificate where nothing is encrypted', { exchange: pair, tls: {} }, 'tls'],
  ])('refuses %s', (_, input, path) => {
    expect(problems(input).map((one) => one.split(':')[0])).toEqual([path]);
  });

  test('never shows the keys of a leg that is called', () => {
    const secret = 'hunter2 hunter2';
    const tls = { cert: secret, key: secret };
    for (const input of [
      { simplex: 'send', to: { listen: 'tls://127.0.0.1:1', tls } },
      { exchange: { ...pair, receive: { listen: 'tls://127.0.0.1:1', tls } } },
    ]) {
      const checked = checkLink({ ...least, ...input });
      expect(checked.ok).toBe(false);
      expect(JSON.stringify(checked)).not.toContain('hunter2');
    }
  });

  test('may encrypt either leg', () => {
    expect(problems({ exchange: { ...pair, receive: 'tls://b:2' }, tls: {} })).toEqual([]);
    expect(problems({ to: 'tls://a:1', exchange: pair, tls: {} })).toEqual([]);
  });

  test('is no way for a listener to exchange', () => {
    const checked = checkListener({ on: 'tcp://127.0.0.1:0', framing: 'ascii:4', exchange: pair });
    expect(checked.ok ? [] : checked.problems.map(({ path }) => path.join('.'))).toEqual(['exchange.mode']);
  });
});
