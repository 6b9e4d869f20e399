/** Replies doubled, early, unasked, and answers to probes that look like replies. */
import { afterEach, describe, expect, it } from 'vitest';
import type { LinkInput } from 'holdfast';
import { supervise } from 'holdfast';
import { bytes, closeAll, closing, line, listen, reaches, soon, text } from './listen.ts';

afterEach(closeAll);

const quick = { first: 10, max: 20, jitter: 0 } as const;

describe.each<[string, LinkInput['exchange']]>([
  ['sync', { mode: 'sync', timeout: '5s' }],
  ['pipeline', { mode: 'pipeline', window: 8, timeout: '5s' }],
])('%s', (_, exchange) => {
  it.each([
    ['never', 1],
    ['sometimes', 3],
  ])('a peer that leaves probes unanswered %s: every reply is its own', async (__, every) => {
    let probes = 0;
    const peer = await listen((heard, socket) => {
      if (heard !== 'ping') return void socket.write(`${heard === 'say ping' ? 'ping' : heard}\n`);
      probes += 1;
      if (every === 1 || probes % every !== 0) socket.write('ping\n');
    });
    const link = closing(supervise()).link('line', {
      ...line,
      to: peer.url,
      exchange,
      reconnect: quick,
      heartbeat: { every: 10, timeout: 50, misses: 40, send: { text: 'ping' }, expect: 'echo' },
    });
    await link.ready();
    for (let i = 0; i < 40; i += 1) {
      // While a probe is owed an answer nobody could tell such a reply from it.
      const asked = i % 4 === 3 && every === 1 ? 'say ping' : `call ${String(i)}`;
      expect(text(await link.request(bytes(asked)))).toBe(asked === 'say ping' ? 'ping' : asked);
      const before = probes;
      if (i % 3 === 0) await soon(() => probes > before);
    }
    expect(link.counts.dials).toBe(1);
  });

  it('what comes before anything was asked is a message, and so is a reply for a second time', async () => {
    const peer = await listen(
      (heard, socket) => void socket.write(`${heard}\n${heard}\n`),
      (socket) => socket.write('early\n'),
    );
    const link = closing(supervise()).link('line', { ...line, to: peer.url, exchange });
    const heard: string[] = [];
    link.on('message', (frame) => heard.push(text(frame)));
    await soon(() => heard.length === 1);
    expect(text(await link.request(bytes('one')))).toBe('one');
    await soon(() => heard.length === 2);
    expect(text(await link.request(bytes('two')))).toBe('two');
    await soon(() => heard.length === 3);
    expect(heard).toEqual(['early', 'one', 'two']);
  });

  it('a reply that comes after its line was ended for want of it reaches nobody', async () => {
    const peer = await listen((heard, socket) => {
      if (socket !== peer.sockets[0]) socket.write(`${heard}\n`);
      else setTimeout(() => socket.destroyed || socket.write('late\n'), 300);
    });
    const link = closing(supervise()).link('line', {
      ...line,
      to: peer.url,
      exchange: { ...exchange, timeout: 200 },
      reconnect: quick,
    });
    const heard: string[] = [];
    link.on('message', (frame) => heard.push(text(frame)));
    await link.ready();
    const ended = reaches(link, 'reconnecting');
    await expect(link.request(bytes('one'))).rejects.toMatchObject({ code: 'timeout', outcome: 'unknown' });
    await ended;
    for (const word of ['two', 'three', 'four'])
      expect(text(await link.request(bytes(word), { timeout: '5s' }))).toBe(word);
    await soon(() => peer.sockets[0]?.destroyed === true);
    expect([heard, link.counts.dials]).toEqual([[], 2]);
  });
});
