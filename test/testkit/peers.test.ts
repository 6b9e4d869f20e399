import { once } from 'node:events';
import { createServer } from 'node:net';
import { connect } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { loopbackCertificates } from '../../src/testkit/certificates.ts';
import type { Behaviour, PeerOptions } from '../../src/testkit/peer.ts';
import { Peer } from '../../src/testkit/peer.ts';
import { answersOnce } from '../../src/testkit/peers/answers-once.ts';
import { comesAndGoes } from '../../src/testkit/peers/comes-and-goes.ts';
import { fallsSilent } from '../../src/testkit/peers/falls-silent.ts';
import { resets } from '../../src/testkit/peers/resets.ts';
import { steady } from '../../src/testkit/peers/steady.ts';
import { framed, lines } from '../../src/testkit/speech.ts';
import { attach, dial, until } from './client.ts';

const peers: Peer[] = [];
const listen = async (behaviour: Behaviour, options?: PeerOptions): Promise<Peer> => {
  const peer = await Peer.listen(behaviour, options);
  peers.push(peer);
  return peer;
};
afterEach(async () => {
  await Promise.all(peers.splice(0).map((peer) => peer.close()));
});

// The peers' timers are the test's to move; sockets are real.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A question and answer with another peer of this process: whatever was on its way before has arrived by then. */
const roundTrip = async (): Promise<void> => {
  const client = await dial((await listen(steady(lines))).port);
  client.socket.write('PING\r\n');
  await client.read(6);
};

describe('a steady peer', () => {
  test('answers PING with PONG and every other line with itself', async () => {
    const client = await dial((await listen(steady(lines))).port);
    client.socket.write('PING\r\nPINGS\r\n\r\n');
    expect(await client.read(15)).toBe('PONG\r\nPINGS\r\n\r\n');
  });

  test('answers frames with themselves, the empty one too', async () => {
    const client = await dial((await listen(steady(framed))).port);
    client.socket.write(Buffer.from('00000000000000024849', 'hex'));
    expect(await client.read(10)).toBe('\0\0\0\0\0\0\0\x02HI');
  });

  test('does so behind TLS, for a client that verifies it', async () => {
    const { ca, cert, key } = loopbackCertificates;
    const peer = await listen(steady(lines), { tls: { cert, key } });
    expect(peer.url).toBe(`tls://127.0.0.1:${String(peer.port)}`);
    const socket = connect({ port: peer.port, host: '127.0.0.1', servername: 'localhost', ca });
    await once(socket, 'secureConnect');
    const client = attach(socket);
    socket.write('PING\r\n');
    expect(await client.read(6)).toBe('PONG\r\n');
    peer.reset();
    expect(await client.fate).toBe('ECONNRESET');
  });

  test('drops a plain client that speaks to its TLS port, and lives on', async () => {
    const { ca, cert, key } = loopbackCertificates;
    const peer = await listen(steady(lines), { tls: { cert, key } });
    const plain = await dial(peer.port);
    plain.socket.write('this is no hello\r\n');
    await plain.fate;
    await until(() => peer.open === 0);
    const socket = connect({ port: peer.port, host: '127.0.0.1', servername: 'localhost', ca });
    const client = attach(socket);
    socket.write('PING\r\n');
    expect(await client.read(6)).toBe('PONG\r\n');
  });
});

describe('a peer that resets', () => {
  test('does so in place of its n-th answer, on each socket', async () => {
    const peer = await listen(resets(framed, { exchanges: 3 }));
    for (const client of [await dial(peer.port), await dial(peer.port)]) {
      const message = framed.frame(Buffer.from('x'));
      for (let i = 0; i < 2; i += 1) {
        client.socket.write(message);
        expect(await client.read(5)).toBe('\0\0\0\x01x');
      }
      client.socket.write(message);
      expect(await client.fate).toBe('ECONNRESET');
    }
  });

  test('or at a time that chance draws, whatever was said', async () => {
    const peer = await listen(resets(lines, { between: [100, 300], random: () => 0.25 }));
    const client = await dial(peer.port);
    await until(() => vi.getTimerCount() === 1);
    vi.advanceTimersByTime(149);
    client.socket.write('PING\r\n');
    expect(await client.read(6)).toBe('PONG\r\n');
    vi.advanceTimersByTime(1);
    expect(await client.fate).toBe('ECONNRESET');
  });
});

