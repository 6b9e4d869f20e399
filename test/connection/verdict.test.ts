/** What became of the peer, as the records of a line tell it. */
import { describe, expect, it } from 'vitest';
import type { Summary, TransitionRecord } from '../../src/contract/record.ts';
import type { Verdict } from '../../src/contract/verdict.ts';
import { isQuiet } from '../../src/story/quiet.ts';
import { VerdictReader } from '../../src/story/verdict-reader.ts';
import { bytes, world } from '../model/world.ts';
import type { PeerSocket, World, WorldOptions } from '../model/world.ts';

const echo = (socket: PeerSocket, frame: string): void => socket.say(frame);
const heartbeat = { every: 1_000, timeout: 500, misses: 2, send: { text: 'ping' }, expect: 'echo' } as const;
const reconnect = { first: 100, max: 100, jitter: 0 };
const engines = ['compiled', 'interpreted'] as const;

const told = (w: World): readonly (readonly [string, Verdict])[] =>
  w.records.flatMap(({ event, verdict }) => (verdict === undefined ? [] : [[event.type, verdict] as const]));
const last = (w: World): Verdict | undefined => told(w).at(-1)?.[1];
/** A line that was up, and that has just heard its peer. */
const up = async (options: WorldOptions = {}, input: Parameters<World['link']>[0] = {}): Promise<World> => {
  const w = world({ on: echo, ...options });
  w.link({ reconnect, connectTimeout: 1_000, ...input });
  await w.pass(10);
  return w;
};

/** As an audit log of level `lifecycle` tells it. */
const summaryOf = ({ link, connection, chart, epoch, seq, event, to }: TransitionRecord): Summary => ({
  link,
  connection,
  chart,
  epoch,
  to,
  first: seq,
  last: seq,
  counts: { 'received/accept': 1 },
  until: Number(event['at']),
  context: {},
});

