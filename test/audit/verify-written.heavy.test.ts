/** Whatever links and peers do: what our own writer makes of it replays, and each change of it is found. */
import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { verify } from '../../src/audit/verify.ts';
import type { LinkInput } from '../../src/contract/options/link.ts';
import { options, Stage } from './happened.ts';
import { Desk } from './writer-kit.ts';

const moves = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('ask' as const) }),
    fc.record({ do: fc.constant('post' as const) }),
    fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 8_000 }) }),
    fc.record({ do: fc.constant('silent' as const), on: fc.boolean() }),
    fc.record({
      do: fc.constant('answer' as const),
      as: fc.constantFrom('accept' as const, 'refused' as const, 'hang' as const),
    }),
    fc.record({ do: fc.constantFrom('redial' as const, 'flush' as const, 'close' as const, 'link' as const) }),
  ),
  { minLength: 5, maxLength: 40 },
);

const shapes = fc.constantFrom<Partial<LinkInput>>(
  {},
  { lifecycle: 'short', heartbeat: 'off' },
  { exchange: { mode: 'pipeline', window: 3, timeout: '2s' } },
  { reconnect: { first: '500ms', max: '1s', attempts: 2 } },
  { lifecycle: { type: 'long', connections: 3 } },
  { lifecycle: { type: 'long', maxAge: '5s' } },
  { lifecycle: { type: 'long', connections: 2, maxAge: '4s', maxExchanges: 3 } },
  { lifecycle: { type: 'long', maxIdle: '3s', maxExchanges: 4 }, heartbeat: 'off' },
  { breaker: { failures: 2, openFor: '3s' } },
);

it('what was written replays, at each level', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('all' as const, 'lifecycle' as const),
      shapes,
      moves,
      fc.nat(),
      async (level, shape, what, where) => {
        const desk = new Desk();
        const stage = new Stage((origin) =>
          desk.open({ level, rotate: { size: 120_000, age: 86_400_000 } }, { origin }),
        );
        let link = stage.supervisor.link('line', { ...options, ...shape });
        for (const move of what) {
          if (move.do === 'ask') await stage.ask(link);
          else if (move.do === 'post') link.post(new Uint8Array(3)).catch(() => {});
          else if (move.do === 'pass') await stage.pass(move.ms);
          else if (move.do === 'silent') stage.silent = move.on;
          else if (move.do === 'answer') stage.listener.answer = move.as;
          else if (move.do === 'redial') link.redial();
          else if (move.do === 'flush') desk.time.pass(100);
          else if (move.do === 'close') void link.close({ within: 500 });
          else if (link.state === 'closed') link = stage.supervisor.link('line', { ...options, ...shape });
        }
        await stage.stop();
        const found = await verify(desk.log);
        expect(found).toMatchObject({ answer: 'complete', broken: null, notReplayed: null, skipped: 0 });

        const bytes = readFileSync(desk.log);
        const at = where % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ 4;
        writeFileSync(desk.log, bytes);
        expect((await verify(desk.log)).answer).toBe('broken');
      },
    ),
    { numRuns: 120 },
  );
});