describe('a peer that falls silent', () => {
  test('answers nobody, keeps every socket, accepts dials, and comes to', async () => {
    const peer = await listen(fallsSilent(lines, { exchanges: 2, lasts: 30 }));
    const client = await dial(peer.port);
    client.socket.write('one\r\n');
    expect(await client.read(5)).toBe('one\r\n');

    client.socket.write('two\r\n');
    await until(() => vi.getTimerCount() === 1);
    const late = await dial(peer.port);
    late.socket.write('three\r\n');
    vi.advanceTimersByTime(29);
    await roundTrip();
    expect([client.socket.bytesRead, late.socket.bytesRead, peer.open]).toEqual([5, 0, 2]);

    vi.advanceTimersByTime(1);
    expect(await client.read(5)).toBe('two\r\n');
    expect(await late.read(7)).toBe('three\r\n');
  });

  test('and falls silent again', async () => {
    const peer = await listen(fallsSilent(lines, { exchanges: 2, lasts: 30 }));
    const client = await dial(peer.port);
    for (const [spoken, silent] of [
      ['one', 'two'],
      ['six', 'ten'],
    ]) {
      client.socket.write(`${String(spoken)}\r\n`);
      expect(await client.read(5)).toBe(`${String(spoken)}\r\n`);
      client.socket.write(`${String(silent)}\r\n`);
      await until(() => vi.getTimerCount() === 1);
      vi.advanceTimersByTime(30);
      expect(await client.read(5)).toBe(`${String(silent)}\r\n`);
    }
  });
});

describe('a peer that comes and goes', () => {
  test('begins by refusing, answers for a while, resets, and refuses again', async () => {
    const peer = await listen(comesAndGoes(lines, { down: 200, up: 100 }));
    for (let round = 0; round < 2; round += 1) {
      await until(() => vi.getTimerCount() === 1);
      vi.advanceTimersByTime(199);
      await expect(dial(peer.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
      vi.advanceTimersByTime(1);
      await until(() => vi.getTimerCount() === 1);
      const client = await dial(peer.port);
      client.socket.write('PING\r\n');
      expect(await client.read(6)).toBe('PONG\r\n');
      vi.advanceTimersByTime(100);
      expect(await client.fate).toBe('ECONNRESET');
    }
  });

  test('is down for longer when its port was taken meanwhile', async () => {
    const peer = await listen(comesAndGoes(lines, { down: 200, up: 100 }));
    await until(() => vi.getTimerCount() === 1);
    const squatter = createServer();
    await once(squatter.listen(peer.port, '127.0.0.1'), 'listening');
    vi.advanceTimersByTime(200);
    await until(() => vi.getTimerCount() === 1);
    expect(peer.listening).toBe(false);
    await new Promise((resolve) => squatter.close(resolve));
    vi.advanceTimersByTime(200);
    await until(() => vi.getTimerCount() === 1);
    expect(peer.listening).toBe(true);
  });

  test('stays away once it is closed', async () => {
    const peer = await listen(comesAndGoes(lines, { down: 1, up: 1 }));
    await peer.close();
    await roundTrip();
    expect([vi.getTimerCount(), peer.listening]).toEqual([0, false]);
  });
});

describe('a peer of short exchanges', () => {
  test('answers one request and closes', async () => {
    const peer = await listen(answersOnce(framed));
    const client = await dial(peer.port);
    client.socket.write(Buffer.concat(['a', 'b'].map((text) => framed.frame(Buffer.from(text)))));
    expect(await client.read(5)).toBe('\0\0\0\x01a');
    expect(await client.fate).toBe('end');
    expect(client.socket.bytesRead).toBe(5);
  });

  test('throws away what still comes, and waits for the client to end', async () => {
    const peer = await listen(answersOnce(lines));
    const client = await dial(peer.port);
    client.socket.write('a\r\n');
    expect(await client.fate).toBe('end');
    client.socket.write('b\r\n');
    await roundTrip();
    expect(peer.open).toBe(1);
    client.socket.end('c\r\n');
    expect(await once(client.socket, 'close')).toEqual([false]);
    await until(() => peer.open === 0);
  });

  test('outlives a client that resets after its answer', async () => {
    const peer = await listen(answersOnce(lines));
    const client = await dial(peer.port);
    client.socket.write('a\r\n');
    expect(await client.fate).toBe('end');
    client.socket.resetAndDestroy();
    await until(() => peer.open === 0);
    expect(peer.listening).toBe(true);
  });
});
