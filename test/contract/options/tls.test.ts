import { describe, expect, test } from 'vitest';
import { checkLink } from '../../../src/contract/options/link.ts';
import { problemText } from '../../../src/contract/options/problem.ts';

const pem = '-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n';
const checked = (tls: unknown, to: unknown = 'tls://a:1') => checkLink({ to, framing: 'line', tls });
const problems = (tls: unknown): readonly string[] => {
  const result = checked(tls);
  return result.ok ? [] : result.problems.map(problemText);
};

describe('tls', () => {
  test('has a lowest version, and only what was given besides', () => {
    const result = checked({ ca: [pem], servername: 'bank.example', cert: undefined });
    expect(result.ok && result.value.tls).toStrictEqual({
      ca: [pem],
      servername: 'bank.example',
      minVersion: 'TLSv1.2',
    });
  });

  test('goes with a list that has a tls target, and with a transport of the user’s own', () => {
    expect(checked({}, ['tcp://a:1', 'TLS://b:2']).ok).toBe(true);
    expect(checked({}, { dial: () => ({}) }).ok).toBe(true);
  });

  test('a certificate and its key go together', () => {
    expect(problems({ cert: pem })).toEqual([
      'tls.key: found nothing, expected `cert` and `key` together: neither can be used without the other',
    ]);
    expect(problems({ key: pem })).toEqual([
      'tls.cert: found nothing, expected `cert` and `key` together: neither can be used without the other',
    ]);
    expect(problems({ cert: pem, key: pem })).toEqual([]);
  });

  test('there is no way to turn verification off', () => {
    expect(problems({ rejectUnauthorized: false })).toEqual([
      "tls.rejectUnauthorized: found the unknown name 'rejectUnauthorized', expected one of ca, cert, key, servername, minVersion, alpn",
    ]);
  });

  test('a certificate is PEM text of at most 1 MiB', () => {
    expect(problems({ ca: 'MA==' })).toEqual([
      'tls.ca: found text of 4 characters, expected a certificate as PEM text, which has a line "-----BEGIN …"; in YAML also { file: path }',
    ]);
    expect(problems({ ca: pem + ' '.repeat(2 ** 20) })).toEqual([
      expect.stringContaining('expected a certificate of at most 1 MiB'),
    ]);
  });

  test.each(['', 'a\0b', 'a b', '\u001B[31m', 'a'.repeat(256)])(
    'a server name is a name or an address: %j',
    (servername) => {
      expect(problems({ servername })).toEqual([expect.stringContaining('expected a DNS name or an address')]);
    },
  );

  test.each(['bank.example', '10.0.0.1', '2001:db8::1', '_x-1'])('a server name may be %s', (servername) => {
    expect(problems({ servername })).toEqual([]);
  });

  test('no version below 1.2', () => {
    expect(problems({ minVersion: 'TLSv1.1' })).toEqual([
      "tls.minVersion: found \"TLSv1.1\", expected 'TLSv1.2' or 'TLSv1.3'",
    ]);
  });
});
