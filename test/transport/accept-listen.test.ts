/** What a listening server tells of callers that the system cannot take in, and of its own end. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import type { ListenSink, Place } from '../../src/contract/transport.ts';
import { receive } from '../../src/transport/accept.ts';
import { tcpListening } from '../../src/transport/tcp-listen.ts';

const place: Place = {
  url: 'tcp://127.0.0.1:0',
  scheme: 'tcp',
  host: '127.0.0.1',
  port: 0,
  path: '',
  backlog: 5,
  keepalive: null,
};

const listening = (told: string[]): { readonly sink: ListenSink; readonly ready: Promise<string> } => {
  const waiting: ((address: string) => void)[] = [];
  const ready = new Promise<string>((resolve) => void waiting.push(resolve));
  const sink: ListenSink = {
    listening: (address) => waiting[0]?.(address),
    failed: ({ code }) => void told.push(`failed ${code}`),
    missed: ({ code }) => void told.push(`missed ${code}`),
    ignored: () => void told.push('ignored'),
    called: () => void told.push('called'),
  };
  return { sink, ready };
};

it('a caller for whom there is no descriptor left is missed, and the server goes on', async () => {
  const told: string[] = [];
  const { sink, ready } = listening(told);
  const server = createServer();
  const reception = {
    callerOf: () => ({ remote: '', address: '' }),
    take: (): never => {
      throw new Error('nobody is taken in here');
    },
    addressOf: () => String((server.address() as AddressInfo).port),
  };
  const bound = receive(server, place, sink, reception, () => server.listen(0, '127.0.0.1'));
  onTestFinished(() => bound.close());
  const port = Number(await ready);
  server.emit('error', Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' }));
  expect(told).toEqual(['missed local-files']);
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'close');
  expect(told).toEqual(['missed local-files', 'called']);
});

it('a place that is closed before it listens never does', async () => {
  const told: string[] = [];
  const { sink, ready } = listening(told);
  tcpListening().listen(place, sink).close();
  const other = listening(told);
  const bound = tcpListening().listen(place, other.sink);
  await other.ready;
  bound.close();
  expect(await Promise.race([ready, Promise.resolve('never')])).toBe('never');
  expect(told).toEqual([]);
});
