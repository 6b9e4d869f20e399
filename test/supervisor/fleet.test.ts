/** Many links below one supervisor: what one of them meets is no other’s matter, and ten times as many cost ten times as much. */
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import { supervise } from 'holdfast';
import { closeAll, closing, line, listen, soon as until } from '../faults/listen.ts';
import { fragile } from '../link/crash.ts';
import { bytes, text, world } from '../model/world.ts';
import type { World } from '../model/world.ts';
import { mute } from '../supervision/mute.ts';

mute();
afterEach(closeAll);

const { HOLDFAST_RUNS: asked, HOLDFAST_SEED: seed } = process.env;

/** Each way in which a link may come to grief, and its neighbours not. */
const blows = ['crash', 'crash twice', 'reset', 'garbage', 'destroy', 'close', 'loss of the network'] as const;

describe.each<Engine>(['compiled', 'interpreted'])('what happens to one link, %s', (engine) => {
  it('touches no sibling: each answer comes, over the one connection it ever had', async () => {
    const lives = fc.record({
      siblings: fc.array(fc.record({ requests: fc.nat({ max: 3 }), short: fc.boolean() }), {
        minLength: 1,
        maxLength: 4,
      }),
      deeds: fc.array(
        fc.record({ blow: fc.constantFrom(...blows), ask: fc.nat({ max: 3 }), wait: fc.constantFrom(0, 1, 40, 3_000) }),
        { minLength: 1, maxLength: 6 },
      ),
    });
    await fc.assert(
      fc.asyncProperty(lives, async ({ siblings, deeds }) => {
        const w = world({
          engine,
          peers: ['victim', 'sound'],
          watch: false,
          on: (socket, frame) => socket.say(`=${frame}`),
        });
        const { supervisor } = w;
        const codec = fragile();
        const victim = (): void => {
          if (!supervisor.links.has('victim'))
            supervisor
              .link('victim', { to: 'memory://victim', framing: codec.framing, reconnect: { first: 10, max: 20 } })
              .on('fault', () => {});
        };
        const links = siblings.map(({ short }, i) =>
          supervisor.link(`sibling-${String(i)}`, {
            to: 'memory://sound',
            framing: { type: 'length', encoding: 'uint', bytes: 2 },
            ...(short ? { lifecycle: 'short' } : {}),
          }),
        );
        const answers: Promise<string>[] = [];
        const wanted: string[] = [];
        for (const [at, { blow, ask, wait }] of deeds.entries()) {
          victim();
          await w.pass(1);
          const link = supervisor.links.get('victim');
          void link?.request(bytes('x')).catch(() => {});
          for (const [i, sibling] of links.entries())
            for (let n = 0; n < (siblings[i]?.requests ?? 0) + ask; n += 1) {
              const what = `${String(at)}/${String(i)}/${String(n)}`;
              wanted.push(`=${what}`);
              answers.push(sibling.request(bytes(what)).then(text));
            }
          const socket = w.sockets.findLast(({ name }) => name === 'victim');
          if (blow.startsWith('crash')) codec.broken = true;
          if (blow === 'reset') socket?.wire.reset();
          if (blow === 'garbage') socket?.wire.write(Uint8Array.of(255, 255));
          if (blow === 'destroy') link?.destroy();
          if (blow === 'close') void link?.close();
          if (blow === 'loss of the network') w.listeners.forEach((one, i) => i === 0 && (one.answer = 'hang'));
          await w.pass(5);
          if (blow === 'crash twice') {
            codec.broken = true;
            w.sockets.findLast(({ name }) => name === 'victim')?.say('y');
          }
          await w.pass(wait);
          w.listeners.forEach((one) => (one.answer = 'accept'));
        }
        await w.pass(100);
        expect(await Promise.all(answers)).toEqual(wanted);
        expect(links.every(({ state }) => state === 'open')).toBe(true);
        const held = links.filter((_, i) => siblings[i]?.short === false);
        expect(held.map(({ counts }) => counts.dials)).toEqual(held.map(() => 1));
        void supervisor.stop();
        await w.pass(20_000);
        expect([supervisor.tree().children, w.network.dialled, w.clock.alarm]).toEqual([[], 0, null]);
      }),
      { numRuns: Number(asked ?? 60), ...(seed === undefined ? {} : { seed: Number(seed) }) },
    );
  });
});

