/** Groups of a file: as `check` tells them, as `call` finds what is in them, and as `run` holds them. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { TransitionRecord } from '../../src/contract/record.ts';
import { supervise } from '../../src/index.ts';
import type { SuperviseInput } from '../../src/index.ts';
import { loopbackCertificates } from '../../src/testkit/certificates.ts';
import { FakeWorld } from './fakes.ts';

let folder = '';
let file = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-groups-'));
  file = join(folder, 'links.yaml');
  const line = '{to: tcp://h:1, framing: line}';
  const lines = [
    'groups:',
    '  settlement:',
    '    strategy: rest-for-one',
    '    intensity: {restarts: 2, within: 1m}',
    `    links: {20: ${line}, 3: ${line}}`,
    '    listeners: {front: {on: tcp://127.0.0.1:0, framing: line}}',
    `    groups: {copies: {strategy: one-for-all, links: {copy: ${line}}}}`,
    `links: {alone: ${line}}`,
    'listeners: {desk: {on: tcp://127.0.0.1:0, framing: line}}',
  ];
  writeFileSync(file, lines.join('\n'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('check prints them as a tree, with the children in order', async () => {
  const world = new FakeWorld();
  expect(await world.run('check', file)).toBe(0);
  expect(world.out.split('\n').slice(-4)).toEqual([
    'group       strategy      restarts     restart    children, in order',
    'settlement  rest-for-one  2 within 1m  permanent  20, 3, front, copies',
    '  copies    one-for-all   1 within 5s  permanent  copy',
    '',
  ]);
  expect(world.out).toMatch(/^copy +tcp:\/\/h:1 /m);
});

test('call finds a link that is in a group', async () => {
  const world = new FakeWorld();
  expect(await world.run('call', `${file}#copy`, '--text', 'x')).toBe(0);
  expect([...world.supervisor.links.keys()]).toEqual(['copy']);
  expect(await world.run('call', `${file}#front`, '--text', 'x')).toBe(2);
  expect(world.err).toMatch(/has no link 'front': expected .*copy/);
});

test('run holds each where it stands, in the order of the file, and the table shows plain names', async () => {
  const world = new FakeWorld();
  const over = world.run('run', file);
  const { links, listeners, groups } = world.supervisor;
  expect([...links.keys()]).toEqual(['alone', 'settlement/20', 'settlement/3', 'settlement/copies/copy']);
  expect([...listeners.keys()]).toEqual(['desk', 'settlement/front']);
  expect(groups.map(([path, { strategy }]) => [path, strategy])).toEqual([
    ['settlement', 'rest-for-one'],
    ['settlement/copies', 'one-for-all'],
  ]);
  world.end('interrupt');
  expect(await over).toBe(0);
  expect(world.out).toMatch(/^copy {2,}0 /m);
});

const listening = async (server: Server): Promise<number> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
};

const records = (out: string): readonly TransitionRecord[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TransitionRecord);

describe('a real rest-for-one group of a file', () => {
  test('starts those again that stand below what fell, and no other, until its budget is used up', async () => {
    const plain = await listening(createServer((socket) => socket.on('error', () => {}).resume()));
    const { ca, cert, key } = loopbackCertificates;
    const tls = createTlsServer({ cert, key }, (socket) => socket.on('error', () => {}));
    const secure = await listening(tls.on('tlsClientError', () => {}));
    writeFileSync(join(folder, 'ca.pem'), ca);
    const real = join(folder, 'real.yaml');
    const lines = [
      'groups:',
      '  settlement:',
      '    strategy: rest-for-one',
      '    intensity: {restarts: 2, within: 1h}',
      '    restart: temporary',
      '    links:',
      `      before: {to: 'tcp://127.0.0.1:${String(plain)}', framing: line}`,
      // Its peer presents a certificate of another name: it is turned away, each time.
      `      switch: {to: 'tls://127.0.0.1:${String(secure)}', tls: {ca: {file: ca.pem}, servername: bank.example},`,
      '        framing: line, restart: permanent}',
      `      after: {to: 'tcp://127.0.0.1:${String(plain)}', framing: line}`,
      '    groups:',
      `      copies: {links: {copy: {to: 'tcp://127.0.0.1:${String(plain)}', framing: line}}}`,
    ];
    writeFileSync(real, lines.join('\n'));
    const world = new FakeWorld();
    world.supervise = (options) => supervise(options as SuperviseInput);
    world.after = (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    };
    expect(await world.run('run', real, '--json')).toBe(1);
    expect(world.err).toMatch(/every link has ended by itself/);

    const children = records(world.out).filter(({ chart, from }) => chart === 'child' && from !== '');
    // The one above has nothing to do with it until the budget is used up; then the group goes, the last one first.
    expect(
      children
        .filter(({ link }) => link === 'before' || link === 'switch')
        .map(({ link, event, to }) => `${link}: ${event.type} → ${to}`),
    ).toEqual([
      'before: start → running',
      'switch: start → running',
      'switch: exited → down',
      'switch: start → running',
      'switch: exited → down',
      'switch: start → running',
      'switch: exited → down',
      'switch: halt → down',
      'before: halt → stopping',
      'before: exited → down',
      'switch: stop → ended',
      'before: stop → ended',
    ]);
    const starts = (name: string): number =>
      children.filter(({ link, to }) => link === name && to === 'running').length;
    expect([starts('after'), starts('copy')]).toEqual([3, 3]);
  });
});