describe.each(engines)('a verdict (%s)', (engine) => {
  it('falls with the outcome of the dial after the loss, and is the link’s last', async () => {
    const w = await up({ engine });
    w.socket().wire.destroy();
    await w.pass(50);
    expect(told(w)).toEqual([]);
    await w.pass(100);
    expect(told(w)).toEqual([
      [
        'opened',
        {
          kind: 'closed-by-peer',
          evidence: ['traffic: the peer ended its side (FIN)', 'redial: the dial was accepted (memory://peer)'],
          unsure: expect.stringContaining('killed'),
        },
      ],
    ]);
    expect(w.supervisor.links.get('line')?.inspect()[0]?.verdict).toEqual(last(w));
  });

  it('program gone: the dial is refused; a later dial that finds the same says nothing more', async () => {
    const w = await up({ engine });
    w.listener.answer = 'refused';
    w.socket().wire.destroy();
    await w.pass(2_000);
    expect(told(w).map(([type, { kind }]) => [type, kind])).toEqual([['lost', 'program-gone']]);
    expect(last(w)?.evidence.at(-1)).toMatch(/^redial: refused: /);
    w.listener.answer = 'accept';
    await w.pass(500);
    expect(told(w)).toHaveLength(1);
  });

  it('program silent: the probe is not answered, the dial is accepted', async () => {
    let answers = true;
    const w = await up({ engine, on: (socket, frame) => void (answers && echo(socket, frame)) }, { heartbeat });
    await w.pass(1_500);
    answers = false;
    await w.pass(2_300);
    expect(told(w)).toHaveLength(1);
    expect(last(w)).toMatchObject({
      kind: 'program-silent',
      evidence: [
        expect.stringMatching(/^traffic: nothing had come from the peer for \d\.\d s$/),
        'application probe: 1 before the last had gone unanswered',
        'application probe: heartbeat: no answer to the last probe in its time',
        'redial: the dial was accepted (memory://peer)',
      ],
      unsure: expect.stringContaining('proxy'),
    });
  });

  it('crashed or down: the probe is not answered, and neither is the dial', async () => {
    const w = await up({ engine }, { heartbeat });
    w.socket().wire.blackhole(true);
    w.listener.answer = 'hang';
    await w.pass(3_300);
    expect(last(w)).toMatchObject({ kind: 'crashed-or-down', unsure: expect.stringContaining('connectTimeout') });
    // It answers again, and has no program yet: another story, told once.
    w.listener.answer = 'refused';
    await w.pass(3_000);
    expect(told(w).map(([, { kind }]) => kind)).toEqual(['crashed-or-down', 'program-gone']);
  });

  it('rebooted: a reset answers the probe', async () => {
    const w = await up({ engine }, { heartbeat: { ...heartbeat, misses: 10 } });
    w.socket().wire.blackhole(true);
    await w.pass(2_200);
    w.socket().wire.reset();
    w.socket().wire.blackhole(false);
    await w.pass(200);
    expect(last(w)).toMatchObject({ kind: 'rebooted' });
    expect(last(w)?.evidence.join('\n')).toContain('application probe: reset: ');
  });

  it('a reset on a line that was well is no reboot', async () => {
    const w = await up({ engine });
    w.socket().wire.reset();
    await w.pass(200);
    expect(last(w)).toMatchObject({ kind: 'reset-by-peer', unsure: expect.stringContaining('rebooted') });
  });

  it('unreachable: the network says so to the dial, and its silence later takes nothing back', async () => {
    const w = await up({ engine });
    w.listener.answer = 'unreachable';
    w.socket().wire.reset();
    await w.pass(150);
    w.listener.answer = 'hang';
    await w.pass(5_000);
    expect(told(w).map(([, { kind }]) => kind)).toEqual(['unreachable']);
    w.listener.answer = 'refused';
    await w.pass(2_000);
    expect(told(w).map(([, { kind }]) => kind)).toEqual(['unreachable', 'program-gone']);
  });

  it('protocol broken: the bytes are no frame, whoever answers the dial', async () => {
    const w = await up({ engine }, { framing: { type: 'length', encoding: 'uint', bytes: 2, maxFrame: 10 } });
    w.socket().wire.write(bytes('\u007f\u007f'));
    await w.pass(200);
    expect(last(w)).toMatchObject({
      kind: 'protocol-broken',
      evidence: [expect.stringContaining('frame-too-large'), expect.any(String)],
    });
  });

  it('turned away: the log-on says no, with the record that ends the line', async () => {
    const w = await up({ engine }, { handshake: async (talk) => talk.reject('no such user') });
    expect(told(w)).toHaveLength(1);
    expect(last(w)).toMatchObject({
      kind: 'turned-away',
      evidence: ['traffic: rejected: the handshake was turned away (no such user)'],
    });
    expect(w.records.find(({ verdict }) => verdict !== undefined)?.to).toBe('dead');
  });

  it('local fault: no file descriptor is left, and nothing is said of the peer', async () => {
    const w = await up({ engine });
    w.listener.answer = 'local-files';
    w.socket().wire.reset();
    await w.pass(200);
    expect(last(w)).toMatchObject({ kind: 'reset-by-peer', unsure: expect.stringContaining('failed on this host') });
    const other = world({ engine });
    other.listener.answer = 'local-files';
    other.link({ reconnect });
    await other.pass(10);
    expect(last(other)?.kind).toBe('local-fault');
  });

  it('falls with the loss itself where no dial follows', async () => {
    const w = await up({ engine }, { reconnect: 'off' });
    w.socket().wire.reset();
    await w.pass(10);
    expect(told(w).map(([type, { kind }]) => [type, kind])).toEqual([['lost', 'reset-by-peer']]);
    expect(last(w)?.evidence).toHaveLength(1);
  });

  it('is not asked of an end that was ours', async () => {
    const w = await up({ engine });
    const link = w.supervisor.links.get('line');
    link?.redial();
    await w.pass(100);
    const closed = link?.close();
    await w.pass(100);
    await closed;
    expect(told(w)).toEqual([]);
  });

  it('says nothing of a target by the dial of another', async () => {
    const w = await up({ engine, peers: ['peer', 'other'] }, { to: ['memory://peer', 'memory://other'] });
    const [first, second] = w.listeners;
    if (first === undefined || second === undefined) throw new Error('two peers listen');
    first.answer = 'refused';
    w.socket().wire.destroy();
    await w.pass(200);
    // The first was lost and refuses: that is its verdict. The second took over, and is lost in its turn.
    expect(told(w).map(([, { kind }]) => kind)).toEqual(['program-gone']);
    first.answer = 'accept';
    w.socket().wire.reset();
    await w.pass(200);
    expect(last(w)).toMatchObject({ kind: 'reset-by-peer', unsure: expect.stringContaining('another target') });
    expect(last(w)?.evidence.at(-1)).toBe('redial: of another target: the dial was accepted (memory://peer)');
  });

  it('names writes that the socket did not drain', async () => {
    const w = await up({ engine, highWater: 16, on: () => {} }, { exchange: { timeout: 500 } });
    w.socket().wire.pause();
    const call = w.supervisor.links
      .get('line')
      ?.request(new Uint8Array(64))
      .catch((error: unknown) => error);
    await w.pass(1_000);
    await call;
    expect(last(w)?.evidence).toContain('writes: what was written had not left this host');
    expect(last(w)).toMatchObject({
      kind: 'program-silent',
      unsure: expect.stringContaining('slow with this request'),
    });
  });
});

