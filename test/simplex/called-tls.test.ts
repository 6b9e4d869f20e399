/** Legs that the peer dials by TLS, over real sockets. */
import { once } from 'node:events';
import type { TLSSocket } from 'node:tls';
import { connect } from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { supervise } from '../../src/index.ts';
import { client, until } from '../listener/kit.ts';
import { certificate } from '../transport/certificates.ts';
import { bytes, KEY, text } from './kit.ts';

it('carries requests out on one TLS leg and their replies in on another, and survives whoever speaks no TLS', async () => {
  const authority = await certificate('authority', { isAuthority: true, names: [] });
  const tls = await certificate('server', { authority });
  const supervisor = supervise();
  onTestFinished(() => supervisor.destroy());
  const here = { listen: 'tls://127.0.0.1:0', tls };
  const link = supervisor.link('bank', {
    to: here,
    framing: 'delimiter:0a',
    exchange: { mode: 'simplex', receive: here, key: KEY, timeout: '5s' },
  });
  const faults: unknown[] = [];
  link.on('fault', (fault) => faults.push(fault));
  const ports: Record<string, number> = {};
  link.on('record', ({ connection, event }) => {
    if (event.type === 'bound') ports[connection] = Number(String(event['address']).split(':').at(-1));
  });
  await until(() => Object.keys(ports).length === 2);
  const dial = async (leg: 'send' | 'receive'): Promise<TLSSocket> => {
    const port = ports[`bank>${leg}`] ?? 0;
    const socket = connect({ host: '127.0.0.1', port, ca: authority.cert });
    socket.on('error', () => {});
    onTestFinished(() => void socket.destroy());
    await once(socket, 'secureConnect');
    return socket;
  };

  const out = await dial('send');
  let into = await dial('receive');
  await link.ready();
  const asked = link.request(bytes('01a'));
  const [said] = (await once(out, 'data')) as [Buffer];
  expect(said.toString()).toBe('01a\n');
  into.write('01A\nnews\n');
  expect(text(await asked)).toBe('01A');
  expect(text((await link.receive()) ?? bytes(''))).toBe('news');

  // Whoever calls has the place, and loses it by what is no TLS: then it is free for the peer.
  const stranger = await client(ports['bank>receive'] ?? 0);
  stranger.say('GET / HTTP/1.1\r\n\r\n');
  await stranger.over;
  await until(() => link.lineState.includes('receive open.listening'));
  into = await dial('receive');
  await link.ready();
  const again = link.request(bytes('02b'));
  into.write('02B\n');
  expect(text(await again)).toBe('02B');
  // Where TLS has a close of its own, an end between frames is no fault.
  into.end();
  await until(() => link.lineState.includes('receive open.listening'));
  expect(faults).toEqual([]);
  await supervisor.stop({ within: '2s' });
  expect(link.counts).toMatchObject({ requests: 2, replies: 2, messages: 1 });
});
