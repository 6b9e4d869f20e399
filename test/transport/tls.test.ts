import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { targetOf } from '../../src/contract/target.ts';
import { loopbackCertificates } from '../../src/testkit/certificates.ts';
import type { TlsOptions } from '../../src/contract/transport.ts';
import { isRejection } from '../../src/contract/faults.ts';
import { Resolver } from '../../src/transport/resolver.ts';
import { tlsTransport } from '../../src/transport/tls.ts';
import { transportContract } from '../contracts/transport.ts';
import type { Pair } from './certificates.ts';
import { certificate, yearsFromNow } from './certificates.ts';
import type { Heard } from './heard.ts';
import { dialled, socketOptions, until } from './heard.ts';
import type { FarServer } from './socket-harness.ts';
import { freePort, plainServer, tlsServer } from './socket-harness.ts';

const { ca, cert, key } = loopbackCertificates;
const target = (port: number) => targetOf(`tls://127.0.0.1:${String(port)}`, { ...socketOptions, tls: { ca } });

transportContract('tls', async () => {
  const server = await tlsServer({ cert, key });
  return {
    transport: tlsTransport(),
    place: { ...server, target: target(server.port) },
    nobody: target(await freePort()),
    refusal: 'refused',
    local: /^127\.0\.0\.1:\d+$/,
    remote: new RegExp(`^127\\.0\\.0\\.1:${String(server.port)}$`),
  };
});