describe('records without verdicts', () => {
  it('tell the same again out of a log', async () => {
    const w = await up({}, { heartbeat });
    for (const answer of ['accept', 'refused', 'hang', 'unreachable', 'accept'] as const) {
      w.listener.answer = answer;
      w.socket().wire.blackhole(true);
      await w.pass(4_000);
      w.listener.answer = 'accept';
      await w.pass(3_000);
    }
    expect(told(w).length).toBeGreaterThan(3);
    const reader = new VerdictReader();
    expect(w.records.map((record) => reader.read(record) ?? undefined)).toEqual(
      w.records.map(({ verdict }) => verdict),
    );
  });

  it('tell no less where summaries stand for what was left out', async () => {
    const w = await up({}, { heartbeat: { ...heartbeat, misses: 10 } });
    await w.pass(4_500);
    w.socket().wire.blackhole(true);
    await w.pass(1_500);
    w.socket().wire.reset();
    w.socket().wire.blackhole(false);
    await w.pass(200);
    const reader = new VerdictReader();
    let said: Verdict | null = null;
    for (const one of w.records) {
      if (!isQuiet(one)) said = reader.read(one) ?? said;
      else if (one.event.type === 'received') reader.skim(summaryOf(one));
    }
    expect(said).toEqual(last(w));
    expect(said?.evidence[0]).toMatch(/^traffic: nothing had come from the peer for 2\.0 s$/);
  });

  it('nobody reads: none is told, and none is kept', async () => {
    const w = await up({ watch: false });
    const link = w.supervisor.links.get('line');
    w.socket().wire.reset();
    await w.pass(200);
    expect(link?.inspect()[0]?.verdict).toBeNull();
    // A reader that comes and goes: what it missed must not count as silence.
    const verdicts: (Verdict | undefined)[] = [];
    const look = ({ verdict }: TransitionRecord): void => void verdicts.push(verdict);
    link?.on('record', look);
    w.socket().wire.reset();
    await w.pass(200);
    expect(link?.inspect()[0]?.verdict?.kind).toBe('reset-by-peer');
    link?.off('record', look);
    w.socket().say('news');
    await w.pass(5_000);
    expect(link?.inspect()[0]?.verdict).toBeNull();
    link?.on('record', look);
    w.socket().wire.reset();
    await w.pass(200);
    expect(verdicts.filter((one) => one !== undefined).map(({ evidence }) => evidence)).toEqual([
      [expect.stringMatching(/^traffic: reset/), expect.stringMatching(/^redial/)],
      [expect.stringMatching(/^traffic: reset/), expect.stringMatching(/^redial/)],
    ]);
  });
});
