/** What a line says of its peer in each state that the peer's program and its host can be in, over real TCP. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TransitionRecord } from '../../src/contract/record.ts';
import { supervise } from '../../src/index.ts';
import type { Link, LinkInput } from '../../src/index.ts';
import { Program, freePort } from '../../src/testkit/program.ts';
import type { Bundle } from './child.ts';
import { bundle } from './child.ts';
import type { Records } from './host-states-network.ts';
import { Hosts, whyNoHosts } from './host-states-network.ts';
import { bytes, closeAll, closing, later, line, listen, reaches, record } from './listen.ts';

const quick = { reconnect: { first: 50, max: 200 } } as const;
const heartbeat = { every: 500, timeout: 300, misses: 2, send: { text: 'ping' }, expect: 'echo' } as const;
const judged = ({ verdict }: TransitionRecord): boolean => verdict !== undefined;
const verdictOn =
  (link: string): ((one: TransitionRecord) => boolean) =>
  (one) =>
    one.link === link && judged(one);

const up = async (port: number, input: Partial<LinkInput> = {}): Promise<Link> => {
  const to = `tcp://127.0.0.1:${String(port)}`;
  const link = closing(supervise()).link('line', { ...line, ...quick, to, ...input });
  await link.ready();
  return link;
};

describe('the program of a peer whose host is alive', () => {
  afterEach(closeAll);

  const ECHO = `require('node:net').createServer((socket) => socket.on('error', () => {}).pipe(socket))
    .listen(Number(process.argv[1]), '127.0.0.1');`;
  const program = async (): Promise<Program> => {
    const started = await Program.start({ command: process.execPath, args: (port) => ['-e', ECHO, String(port)] });
    later(() => started.kill());
    return started;
  };
  it('killed: its kernel ends the line in order, and refuses the dial', async () => {
    const peer = await program();
    const link = await up(peer.port);
    // A line that its program has not accepted yet would be reset.
    await link.request(bytes('x'));
    const verdict = record(link, judged);
    await peer.kill();
    expect(await verdict).toMatchObject({
      event: { type: 'lost', reason: 'refused' },
      verdict: {
        kind: 'program-gone',
        evidence: ['traffic: the peer ended its side (FIN)', expect.stringMatching(/^redial: refused: .*ECONNREFUSED/)],
        unsure: expect.stringContaining('killed'),
      },
    });
  });

  it('stopped: its kernel accepts the dial, and only the probe tells', async () => {
    const peer = await program();
    const link = await up(peer.port, { heartbeat });
    await record(link, ({ event }) => event['kind'] === 'heartbeat');
    const verdict = record(link, judged);
    peer.freeze();
    expect(await verdict).toMatchObject({
      event: { type: 'opened' },
      verdict: {
        kind: 'program-silent',
        evidence: expect.arrayContaining([
          'application probe: heartbeat: no answer to the last probe in its time',
          expect.stringMatching(/^redial: the dial was accepted/),
        ]),
        unsure: expect.stringContaining('proxy'),
      },
    });
  });

  it('resetting: the line is reset, and the dial accepted', async () => {
    const peer = await listen();
    const link = await up(peer.port);
    while (peer.sockets.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const verdict = record(link, judged);
    peer.sockets[0]?.resetAndDestroy();
    expect(await verdict).toMatchObject({
      event: { type: 'opened' },
      verdict: {
        kind: 'reset-by-peer',
        evidence: [expect.stringMatching(/^traffic: reset: .*ECONNRESET/), expect.any(String)],
      },
    });
  });

  it('not started: the first dial is refused, and again, which is told once', async () => {
    const port = await freePort();
    const link = closing(supervise()).link('line', { ...line, ...quick, to: `tcp://127.0.0.1:${String(port)}` });
    expect(await record(link, judged)).toMatchObject({
      verdict: { kind: 'program-gone', evidence: [expect.stringMatching(/^redial: refused: /)] },
    });
    expect((await record(link, ({ event }) => event['reason'] === 'refused')).verdict).toBeUndefined();
    await reaches(link, 'reconnecting');
  });
});

const impossible = whyNoHosts();
if (impossible !== null) process.stderr.write(`the states of a host are not tested: ${impossible}\n`);

describe.skipIf(impossible !== null)('the host of a peer', { timeout: 90_000 }, () => {
  let library: Bundle;
  beforeAll(async () => {
    library = await bundle();
  });
  afterAll(() => library.remove());

  /** Two lines to one peer: `kept` sends nothing and has the kernel's keepalive, `asked` has heartbeats as well. */
  const on = async (misses: number, test: (hosts: Hosts, records: Records) => Promise<void>): Promise<void> => {
    const hosts = await Hosts.build();
    try {
      const keepalive = { idle: '1s', interval: '1s', count: 10 };
      const kept = { ...line, ...quick, to: hosts.url, connectTimeout: '1s', keepalive };
      const records = hosts.client(`
        import { supervise } from '${library.library}';
        const supervisor = supervise();
        supervisor.on('record', (record) => console.log(JSON.stringify(record)));
        supervisor.link('kept', ${JSON.stringify(kept)});
        supervisor.link('asked', ${JSON.stringify({ ...kept, heartbeat: { ...heartbeat, misses } })});`);
      await records.first(({ link, to }) => link === 'kept' && to.startsWith('connected'));
      await records.first(({ event }) => event['kind'] === 'heartbeat');
      await test(hosts, records);
    } finally {
      await hosts.remove();
    }
  };
  it.concurrent('alive: nothing is said of it', () =>
    on(20, async (_, records) => {
      const answers = (): number => records.all.filter(({ event }) => event['kind'] === 'heartbeat').length;
      await records.first(() => answers() > 4);
      expect(records.all.filter(({ to }) => to.startsWith('reconnecting'))).toEqual([]);
      expect(records.all.filter(judged)).toEqual([]);
    }),
  );

  it.concurrent('crashed: neither the probes nor the dial are answered, on either rung', () =>
    on(5, async (hosts, records) => {
      await hosts.crash();
      const unanswered = { event: { type: 'after:connectTimeout' }, verdict: { kind: 'crashed-or-down' } };
      const asked = await records.first(verdictOn('asked'));
      expect(asked).toMatchObject(unanswered);
      expect(asked.verdict?.evidence).toContain(
        'application probe: heartbeat: no answer to the last probe in its time',
      );
      const kept = await records.first(verdictOn('kept'));
      expect(kept).toMatchObject(unanswered);
      expect(kept.verdict?.evidence.join('\n')).toMatch(/^TCP keepalive: timed-out: .*ETIMEDOUT/m);
      expect(kept.verdict?.unsure).toContain('packets are dropped on the way');
    }),
  );

  it.concurrent('rebooted: it answers a probe of either rung with a reset, and its program is not there yet', () =>
    on(20, async (hosts, records) => {
      await hosts.crash();
      await records.first(({ link, event }) => link === 'asked' && event.type === 'after:probeTimeout');
      await hosts.reboot();
      const refused = { event: { reason: 'refused' }, verdict: { kind: 'rebooted' } };
      const asked = await records.first(verdictOn('asked'));
      expect(asked).toMatchObject(refused);
      expect(asked.verdict?.evidence.join('\n')).toMatch(/^application probe: reset: .*ECONNRESET/m);
      const kept = await records.first(verdictOn('kept'));
      expect(kept).toMatchObject(refused);
      expect(kept.verdict?.evidence.join('\n')).toMatch(/^TCP keepalive: reset: .*ECONNRESET/m);
      await hosts.start();
      await records.first(({ link, epoch, to }) => link === 'kept' && epoch > 1 && to.startsWith('connected'));
    }),
  );

  it.concurrent('unreachable: the network says so to the dial, whatever ended the line', () =>
    on(5, async (hosts, records) => {
      await hosts.cut();
      const noWay = { event: { reason: 'unreachable' }, verdict: { kind: 'unreachable' } };
      const asked = await records.first(verdictOn('asked'));
      expect(asked).toMatchObject(noWay);
      const kept = await records.first(verdictOn('kept'));
      expect(kept).toMatchObject(noWay);
      expect(kept.verdict?.evidence.join('\n')).toMatch(/^TCP keepalive: timed-out: .*ETIMEDOUT/m);
    }),
  );
});