interface Cost {
  readonly records: number;
  /** Calls of the clock: each look at it, each alarm set, each turn asked for. */
  readonly calls: number;
  readonly slices: number;
}

/** Starts so many, all ready, and then stops them; one peer of two takes nothing and answers nothing. */
const fleet = async (many: number): Promise<{ start: Cost; stop: Cost; w: World }> => {
  const w = world({ watch: false, peers: ['sound', 'hole'] });
  const { clock, supervisor } = w;
  let calls = 0;
  let slices = 0;
  let records = 0;
  const counted =
    <A extends unknown[], R>(real: (...args: A) => R): ((...args: A) => R) =>
    (...args) => {
      calls += 1;
      return real(...args);
    };
  clock.now = counted(clock.now.bind(clock));
  clock.wakeAt = counted(clock.wakeAt.bind(clock));
  clock.soon = counted(clock.soon.bind(clock));
  const afterPoll = counted(clock.afterPoll.bind(clock));
  clock.afterPoll = (run) => {
    slices += 1;
    afterPoll(run);
  };
  supervisor.addSink({ level: 'all', take: () => void (records += 1) });
  const spent = (): Cost => {
    const cost = { records, calls, slices };
    [records, calls, slices] = [0, 0, 0];
    return cost;
  };
  const framing = { type: 'length', encoding: 'uint', bytes: 2 } as const;
  const dead = supervisor.link('dead', { to: 'memory://hole', framing });
  await w.pass(1);
  const silent = w.socket();
  const links = Array.from({ length: many }, (_, i) =>
    supervisor.link(`l${String(i)}`, { to: 'memory://sound', framing }),
  );
  void dead.request(bytes('into the hole')).catch(() => {});
  silent.wire.blackhole(true);
  // Dials begin at 2,000 a second.
  for (let waited = 0; waited <= many / 2; waited += 100) await w.pass(100);
  await Promise.all(links.map((link) => link.ready({ timeout: 0 })));
  const start = spent();
  const stopped = supervisor.stop();
  const at = clock.now();
  while (supervisor.links.size > 1 && clock.now() < at + 1_000) await w.pass(1);
  // All but that one, long before its limit.
  expect([...supervisor.links.keys()]).toEqual(['dead']);
  expect(clock.now() - at).toBeLessThan(1_000);
  await w.pass(20_000);
  await stopped;
  return { start, stop: spent(), w };
};

describe('ten times as many links', () => {
  it('start and stop at ten times the cost, a slice at a time; a peer that is gone delays no other', async () => {
    const few = await fleet(1_000);
    const many = await fleet(10_000);
    for (const phase of ['start', 'stop'] as const)
      for (const what of ['records', 'calls'] as const) {
        const ratio = many[phase][what] / few[phase][what];
        expect(ratio, `${phase}: ${what}`).toBeGreaterThan(8);
        expect(ratio, `${phase}: ${what}`).toBeLessThan(11);
      }
    // 64 at once, so that many turns of the event loop at least.
    expect(many.stop.slices).toBeGreaterThanOrEqual(10_000 / 64 - 1);
    expect([many.w.network.dialled, many.w.clock.alarm]).toEqual([0, null]);
  }, 60_000);

  it('on TCP, with traffic: 300 answer, and end without a socket left', async () => {
    const peer = await listen((heard, socket) => void socket.write(`${heard}\n`));
    const supervisor = closing(supervise());
    const links = Array.from({ length: 300 }, (_, i) => supervisor.link(`l${String(i)}`, { ...line, to: peer.url }));
    const answers = await Promise.all(links.map(async (link) => text(await link.request(bytes(link.name)))));
    expect(answers).toEqual(links.map(({ name }) => name));
    await supervisor.stop();
    expect(links.every(({ state }) => state === 'closed')).toBe(true);
    expect(supervisor.tree().children).toEqual([]);
    await until(() => peer.open === 0);
  });
});
