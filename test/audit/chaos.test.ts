/** Trouble made on purpose on a real line: found, told, and replayed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAudit, storyText, supervise, Storyteller, verifyAudit } from 'holdfast';
import type { TransitionRecord } from 'holdfast';
import { framed, Peer, steady } from 'holdfast/testkit';
import { expect, it } from 'vitest';

it.each(['lifecycle', 'all'] as const)(
  'a black hole on a TCP line is found by its heartbeat, and its log of level %s is complete and names it',
  async (level) => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-chaos-'));
    const peer = await Peer.listen(steady(framed));
    try {
      const file = join(folder, 'audit.ndjson');
      const supervisor = supervise({ audit: { file, level }, chaos: true });
      const link = supervisor.link('line', {
        to: peer.url,
        framing: 'uint:4',
        connectTimeout: '100ms',
        heartbeat: { every: '50ms', timeout: '50ms', misses: 1, send: { text: 'x' }, expect: { text: 'x' } },
        reconnect: { first: '10ms', max: '20ms' },
      });
      await link.request(new Uint8Array([1]));
      const met = (is: (record: TransitionRecord) => boolean): Promise<TransitionRecord> =>
        new Promise((resolve) => {
          const hear = (record: TransitionRecord): void => {
            if (!is(record)) return;
            supervisor.off('record', hear);
            resolve(record);
          };
          supervisor.on('record', hear);
        });
      const lost = met(({ chart, to }) => chart === 'connection' && to.startsWith('reconnecting'));
      supervisor.chaos?.blackHole('line');
      expect((await lost).event.type).toBe('after:probeTimeout');
      const timedOut = await met(({ event }) => event.type === 'after:connectTimeout');
      expect(timedOut.verdict?.kind).toBeDefined();
      supervisor.chaos?.heal('line');
      await link.request(new Uint8Array([2]), { timeout: '10s' });
      supervisor.chaos?.probe('line');
      await supervisor.stop();

      expect(await verifyAudit(file)).toMatchObject({ answer: 'complete', broken: null, notReplayed: null });
      const teller = new Storyteller('line');
      const acts: string[] = [];
      for await (const lines of readAudit(file)) {
        for (const { entry } of lines) {
          if (entry?.type === 'record' && entry.cause === 'chaos') acts.push(`${entry.event.type} ${entry.to}`);
          if (entry?.type === 'record' || entry?.type === 'summary' || entry?.type === 'gap') teller.take(entry);
        }
      }
      expect(acts).toEqual(['start idle', 'black-hole black-holed', 'heal idle', 'probe idle', 'end ended']);
      const story = teller.story();
      expect(story.outage?.onPurpose?.what).toBe('black-hole');
      expect(storyText(story).replace(/\s+/g, ' ')).toMatch(/disturbed on purpose.*nothing passed any more/);
    } finally {
      await peer.close();
      rmSync(folder, { recursive: true });
    }
  },
);
