import { Peer, lines, steady } from 'holdfast/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { linePeer, run } from './running.ts';

test('the uploader has each reading acknowledged over a connection of its own', async () => {
  const collector = await Peer.listen(steady(lines));
  onTestFinished(() => collector.close());
  const { said } = await run('telemetry-uploader', { COLLECTOR: collector.url });
  expect(said).toEqual(['acknowledged 4, to be sent again 0, to be asked about 0']);
  expect(collector.accepted).toBe(4);
  expect(collector.open).toBe(0);
});

test('the uploader keeps what surely was not sent', async () => {
  const collector = await Peer.listen(steady(lines));
  await collector.close();
  const { said } = await run('telemetry-uploader', { COLLECTOR: collector.url });
  expect(said.at(-1)).toBe('acknowledged 0, to be sent again 4, to be asked about 0');
  expect(said.slice(0, -1).every((line) => line.includes('nothing was sent'))).toBe(true);
});

test('the uploader sets apart what may have arrived, and sends it to nobody twice', async () => {
  const heard: string[] = [];
  const collector = await linePeer((line) => {
    heard.push(line);
    return line.includes('flow') ? null : 'OK';
  });
  onTestFinished(() => collector.close());
  const { said } = await run('telemetry-uploader', { COLLECTOR: collector.url });
  expect(said.at(-1)).toBe('acknowledged 2, to be sent again 0, to be asked about 2');
  expect(said.slice(0, -1).every((line) => line.includes('the peer may have acted on it'))).toBe(true);
  expect(heard.toSorted()).toEqual([
    'pump-1 flow 11.7',
    'pump-1 pressure 4.20',
    'pump-2 flow 12.1',
    'pump-2 pressure 4.15',
  ]);
});
