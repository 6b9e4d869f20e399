import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HoldfastError } from '../../src/contract/errors.ts';
import { targetOf } from '../../src/contract/target.ts';
import type { Target } from '../../src/contract/transport.ts';

const socket = { connectTimeout: 10_000, keepalive: null };

const readOrRefused = (url: string): Target | HoldfastError => {
  try {
    return targetOf(url, socket);
  } catch (error) {
    if (error instanceof HoldfastError) return error;
    throw error;
  }
};

const refusalOf = (url: string): HoldfastError => {
  const refusal = readOrRefused(url);
  if (refusal instanceof HoldfastError) return refusal;
  throw new Error(`${url} was taken`);
};

describe('a target', () => {
  it.each([
    ['tcp://bank.example:5000', 'tcp', 'bank.example', 5000, ''],
    ['TLS://10.0.0.1:443', 'tls', '10.0.0.1', 443, ''],
    ['tcp://my_host-2:1', 'tcp', 'my_host-2', 1, ''],
    ['tcp://[::1]:65535', 'tcp', '::1', 65_535, ''],
    ['tls://[fe80::1%eth0]:7', 'tls', 'fe80::1%eth0', 7, ''],
    ['tcp://[::ffff:10.0.0.1]:7', 'tcp', '::ffff:10.0.0.1', 7, ''],
    ['unix:///run/peer.sock', 'unix', '', 0, '/run/peer.sock'],
    ['unix:///run/a@b:c?d#e', 'unix', '', 0, '/run/a@b:c?d#e'],
    ['udp://[::1]:9', 'udp', '::1', 9, ''],
    ['ws://peer.example', 'ws', 'peer.example', 80, '/'],
    ['WSS://peer.example?id=7', 'wss', 'peer.example', 443, '/?id=7'],
    ['ws://[::1]:8080/line/%20x?a=b:c', 'ws', '::1', 8080, '/line/%20x?a=b:c'],
    ['ws://[::1]/', 'ws', '::1', 80, '/'],
    ['memory://peer-1', 'memory', 'peer-1', 0, ''],
  ])('reads %s', (url, scheme, host, port, path) => {
    expect(targetOf(url, socket)).toEqual({ url, scheme, host, port, path, socket });
  });

  it.each([
    ['tcp://bank.example', 'host:port'],
    ['tcp://bank.example:', 'host:port'],
    ['tcp://:5000', 'host:port'],
    ['tcp://bank.example:5000/path', 'host:port'],
    ['tcp://bank.example:5000?a=b', 'host:port'],
    ['tcp://bank example:5000', 'host:port'],
    ['tcp://bank.example:0', '1 to 65535'],
    ['tcp://bank.example:65536', '1 to 65535'],
    ['tcp://bank.example:99999', '1 to 65535'],
    ['tcp://::1:5000', 'brackets'],
    ['tcp://[bank.example]:5000', 'host:port'],
    ['tcp://[]:5000', 'host:port'],
    ['udp://bank.example', 'host:port'],
    ['ws://', 'host:port'],
    ['ws:///line', 'host:port'],
    ['ws://bank.example:/', 'host:port'],
    ['ws://bank.example:0/', '1 to 65535'],
    ['ws://::1/', 'brackets'],
    ['ws://[fe80::1%eth0]/', 'without a zone'],
    ['ws://bank.example/#part', 'without #'],
    ['ws://bank.example/a b', 'printable ASCII'],
    ['ws://bank.example/grüße', 'printable ASCII'],
    ['unix://relative.sock', 'absolute path'],
    ['unix:///with\0zero', 'absolute path'],
    ['memory://', 'memory://'],
    ['memory://a/b', 'memory://'],
    ['http://bank.example:80', 'tcp://host:port'],
    ['constructor://x', 'tcp://host:port'],
    ['bank.example:5000', 'tcp://host:port'],
    ['', 'tcp://host:port'],
  ])('refuses %j, and says that %s was expected', (url, expected) => {
    const error = refusalOf(url);
    expect(error.code).toBe('option-invalid');
    expect(error.message).toContain(expected);
    expect(error.message).toContain(JSON.stringify(url).slice(1, 8));
  });

  it.each(['tcp://user:hunter2@bank.example:5000', 'user:hunter2@bank.example', 'ws://user:hunter2@bank.example'])(
    'refuses user and password in %s without repeating them',
    (url) => {
      const error = refusalOf(url);
      expect(error.code).toBe('option-invalid');
      expect(error.message).toContain('no user and no password');
      expect(error.message).not.toContain('hunter2');
    },
  );

  it('takes or refuses whatever text it is given, and throws nothing else', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string().map((rest) => `tcp://${rest}`),
      fc.string().map((rest) => `ws://${rest}`),
      fc.tuple(fc.string(), fc.integer()).map(([host, port]) => `tls://${host}:${String(port)}`),
    );
    fc.assert(
      fc.property(text, (url) => {
        const read = readOrRefused(url);
        if (read instanceof HoldfastError || read.scheme === 'unix' || read.scheme === 'memory') return;
        expect(read.host).not.toBe('');
        expect(read.port).toBeGreaterThan(0);
        expect(read.port).toBeLessThan(65_536);
      }),
    );
  });
});
