import { expect, onTestFinished, test } from 'vitest';
import { checkListener } from '../../src/contract/options/listener.ts';
import { supervise } from '../../src/index.ts';
import { demoFront } from '../../src/testkit/demo-front.ts';

test('its options are those of a listener', () => {
  expect(checkListener(demoFront.options)).toMatchObject({ ok: true });
});

test('clients leave, reset, and stop without a word; all are gone when it is told to stop', async () => {
  const supervisor = supervise();
  onTestFinished(() => supervisor.destroy());
  const ends = new Set<string>();
  const listener = supervisor.listener(demoFront.name, {
    ...demoFront.options,
    onGone: (_, { reason }) => void ends.add(reason),
  });
  await listener.ready();
  const stop = new AbortController();
  const clients = demoFront.clients(listener.address ?? '', stop.signal);
  while (!['ended', 'heartbeat', 'reset'].every((one) => ends.has(one)))
    await new Promise((resolve) => setImmediate(resolve));
  stop.abort();
  await clients;
  while (listener.sessions.size > 0) await new Promise((resolve) => setImmediate(resolve));
  expect(listener.sessions.size).toBe(0);
});

test('clients end at once where nobody listens', async () => {
  const stop = new AbortController();
  const clients = demoFront.clients('127.0.0.1:1', stop.signal);
  stop.abort();
  await expect(clients).resolves.toBeUndefined();
});