describe('a TLS dial', () => {
  const servers: FarServer[] = [];
  let authority: Pair;

  beforeAll(async () => {
    authority = await certificate('an authority for tests', { isAuthority: true, names: ['authority.test'] });
  });

  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  const serve = async (options: Parameters<typeof tlsServer>[0]): Promise<FarServer> => {
    const server = await tlsServer(options);
    servers.push(server);
    return server;
  };
  const toward = (port: number, tls: TlsOptions = {}, host = '127.0.0.1') =>
    targetOf(`tls://${host}:${String(port)}`, { ...socketOptions, tls: { ca: authority.cert, ...tls } });
  /** What the first event of a dial is. */
  const outcome = async (port: number, tls: TlsOptions = {}): Promise<Heard> => {
    const { wire, heard } = dialled(tlsTransport(), toward(port, tls));
    await until(() => heard.events.length > 0);
    wire.destroy();
    return heard;
  };

  it('of a peer with a good certificate opens, and tells what was agreed', async () => {
    const server = await serve({ ...(await certificate('peer', { authority })), ALPNProtocols: ['other', 'iso8583'] });
    const { facts } = await outcome(server.port, { alpn: ['iso8583'] });
    expect(facts?.tls).toMatchObject({ protocol: 'TLSv1.3', alpn: 'iso8583', resumed: false });
    expect(facts?.tls?.cipher).toMatch(/^TLS_/);
    const plain = await outcome(server.port);
    expect(plain.facts?.tls?.alpn).toBeNull();
  });

  it.each([
    ['expired', 'tls-expired', { to: yearsFromNow(-1) }, 'CERT_HAS_EXPIRED'],
    ['not valid yet', 'tls-expired', { from: yearsFromNow(1) }, 'CERT_NOT_YET_VALID'],
    ['for another host', 'tls-wrong-host', { names: ['another.test'] }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('of a peer whose certificate is %s is lost as %s', async (_what, code, wanted, name) => {
    const server = await serve(await certificate('peer', { authority, ...wanted }));
    const { events, fault } = await outcome(server.port);
    expect(events).toEqual([`lost ${code}`]);
    expect(fault?.detail).toContain(`tls://127.0.0.1:${String(server.port)}`);
    expect(fault?.detail).toContain(name);
    expect(fault?.side).toBe('peer');
    expect(fault === null ? false : isRejection(fault.code)).toBe(true);
    expect(server.accepted.every(({ size }) => size === 0)).toBe(true);
  });

  it('of a peer that signed its certificate itself is lost as tls-self-signed', async () => {
    const server = await serve(await certificate('peer'));
    expect((await outcome(server.port)).events).toEqual(['lost tls-self-signed']);
  });

  it('of a peer that brings an authority of its own is lost as tls-self-signed', async () => {
    const own = await certificate('its own authority', { isAuthority: true });
    const { cert: mine, key: secret } = await certificate('peer', { authority: own });
    const server = await serve({ cert: `${mine}\n${own.cert}`, key: secret });
    expect((await outcome(server.port)).events).toEqual(['lost tls-self-signed']);
  });

  it('of a peer vouched for by an authority we do not know is lost as tls-untrusted', async () => {
    const unknown = await certificate('an unknown authority', { isAuthority: true });
    const server = await serve(await certificate('peer', { authority: unknown }));
    expect((await outcome(server.port)).events).toEqual(['lost tls-untrusted']);
  });

  it.each(['220 ready\r\n', 'HTTP/1.1 400 Bad Request\r\n\r\n', '-ERR unknown command\r\n'])(
    'of a peer that answers in plain text (%j) is lost as tls-not-tls',
    async (greeting) => {
      const server = await plainServer();
      servers.push(server);
      const { heard } = dialled(tlsTransport(), toward(server.port));
      await until(() => server.accepted.length > 0 && (server.accepted[0]?.size ?? 0) > 0);
      server.accepted[0]?.write(Buffer.from(greeting));
      await until(() => heard.events.length > 0);
      expect(heard.events).toEqual(['lost tls-not-tls']);
      expect(heard.fault === null ? true : isRejection(heard.fault.code)).toBe(false);
    },
  );

  it('of a peer that hangs up during the handshake is lost, not rejected', async () => {
    const server = await plainServer();
    servers.push(server);
    const { heard } = dialled(tlsTransport(), toward(server.port));
    await until(() => server.accepted.length > 0 && (server.accepted[0]?.size ?? 0) > 0);
    server.accepted[0]?.end();
    await until(() => heard.events.length > 0);
    expect(heard.events).toEqual(['lost reset']);
    expect(heard.fault?.detail).toContain('before secure TLS connection');
  });

  it('of a peer that speaks only an older version than asked for is lost as tls-refused', async () => {
    const server = await serve({ ...(await certificate('peer', { authority })), maxVersion: 'TLSv1.2' });
    expect((await outcome(server.port, { minVersion: 'TLSv1.3' })).events).toEqual(['lost tls-refused']);
    expect((await outcome(server.port)).facts?.tls?.protocol).toBe('TLSv1.2');
  });

  it('shows its own certificate to a peer that asks for one, and is told apart when it has none', async () => {
    const pair = await certificate('peer', { authority });
    const server = await serve({ ...pair, ca: authority.cert, requestCert: true, maxVersion: 'TLSv1.2' });
    expect((await outcome(server.port)).events).toEqual(['lost tls-refused']);
    const mine = await certificate('us', { authority, names: ['us.test'] });
    expect((await outcome(server.port, mine)).events).toEqual(['opened']);
  });

  it('checks the name it is given instead of the address', async () => {
    const server = await serve(await certificate('peer', { authority, names: ['bank.test'] }));
    expect((await outcome(server.port)).events).toEqual(['lost tls-wrong-host']);
    expect((await outcome(server.port, { servername: 'bank.test' })).events).toEqual(['opened']);
  });

  it('checks the name that was dialled, whatever addresses it has', async () => {
    const server = await serve(await certificate('peer', { authority, names: ['bank.test'] }));
    const one = [{ address: '127.0.0.1', family: 4 }];
    for (const addresses of [one, [{ address: '::1', family: 6 }, ...one]]) {
      const resolver = new Resolver((_name, done) => process.nextTick(() => done(null, addresses)));
      const good = dialled(tlsTransport(resolver), toward(server.port, {}, 'bank.test'));
      const bad = dialled(tlsTransport(resolver), toward(server.port, {}, 'shop.test'));
      await until(() => good.heard.events.length > 0 && bad.heard.events.length > 0);
      expect(good.heard.events).toEqual(['opened']);
      expect(bad.heard.events).toEqual(['lost tls-wrong-host']);
      good.wire.destroy();
    }
  });

  it('verifies the peer whatever the environment says', async () => {
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const server = await serve(await certificate('peer'));
      expect((await outcome(server.port)).events).toEqual(['lost tls-self-signed']);
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    }
  });

  it('a server name may be an address: it is verified, and has no place in the hello', async () => {
    const server = await serve(await certificate('peer', { authority, names: ['10.9.8.7'] }));
    const warnings: Error[] = [];
    const hear = (warning: Error): void => void warnings.push(warning);
    process.on('warning', hear);
    expect((await outcome(server.port, { ca: authority.cert, servername: '10.9.8.7' })).events).toEqual(['opened']);
    expect((await outcome(server.port, { ca: authority.cert, servername: '10.9.8.6' })).events).toEqual([
      'lost tls-wrong-host',
    ]);
    expect((await outcome(server.port, { ca: authority.cert })).events).toEqual(['lost tls-wrong-host']);
    process.off('warning', hear);
    expect(warnings).toEqual([]);
  });

  it('what the certificate of the peer calls itself is told without its control characters', async () => {
    const server = await serve(await certificate('evil\u001B]0;x\u0007', { authority, names: [] }));
    const { events, fault } = await outcome(server.port, { ca: authority.cert, servername: 'bank.test' });
    expect(events).toEqual(['lost tls-wrong-host']);
    expect(fault?.detail).toContain('evil\\x1b]0;x\\x07');
  });

  it('with a certificate of ours that cannot be read is lost as bad-target', async () => {
    const { events, fault } = await outcome(await freePort(), { cert: 'no PEM', key: 'no PEM' });
    expect(events).toEqual(['lost bad-target']);
    expect(fault?.side).toBe('local');
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('resumes the session of the same target over %s', async (maxVersion) => {
    const server = await serve({ ...(await certificate('peer', { authority })), maxVersion });
    const transport = tlsTransport();
    const same = toward(server.port);
    const resumed = async (to: typeof same): Promise<boolean | undefined> => {
      const { wire, heard } = dialled(transport, to);
      const count = server.accepted.length;
      await until(() => heard.events.length > 0 && server.accepted.length > count);
      // The session comes before the first byte.
      server.accepted.at(-1)?.write(Buffer.from('!'));
      await until(() => heard.size > 0);
      wire.destroy();
      return heard.facts?.tls?.resumed;
    };
    expect(await resumed(same)).toBe(false);
    expect(await resumed(same)).toBe(true);
    expect(await resumed(same)).toBe(true);
    // Another target may trust other authorities.
    expect(await resumed(toward(server.port))).toBe(false);
  });
});

describe('the certificate for loopback', () => {
  it.each(['localhost', '127.0.0.1'])(
    'is good for %s to who trusts its authority, and to nobody else',
    async (host) => {
      const server = await tlsServer({ cert, key });
      const loopback = new Resolver((_name, done) =>
        process.nextTick(() => done(null, [{ address: '127.0.0.1', family: 4 }])),
      );
      const url = `tls://${host}:${String(server.port)}`;
      const trusting = dialled(tlsTransport(loopback), targetOf(url, { ...socketOptions, tls: { ca } }));
      const others = dialled(tlsTransport(loopback), targetOf(url, socketOptions));
      await until(() => trusting.heard.events.length > 0 && others.heard.events.length > 0);
      expect(trusting.heard.events).toEqual(['opened']);
      expect(others.heard.events).toEqual(['lost tls-untrusted']);
      trusting.wire.destroy();
      await server.close();
    },
  );
});
