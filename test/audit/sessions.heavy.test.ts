/** Whatever sessions live through: the log of level lifecycle replays, and its sums are those of the records. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { verify } from '../../src/audit/verify.ts';
import type { RecordSink } from '../../src/contract/record.ts';
import type { ListenerInput } from '../../src/listener/listener.ts';
import type { Link } from '../../src/link/link.ts';
import { isQuiet } from '../../src/story/quiet.ts';
import { bytes } from '../model/world.ts';
import { beats, Hall } from './sessions-kit.ts';
import { Desk } from './writer-kit.ts';

const who = fc.integer({ min: 0, max: 3 });
const move = fc.oneof(
  fc.record({ do: fc.constantFrom('ask' as const, 'post' as const, 'open' as const, 'push' as const), who }),
  fc.record({ do: fc.constantFrom('close' as const, 'leave' as const, 'redial' as const, 'end' as const), who }),
  fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 6_000 }) }),
  fc.record({ do: fc.constantFrom('flush' as const, 'taken' as const, 'free' as const, 'mute' as const) }),
  fc.record({ do: fc.constant('shut' as const) }),
);

const talks = fc.constantFrom<Partial<ListenerInput>>(
  {},
  { heartbeat: { ...beats, role: 'both' } },
  { heartbeat: { ...beats, role: 'responder' }, whenFull: 'evict' },
  { exchange: { mode: 'pipeline', window: 3, timeout: '2s' }, limits: { max: 3, pending: 1, idle: '5s' } },
  { exchange: { mode: 'duplex', window: 4, timeout: '1s', key: { offset: 0, bytes: 1 } }, heartbeat: beats },
);

/** What was left out, by its actor and kind. */
class Counted implements RecordSink {
  readonly level = 'all';
  readonly sums = new Map<string, number>();

  take: RecordSink['take'] = (record) => {
    if (!isQuiet(record)) return;
    const { link, connection, chart, event, effects } = record;
    const kind = effects[0] === undefined ? event.type : `${event.type}/${effects[0]}`;
    const key = [link, connection, chart, kind].join(' ');
    this.sums.set(key, (this.sums.get(key) ?? 0) + 1);
  };
}

const summed = (desk: Desk): ReadonlyMap<string, number> => {
  const sums = new Map<string, number>();
  for (const entry of desk.entries)
    if (entry.type === 'summary')
      for (const [kind, times] of Object.entries(entry.counts)) {
        const key = [entry.link, entry.connection, entry.chart, kind].join(' ');
        sums.set(key, (sums.get(key) ?? 0) + times);
      }
  return sums;
};

it('sessions that come and go, with summaries', async () => {
  await fc.assert(
    fc.asyncProperty(
      talks,
      fc.boolean(),
      fc.array(move, { minLength: 10, maxLength: 60 }),
      async (talk, late, moves) => {
        const desk = new Desk();
        const counted = new Counted();
        let mute = false;
        const onRequest: ListenerInput['onRequest'] = (frame) => {
          if (mute) return undefined;
          return late ? Promise.resolve(frame) : frame;
        };
        const hall = new Hall((origin) => desk.open({ rotate: { size: 60_000, age: 86_400_000 } }, { origin }), {
          ...talk,
          onRequest,
        });
        hall.supervisor.addSink(counted);
        // Its first records came before anybody could count them, and none of them is quiet.
        const links = new Map<number, Link>();
        const client = (n: number): Link | undefined => links.get(n);
        for (const one of moves) {
          if (one.do === 'pass') await hall.pass(one.ms);
          else if (one.do === 'flush') desk.time.pass(100);
          else if (one.do === 'taken' || one.do === 'free') hall.taken = one.do === 'taken';
          else if (one.do === 'mute') mute = !mute;
          else if (one.do === 'shut') void hall.supervisor.listening.get('front')?.close({ within: '1s' });
          else if (one.do === 'open') {
            const { exchange } = talk;
            const given = { heartbeat: beats, ...(exchange === undefined ? {} : { exchange }) };
            if (client(one.who) === undefined || client(one.who)?.state === 'closed')
              links.set(
                one.who,
                hall.client(`client${String(one.who)}`, one.who === 3 ? { ...given, heartbeat: 'off' } : given),
              );
            await hall.pass(5);
          } else if (one.do === 'ask')
            client(one.who)
              ?.request(bytes('abc'))
              .catch(() => {});
          else if (one.do === 'post')
            client(one.who)
              ?.post(bytes('xyz'))
              .catch(() => {});
          else if (one.do === 'close') void client(one.who)?.close({ within: 300 });
          else if (one.do === 'leave') client(one.who)?.destroy();
          else if (one.do === 'redial') client(one.who)?.redial();
          else if (one.do === 'push') hall.sessions[one.who]?.request(bytes('srv')).catch(() => {});
          else if (one.do === 'end') hall.sessions[one.who]?.close();
          await hall.pass(1);
        }
        await hall.stop();
        const found = await verify(desk.log);
        expect(found).toMatchObject({ answer: 'complete', broken: null, notReplayed: null, missing: 0, skipped: 0 });
        expect(summed(desk)).toEqual(counted.sums);
      },
    ),
    { numRuns: 80 },
  );
});
