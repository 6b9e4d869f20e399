/** The rule that holds for every client, whatever happens to it: its clean-up runs exactly once. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import { createWheel } from '../../src/actor/wheel.ts';
import type { MemoryWire } from '../../src/transport/memory-wire.ts';
import { memoryListening } from '../../src/transport/memory-listen.ts';
import { memoryNetwork } from '../../src/transport/memory.ts';
import { Supervisor } from '../../src/supervisor/supervisor.ts';
import { VirtualClock } from '../../src/testkit/virtual-clock.ts';
import type { Wire } from '../../src/contract/transport.ts';
import type { Session } from '../../src/listener/session.ts';
import { mute } from '../supervision/mute.ts';
import { bytes, text } from './kit.ts';

mute();

type Act = readonly [
  what:
    | 'dial'
    | 'say'
    | 'ping'
    | 'half'
    | 'nonsense'
    | 'throw'
    | 'slow'
    | 'end'
    | 'destroy'
    | 'hole'
    | 'wait'
    | 'close'
    | 'kick'
    | 'ask'
    | 'stop',
  which: number,
  ms: number,
];

const act = fc.tuple(
  fc.constantFrom<Act[0]>(
    'dial',
    'dial',
    'dial',
    'say',
    'say',
    'ping',
    'half',
    'nonsense',
    'throw',
    'slow',
    'end',
    'destroy',
    'hole',
    'wait',
    'wait',
    'close',
    'kick',
    'ask',
    'stop',
  ),
  fc.nat(5),
  fc.nat(400),
);

const settle = async (clock: VirtualClock): Promise<void> => {
  for (let i = 0; i < 6; i += 1) {
    clock.runSoon();
    await Promise.resolve();
  }
};

const say = (wire: Wire | undefined, what: string): void => {
  if (wire === undefined) return;
  const slab = wire.reserve(what.length);
  slab.bytes.set(bytes(what), slab.at);
  wire.commit(what.length);
};

/** Runs the history, then ends everything. */
const run = async (engine: Engine, acts: readonly Act[], evicts: boolean, greets: boolean) => {
  const clock = new VirtualClock();
  const wheel = createWheel(clock);
  const network = memoryNetwork(clock, { wheel });
  const host = {
    clock,
    random: () => 0.5,
    transports: { memory: network.transport },
    listening: { memory: memoryListening(network, clock) },
  };
  const supervisor = new Supervisor({ engine }, host);
  const gone = new Map<string, number>();
  const settled: Promise<unknown>[] = [];
  const slow: (() => void)[] = [];
  const seen = new Set<string>();
  const listener = supervisor.listener('front', {
    on: 'memory://front',
    framing: 'ascii:4',
    limits: { max: 3, handshake: '50ms', idle: '300ms', heartbeats: 2 },
    whenFull: evicts ? 'evict' : 'refuse',
    heartbeat: { every: '60ms', timeout: '30ms', misses: 2, send: 'empty', role: 'both' },
    answerTimeout: '100ms',
    ...(greets ? { handshake: async (talk) => void (await talk.receive()) } : {}),
    onRequest: (frame) => {
      if (text(frame) === 'throw') throw new Error('mine');
      if (text(frame) !== 'slow') return frame;
      return new Promise<Uint8Array>((resolve) => slow.push(() => resolve(frame)));
    },
    onGone: (session) => {
      gone.set(session.id, (gone.get(session.id) ?? 0) + 1);
    },
  });
  listener.on('session', (session) => seen.add(session.id));
  const wires: Wire[] = [];
  const session = (which: number): Session | undefined => [...listener.sessions.values()][which];
  await settle(clock);
  for (const [what, which, ms] of acts) {
    const wire = wires[which];
    if (what === 'dial') {
      const target = {
        url: 'memory://front',
        scheme: 'memory',
        host: 'front',
        port: 0,
        path: '',
        socket: { connectTimeout: 1, keepalive: null },
      };
      const sink = { opened() {}, bytes() {}, drained() {}, ended() {}, lost() {} };
      wires[wires.length < 6 ? wires.length : which] = network.transport.dial(target, sink);
    } else if (what === 'say') say(wire, '0002hi');
    else if (what === 'ping') say(wire, '0000');
    else if (what === 'half') say(wire, '00');
    else if (what === 'nonsense') say(wire, 'nonsense');
    else if (what === 'throw') say(wire, '0005throw');
    else if (what === 'slow') say(wire, '0004slow');
    else if (what === 'end') wire?.end();
    else if (what === 'destroy') wire?.destroy();
    else if (what === 'hole') (wire as MemoryWire | undefined)?.blackhole?.(ms % 2 === 0);
    else if (what === 'close') session(which)?.close({ within: ms });
    else if (what === 'kick') session(which)?.destroy();
    else if (what === 'ask') {
      const asked = session(which)?.request(bytes('you?'), { timeout: ms + 1 });
      if (asked !== undefined) settled.push(asked.catch(() => {}));
    } else if (what === 'stop') void listener.close({ within: ms });
    else {
      if (ms % 2 === 0) slow.shift()?.();
      clock.advance(ms);
    }
    await settle(clock);
  }
  const open = network.dialled;
  const stopped = supervisor.stop({ within: 500 });
  for (let i = 0; i < 200; i += 1) {
    clock.advance(25);
    await settle(clock);
  }
  await stopped;
  await Promise.all(settled);
  return {
    gone,
    seen,
    counts: listener.counts,
    state: listener.state,
    alarm: clock.alarm,
    open,
    left: listener.sessions.size,
  };
};

describe.each<Engine>(['compiled', 'interpreted'])('each session of a listener, %s', (engine) => {
  it('has its clean-up exactly once, whatever way it ends, and leaves no timer behind', async () => {
    const ways = new Set<number>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { minLength: 4, maxLength: 40 }),
        fc.boolean(),
        fc.boolean(),
        async (acts, evicts, greets) => {
          const { gone, seen, counts, state, alarm, left } = await run(engine, acts, evicts, greets);
          expect(state).toBe('closed');
          expect([...gone.values()].every((times) => times === 1)).toBe(true);
          expect(gone.size).toBe(counts.accepted);
          expect(counts.gone).toBe(counts.accepted);
          for (const id of seen) expect(gone.get(id)).toBe(1);
          expect(left).toBe(0);
          expect(alarm).toBeNull();
          ways.add(counts.accepted);
        },
      ),
      { numRuns: engine === 'compiled' ? 400 : 60 },
    );
    // The histories are not all alike.
    expect(ways.size).toBeGreaterThan(3);
  });
});
