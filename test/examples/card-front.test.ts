import { expect, onTestFinished, test, vi } from 'vitest';
import { supervise } from '../../src/index.ts';
import type { Listener, Supervisor } from '../../src/index.ts';
import { run } from './running.ts';

const bytes = (said: string): Uint8Array => new Uint8Array(Buffer.from(said, 'latin1'));
const text = (frame: Uint8Array): string => Buffer.from(frame).toString('latin1');

test('the front signs terminals on, answers them, and turns away who does not sign on', async () => {
  const { exported, said } = await run('card-front', { FRONT: 'tcp://127.0.0.1:0' });
  const { front, supervisor } = exported as { readonly front: Listener; readonly supervisor: Supervisor };
  vi.spyOn(console, 'log').mockImplementation(() => {});
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const clients = supervise();
  onTestFinished(async () => {
    await Promise.all([clients.stop(), supervisor.stop()]);
    vi.restoreAllMocks();
  });
  expect(said).toEqual([`listening at ${String(front.address)}`]);
  const to = `tcp://${String(front.address)}`;
  const terminal = clients.link('terminal', {
    to,
    framing: 'ascii:4',
    handshake: async (talk) => {
      if (text(await talk.request(bytes('0800T7'))) !== '0810T700') talk.reject();
    },
    heartbeat: { every: '20s', timeout: '5s', send: 'empty' },
  });
  expect(text(await terminal.request(bytes('0100 42.00')))).toBe('0110 42.0000');
  expect([...front.sessions.keys()]).toEqual(['front!1']);

  const stranger = clients.link('stranger', { to, framing: 'ascii:4', reconnect: 'off' });
  const reply = stranger.request(bytes('0100 1.00'));
  await expect(reply).rejects.toMatchObject({ code: 'lost', outcome: 'unknown' });
  expect(front.sessions.size).toBe(1);

  await expect(terminal.request(bytes('9999'), { timeout: '5s' })).rejects.toMatchObject({ outcome: 'unknown' });
});
