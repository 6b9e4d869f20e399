/** TLS that goes wrong: each fault has its code, and is either an end for good or one more attempt. */
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LinkInput, TransitionRecord } from 'holdfast';
import { supervise } from 'holdfast';
import { certificate, yearsFromNow } from '../transport/certificates.ts';
import type { Pair } from '../transport/certificates.ts';
import { closeAll, closing, later } from './listen.ts';
import { raw } from './raw.ts';

afterEach(closeAll);

let authority: Pair;
let good: Pair;
beforeAll(async () => {
  authority = await certificate('authority', { isAuthority: true });
  good = await certificate('good', { authority });
});

const secure = async (options: TlsOptions): Promise<number> => {
  const server: Server = createTlsServer(options, (socket) => socket.on('error', () => {}).resume());
  server.on('tlsClientError', () => {});
  await once(server.listen(0, '127.0.0.1'), 'listening');
  later(() => void server.close());
  return (server.address() as AddressInfo).port;
};

interface Heard {
  readonly records: readonly TransitionRecord[];
  readonly error: unknown;
  readonly dials: number;
}

const dial = async (port: number, options: Partial<LinkInput> = {}): Promise<Heard> => {
  const link = closing(supervise()).link('line', {
    to: `tls://127.0.0.1:${String(port)}`,
    framing: 'line',
    tls: { ca: authority.cert },
    reconnect: { first: 10, max: 10, attempts: 1 },
    connectTimeout: 200,
    ...options,
  });
  const records: TransitionRecord[] = [];
  link.on('record', (record) => records.push(record));
  const error = await link.ready().catch((thrown: unknown) => thrown);
  return { records, error, dials: link.counts.dials };
};

const reasons = ({ records }: Heard): unknown[] =>
  records.filter(({ event }) => event.type === 'lost' || event.type === 'rejected').map(({ event }) => event['reason']);

describe('a certificate that cannot be trusted is an end for good', () => {
  it.each([
    ['tls-expired', () => certificate('x', { authority, from: yearsFromNow(-2), to: yearsFromNow(-1) })],
    ['tls-expired', () => certificate('x', { authority, from: yearsFromNow(1), to: yearsFromNow(2) })],
    ['tls-wrong-host', () => certificate('x', { authority, names: ['bank.example'] })],
    ['tls-self-signed', () => certificate('x')],
    ['tls-untrusted', async () => certificate('x', { authority: await certificate('other', { isAuthority: true }) })],
  ])('%s', async (code, make) => {
    const heard = await dial(await secure(await make()));
    expect(heard.error).toMatchObject({ code: 'rejected', reason: code, outcome: 'not-sent' });
    expect([reasons(heard), heard.dials]).toEqual([[code], 1]);
  });
});

describe('what may be otherwise tomorrow is dialled again', () => {
  it.each<[string, string, TlsOptions]>([
    ['no common version', 'tls-refused', { maxVersion: 'TLSv1.2' }],
    ['no common application protocol', 'tls-refused', { ALPNProtocols: ['a'] }],
  ])('%s', async (_, code, options) => {
    const tls: LinkInput['tls'] = { ca: authority.cert, minVersion: 'TLSv1.3', alpn: ['b'] };
    const heard = await dial(await secure({ ...good, ...options }), { tls });
    expect(heard.error).toMatchObject({ code: 'gave-up' });
    expect(reasons(heard)).toEqual([code, code]);
  });

  it.each<[string, string, Parameters<typeof raw>[0]]>([
    ['plain text that speaks first', 'tls-not-tls', (socket) => socket.write('220 mail.example ESMTP\r\n')],
    [
      'plain text that answers',
      'tls-not-tls',
      (socket) => socket.once('data', () => socket.end('HTTP/1.1 400\r\n\r\n')),
    ],
    ['garbage', 'tls-not-tls', (socket) => socket.write(Buffer.alloc(500, 0xff))],
    ['our own hello, echoed', 'tls-refused', (socket) => socket.pipe(socket)],
    ['a FIN instead of a handshake', 'reset', (socket) => socket.end()],
    ['a FIN within the handshake', 'reset', (socket) => socket.once('data', () => socket.end())],
    ['a reset within the handshake', 'reset', (socket) => socket.once('data', () => socket.resetAndDestroy())],
  ])('%s', async (_, code, take) => {
    const heard = await dial((await raw(take)).port);
    expect(heard.error).toMatchObject({ code: 'gave-up' });
    expect(reasons(heard)).toEqual([code, code]);
  });

  it.each<[string, Parameters<typeof raw>[0]]>([
    ['says nothing', () => {}],
    ['stops within a record', (socket) => socket.write(Buffer.of(22, 3, 3, 0x40, 0, 1, 2))],
  ])('a handshake that %s ends with connectTimeout', async (_, take) => {
    const peer = await raw(take);
    const heard = await dial(peer.port, { connectTimeout: 50 });
    expect(heard.error).toMatchObject({ code: 'gave-up', reason: 'connect-timeout' });
    expect(heard.records.filter(({ event }) => event.type === 'after:connectTimeout')).toHaveLength(2);
    expect(heard.dials).toBe(2);
  });

  it('the next target of the list is tried within the same attempt', async () => {
    const stalled = await raw();
    const port = await secure(good);
    const to = [`tls://127.0.0.1:${String(stalled.port)}`, `tls://127.0.0.1:${String(port)}`];
    const heard = await dial(port, { to, connectTimeout: 50 });
    expect([heard.error, heard.dials]).toEqual([undefined, 2]);
  });
});

it('our own key and certificate stand in no message and no record, whatever is wrong with them', async () => {
  const canary = 'Q0FOQVJZ';
  const pem = (what: string): string => `-----BEGIN ${what}-----\n${canary}\n-----END ${what}-----\n`;
  const tls = { ca: authority.cert, cert: pem('CERTIFICATE'), key: pem('PRIVATE KEY') };
  const heard = await dial(await secure(good), { tls });
  expect(reasons(heard)).toEqual(['bad-target', 'bad-target']);
  const error = heard.error as Error;
  const told = [JSON.stringify(heard.records), error.message, error.stack, JSON.stringify(error.cause)].join('\n');
  expect(told).not.toContain(canary);
});
