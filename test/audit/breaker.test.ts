/** What a breaker said to each call is summed up, and replays. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { supervise, verifyAudit } from 'holdfast';
import { fallsSilent, framed, Peer, steady } from 'holdfast/testkit';
import { expect, test } from 'vitest';

const failure = (promise: Promise<unknown>): Promise<{ readonly code?: string }> =>
  promise.then(
    () => ({}),
    (error: { readonly code?: string }) => error,
  );

test.each(['lifecycle', 'all'] as const)(
  'a log of a breaker that opened and closed is complete, level %s',
  async (level) => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-breaker-'));
    const peer = await Peer.listen(fallsSilent(framed, { exchanges: 1, lasts: 200 }));
    try {
      const file = join(folder, 'audit.ndjson');
      const supervisor = supervise({ audit: { file, level } });
      const link = supervisor.link('line', {
        to: peer.url,
        framing: 'uint:4',
        exchange: { timeout: '30ms' },
        reconnect: { first: '10ms', max: '20ms' },
        breaker: { failures: 2, openFor: '20ms' },
      });
      const ask = (timeout: number): Promise<{ readonly code?: string }> =>
        failure(link.request(new Uint8Array([1]), { timeout }));
      expect(await ask(5_000)).toEqual({});
      for (let i = 0; i < 2; i += 1) expect(await ask(30)).toMatchObject({ code: 'timeout' });
      expect(await ask(5_000)).toMatchObject({ code: 'circuit-open' });
      while ((await ask(5_000)).code !== undefined) await new Promise((resolve) => setImmediate(resolve));
      await supervisor.stop();
      expect(await verifyAudit(file)).toMatchObject({ answer: 'complete', broken: null, notReplayed: null });
    } finally {
      await peer.close();
      rmSync(folder, { recursive: true });
    }
  },
);

test.each(['lifecycle', 'all'] as const)(
  'a link that is added again begins with a breaker of its own, level %s',
  async (level) => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-breaker-'));
    const peer = await Peer.listen(steady(framed));
    try {
      const file = join(folder, 'audit.ndjson');
      const supervisor = supervise({ audit: { file, level } });
      const options = { to: peer.url, framing: 'uint:4', breaker: { failures: 2, openFor: '3s' } } as const;
      for (let i = 0; i < 3; i += 1) {
        const link = supervisor.link('line', options);
        await link.request(new Uint8Array([1]));
        await link.close();
      }
      await supervisor.stop();
      expect(await verifyAudit(file)).toMatchObject({ answer: 'complete', broken: null, notReplayed: null });
    } finally {
      await peer.close();
      rmSync(folder, { recursive: true });
    }
  },
);
