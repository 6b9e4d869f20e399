import { Peer, lines, steady } from 'holdfast/testkit';
import { expect, test } from 'vitest';
import { run } from './running.ts';

test('a supervisor is looked at, and a receiver that is not there disturbs nothing', async () => {
  const peer = await Peer.listen(steady(lines));
  const { said } = await run('inspected', { BANK: peer.url, STATELY: 'ws://127.0.0.1:1' });
  expect(said[0]).toMatch(/^look at http:\/\/127\.0\.0\.1:\d+\/#token=.+$/);
  expect(said[1]).toBe('PONG');
  await peer.close();
});
