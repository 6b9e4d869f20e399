import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { supervise } from '../../src/index.ts';
import type { LinkInput, Supervisor } from '../../src/index.ts';
import { LinkStory } from './story.ts';

/** Answers `ping` with `pong` and anything else in capitals. */
const script = `
const socket = require('node:dgram').createSocket('udp4');
socket.on('message', (datagram, from) => {
  const text = datagram.toString();
  socket.send(text === 'ping' ? 'pong' : text.toUpperCase(), from.port, from.address);
});
socket.bind(Number(process.argv[1]), '127.0.0.1', () => console.log(socket.address().port));
`;

/** A program of its own, so that it can be frozen and killed. */
class Responder {
  readonly #child: ChildProcess;
  readonly port: number;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  static async start(port = 0): Promise<Responder> {
    const child = spawn(process.execPath, ['--eval', script, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    return new Responder(child, Number(line.toString()));
  }

  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    const gone = once(this.#child, 'exit');
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGKILL');
    await gone;
  }
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('presence over datagrams, between two processes', () => {
  let responder: Responder;
  let supervisor: Supervisor;

  beforeEach(async () => {
    responder = await Responder.start();
    supervisor = supervise();
  });

  afterEach(async () => {
    supervisor.destroy();
    await responder.kill();
  });

  const link = (more: Partial<LinkInput> = {}) =>
    supervisor.link('presence', {
      to: `udp://127.0.0.1:${String(responder.port)}`,
      framing: 'read-once',
      heartbeat: { every: 50, timeout: 200, misses: 2, send: { text: 'ping' }, expect: { text: 'pong' } },
      reconnect: { first: 20, max: 50 },
      ...more,
    });

  it('a frozen peer is found out by its heartbeat alone, and found again once it goes on', async () => {
    const story = new LinkStory(link());
    await story.event('received', { kind: 'heartbeat' });
    responder.freeze();
    const lost = await story.entered('reconnecting');
    expect(lost.event.type).toBe('after:probeTimeout');
    // It opens again at once: with datagrams that proves nothing, so that a dead host is not told from a frozen program.
    const opened = await story.event('opened');
    expect(opened.verdict?.kind).toBe('not-known');
    await story.entered('reconnecting');
    responder.thaw();
    await story.event('received', { kind: 'heartbeat' });
  });

  it('a peer that is gone is refused by its host at the next heartbeat, and met again where it comes back', async () => {
    const { port } = responder;
    const story = new LinkStory(link());
    await story.event('received', { kind: 'heartbeat' });
    await responder.kill();
    const { event } = await story.event('lost');
    expect(event).toMatchObject({ reason: 'refused', side: 'peer' });
    responder = await Responder.start(port);
    await story.event('received', { kind: 'heartbeat' });
  });

  it('with a handshake the line is ready only once the peer has answered', async () => {
    responder.freeze();
    const one = link({
      connectTimeout: '200ms',
      handshake: async (talk) => {
        await talk.request(bytes('hello'));
      },
    });
    const story = new LinkStory(one);
    const { from } = await story.entered('reconnecting');
    expect(from).toBe('connecting.attempting.handshaking');
    responder.thaw();
    await one.ready();
  });

  it('requests are answered, and what fits into no datagram is refused before it is sent', async () => {
    const one = link();
    expect(new TextDecoder().decode(await one.request(bytes('who is there')))).toBe('WHO IS THERE');
    await expect(one.request(new Uint8Array(65_508))).rejects.toMatchObject({
      code: 'frame-refused',
      outcome: 'not-sent',
    });
    const largest = await one.request(new Uint8Array(65_507).fill(0x61));
    expect(largest).toEqual(new Uint8Array(65_507).fill(0x41));
  });

  it('a short exchange has a socket of its own, and needs no heartbeat', async () => {
    const one = link({ lifecycle: 'short', heartbeat: 'off' });
    const answers = await Promise.all(['a', 'b', 'c'].map((text) => one.request(bytes(text))));
    expect(answers.map((answer) => new TextDecoder().decode(answer))).toEqual(['A', 'B', 'C']);
  });

  it('a close ends at once: there is nobody to say goodbye to', async () => {
    const one = link({ closeTimeout: '1h' });
    await one.ready();
    await one.close();
    await expect(one.ready()).rejects.toMatchObject({ code: 'closed' });
  });
});
