import { afterEach, describe, expect, test } from 'vitest';
import { Freeze } from '../../src/testkit/freeze.ts';
import type { Behaviour, PeerOptions } from '../../src/testkit/peer.ts';
import { Peer } from '../../src/testkit/peer.ts';
import { steady } from '../../src/testkit/peers/steady.ts';
import { framed, lines } from '../../src/testkit/speech.ts';
import { dial, until } from './client.ts';

const peers: Peer[] = [];
const listen = async (behaviour: Behaviour, options?: PeerOptions): Promise<Peer> => {
  const peer = await Peer.listen(behaviour, options);
  peers.push(peer);
  return peer;
};
afterEach(async () => {
  await Promise.all(peers.splice(0).map((peer) => peer.close()));
});

describe('a peer', () => {
  test('listens on a free port of loopback and says where', async () => {
    const peer = await listen(steady(lines));
    expect(peer.url).toBe(`tcp://127.0.0.1:${String(peer.port)}`);
    const client = await dial(peer.port);
    client.socket.write('hello\r\n');
    expect(await client.read(7)).toBe('hello\r\n');
    expect([peer.accepted, peer.open]).toEqual([1, 1]);
  });

  test('answers each message of a burst in order, however it is cut', async () => {
    const peer = await listen(steady(framed));
    const client = await dial(peer.port);
    const burst = Buffer.concat(['', 'a', 'bcd'].map((text) => framed.frame(Buffer.from(text))));
    for (const byte of burst) client.socket.write(Buffer.of(byte));
    expect(await client.read(burst.length)).toBe(burst.toString('latin1'));
  });

  test('answers a client that has already sent its FIN, and then sends its own', async () => {
    const peer = await listen(steady(lines));
    const client = await dial(peer.port);
    client.socket.end('last\r\n');
    expect(await client.read(6)).toBe('last\r\n');
    expect(await client.fate).toBe('end');
  });

  test('can have the last word, after its client has ended', async () => {
    const peer = await listen({
      speech: lines,
      converse: async (talk) => {
        const heard: string[] = [];
        for await (const message of talk.messages()) heard.push(message.toString());
        await talk.say(Buffer.from(heard.join('+')));
      },
    });
    const client = await dial(peer.port);
    client.socket.end('one\r\ntwo\r\n');
    expect(await client.read(9)).toBe('one+two\r\n');
  });

  test('destroys a socket on which no message of its kind can come', async () => {
    const peer = await listen(steady(framed));
    const client = await dial(peer.port);
    client.socket.write(Buffer.from('ffffffff', 'hex'));
    expect(await client.fate).toMatch(/^(?:end|ECONNRESET)$/);
    await until(() => peer.open === 0);
    expect(client.socket.writableEnded).toBe(false);
  });

  test('resets every socket when told to, and goes on listening', async () => {
    const peer = await listen(steady(lines));
    const clients = [await dial(peer.port), await dial(peer.port)];
    for (const client of clients) client.socket.write('PING\r\n');
    for (const client of clients) expect(await client.read(6)).toBe('PONG\r\n');
    peer.reset();
    expect(await Promise.all(clients.map((client) => client.fate))).toEqual(['ECONNRESET', 'ECONNRESET']);
    expect((await dial(peer.port)).socket.readyState).toBe('open');
  });

  test('refuses dials when told to, and is back on the same port', async () => {
    const peer = await listen(steady(lines));
    const { port } = peer;
    await peer.refuse();
    await expect(dial(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await peer.admit();
    expect([peer.port, peer.listening]).toEqual([port, true]);
    expect((await dial(port)).socket.readyState).toBe('open');
  });

  test('that is told to refuse before it listens does not listen afterwards', async () => {
    const peer = await listen(steady(lines));
    const { port } = peer;
    await peer.refuse();
    const coming = peer.admit();
    await peer.refuse();
    await coming;
    expect(peer.listening).toBe(false);
    await expect(dial(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('ends all that it holds when it is closed: sockets, timers, its port', async () => {
    const peer = await listen(steady(lines));
    const client = await dial(peer.port);
    client.socket.write('PING\r\n');
    await client.read(6);
    let fired = false;
    peer.later(0, () => (fired = true));
    await peer.close();
    peer.later(0, () => (fired = true));
    expect(await client.fate).toBe('ECONNRESET');
    expect([peer.open, peer.listening]).toEqual([0, false]);
    await expect(dial(peer.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await peer.admit();
    expect([peer.listening, fired]).toEqual([false, false]);
  });

  test('runs what it was asked to run later', async () => {
    const peer = await listen(steady(lines));
    const ran = await new Promise((resolve) => peer.later(1, () => resolve(true)));
    expect(ran).toBe(true);
  });
});

describe('a frozen peer', () => {
  test('accepts dials and bytes, answers nothing, and answers late once it is thawed', async () => {
    const hold = new Freeze();
    const peer = await listen(steady(lines, hold));
    hold.freeze();
    const first = await dial(peer.port);
    await new Promise<void>((resolve) => first.socket.write('one\r\ntwo\r\n', () => resolve()));
    // Whatever the peer would have said on the first line would be here before the answer on the second.
    const other = await listen(steady(lines));
    const witness = await dial(other.port);
    witness.socket.write('PING\r\n');
    await witness.read(6);
    hold.freeze();
    expect([first.socket.bytesRead, hold.frozen, peer.open]).toEqual([0, true, 1]);
    hold.thaw();
    expect(await first.read(10)).toBe('one\r\ntwo\r\n');
    expect(hold.frozen).toBe(false);
  });
});
