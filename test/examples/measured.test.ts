import { expect, test } from 'vitest';
import { Peer, lines, steady } from 'holdfast/testkit';
import { run } from './running.ts';

test('a line is measured, and what it did is there to be scraped', async () => {
  const peer = await Peer.listen(steady(lines));
  const { said } = await run('measured', { REDIS: peer.url, PORT: '0' });
  expect(said[0]).toMatch(/^scrape http:\/\/127\.0\.0\.1:\d+\/metrics$/);
  expect(said).toContain('holdfast_link_up{link="redis"} 1');
  expect(said).toContain('holdfast_replies_total{link="redis"} 1');
  expect(said).toContain('holdfast_connect_duration_seconds_count{link="redis"} 1');
  await peer.close();
});
