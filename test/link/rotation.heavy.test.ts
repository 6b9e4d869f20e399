/** Whatever limits a line has and however its peer ends it: no call is lost, doubled or answered by another’s reply. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import { HoldfastError } from '../../src/contract/errors.ts';
import type { LinkInput } from '../../src/contract/options/link.ts';
import { demand } from '../model/demand.ts';
import { bytes, microtasks, text, world } from '../model/world.ts';
import type { PeerSocket } from '../model/world.ts';

const { HOLDFAST_RUNS: runs } = process.env;

type Act =
  | { readonly do: 'ask'; readonly idempotent: boolean; readonly timeout: number }
  | { readonly do: 'answer' | 'end' | 'reset'; readonly which: number }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'refuse' | 'accept' | 'redial' };

const shape = fc.record({
  connections: fc.integer({ min: 1, max: 3 }),
  maxIdle: fc.constantFrom(undefined, 100, 900, 3_000),
  maxAge: fc.constantFrom(undefined, 1_000, 4_000),
  maxExchanges: fc.constantFrom(undefined, 2, 3, 7),
  window: fc.constantFrom(1, 3),
  /** Answers by itself; else only when it is told to. */
  prompt: fc.boolean(),
});

const acts: fc.Arbitrary<readonly Act[]> = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant('ask' as const),
        idempotent: fc.boolean(),
        timeout: fc.constantFrom(300, 5_000, 60_000),
      }),
    },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('answer' as const), which: fc.nat({ max: 3 }) }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constantFrom('end' as const, 'reset' as const), which: fc.nat({ max: 3 }) }),
    },
    {
      weight: 8,
      arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(0, 1, 50, 400, 1_500, 6_000) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constantFrom('refuse' as const, 'accept' as const, 'redial' as const) }),
    },
  ),
  { minLength: 10, maxLength: 80, size: 'max' },
);

interface Asked {
  readonly id: string;
  readonly idempotent: boolean;
  settled: string | null;
}

const optionsOf = (of: typeof shape extends fc.Arbitrary<infer S> ? S : never): Partial<LinkInput> => {
  const { connections, maxIdle, maxAge, maxExchanges, window } = of;
  return {
    lifecycle: { type: 'long', connections, maxIdle, maxAge, maxExchanges },
    exchange: { timeout: '10s', ...(window === 1 ? { mode: 'sync' } : { mode: 'pipeline', window }) },
    reconnect: { first: '200ms', max: '1s' },
    closeTimeout: '1s',
  };
};

beforeEach(() => {
  // XState’s development build warns of actors that begin while an action of another runs.
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('a line whose limits pass amid traffic', () => {
  it.each<[Engine, number]>([
    ['compiled', 300],
    ['interpreted', 60],
  ])('loses and doubles nothing, %s', async (engine, many) => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(shape, acts, async (of, what) => {
        const asked = new Map<string, Asked>();
        const came = new Map<string, number>();
        const owed = new Map<PeerSocket, string[]>();
        const answer = (socket: PeerSocket): void => {
          const frame = owed.get(socket)?.shift();
          if (frame !== undefined) socket.say(`re:${frame}`);
        };
        const w = world({
          engine,
          on: (socket, frame) => {
            came.set(frame, (came.get(frame) ?? 0) + 1);
            owed.set(socket, [...(owed.get(socket) ?? []), frame]);
            if (of.prompt) answer(socket);
          },
        });
        const link = w.link(optionsOf(of));
        const ask = ({ idempotent, timeout }: { idempotent: boolean; timeout: number }): void => {
          const one: Asked = { id: `r${String(asked.size)}`, idempotent, settled: null };
          asked.set(one.id, one);
          const settle = (how: string): void => {
            expect(one.settled).toBeNull();
            one.settled = how;
            seen.add(`${how.replace(/r\d+/, '')}${idempotent ? ' idempotent' : ''}`);
          };
          link.request(bytes(one.id), { idempotent, timeout }).then(
            (reply) => settle(text(reply)),
            (error: unknown) =>
              settle(error instanceof HoldfastError ? `${error.code} ${String(error.outcome)}` : 'odd'),
          );
        };
        const live = (): readonly PeerSocket[] => w.sockets.filter(({ wire }) => !wire.gone);
        const check = (): void => {
          const serving = link.inspect().filter(({ state }) => !state.startsWith('closing'));
          expect(serving.length).toBeLessThanOrEqual(of.connections);
          expect(link.state).toBe('open');
          for (const { id, idempotent, settled } of asked.values()) {
            const times = came.get(id) ?? 0;
            demand(times <= (idempotent ? 2 : 1), `${id} arrived ${String(times)} times (I11)`);
            if (settled === null || settled.endsWith('unknown')) continue;
            const right = settled.endsWith('not-sent') ? times === 0 : settled === `re:${id}`;
            demand(right, `${id} arrived ${String(times)} times and was told '${settled}'`);
          }
        };
        for (const act of what) {
          if (act.do === 'ask') ask(act);
          else if (act.do === 'answer') live().slice(act.which).forEach(answer);
          else if (act.do === 'end') live().at(act.which)?.wire.end();
          else if (act.do === 'reset') live().at(act.which)?.wire.reset();
          else if (act.do === 'redial') link.redial();
          else if (act.do === 'pass') await w.pass(act.ms);
          else w.listener.answer = act.do === 'refuse' ? 'refused' : 'accept';
          await microtasks();
          check();
        }
        await w.pass(120_000);
        check();
        expect([...asked.values()].filter(({ settled }) => settled === null)).toEqual([]);
        for (const { event, to } of w.records) {
          if (event.type.startsWith('after:max')) seen.add(event.type);
          if (to === 'dead') seen.add(`dead by ${event.type}`);
        }
        void link.close();
        await w.pass(20_000);
        expect([link.state, w.network.dialled, w.clock.alarm]).toEqual(['closed', 0, null]);
      }),
      { numRuns: runs === undefined ? many : Number(runs) },
    );
    // A run in which nothing happens proves nothing.
    for (const what of ['after:maxIdle', 'after:maxAge', 're:', 're: idempotent', 'lost unknown', 'timeout not-sent'])
      expect(seen).toContain(what);
  });

  it('answers every call of a peer that is always there, whatever the limits', async () => {
    await fc.assert(
      fc.asyncProperty(
        shape,
        fc.array(fc.constantFrom(0, 1, 3, 40, 500, 2_500), { minLength: 20, maxLength: 200 }),
        async (of, waits) => {
          const w = world({ on: (socket, frame) => socket.say(`re:${frame}`), watch: false });
          const link = w.link(optionsOf(of));
          const replies: Promise<string>[] = [];
          for (const [n, wait] of waits.entries()) {
            replies.push(link.request(bytes(String(n))).then(text));
            if (wait > 0) await w.pass(wait);
          }
          await w.pass(5_000);
          expect(await Promise.all(replies)).toEqual(waits.map((_, n) => `re:${String(n)}`));
          expect(w.sockets.flatMap(({ frames }) => frames)).toHaveLength(waits.length);
          link.destroy();
        },
      ),
      { numRuns: runs === undefined ? 200 : Number(runs) },
    );
  });
});
