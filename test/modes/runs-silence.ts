/** Who asks whom whether he is there, each way once, on loopback; and the carriers that are no TCP. */
import type { LinkInput } from 'holdfast';
import { USER } from '../../src/diagram/sequence-records.ts';
import { framed } from '../../src/testkit/speech.ts';
import { tcp, udp, webSocket } from './far.ts';
import type { Runs } from './runs.ts';
import type { Stage } from './stage.ts';

const LANES = [USER, 'line', 'line#1', 'peer'];

const beating = (to: string, role: 'initiator' | 'responder' | 'both'): LinkInput => ({
  to,
  framing: 'line',
  heartbeat: {
    every: 200,
    timeout: 500,
    misses: 2,
    role,
    send: { text: role === 'responder' ? 'PONG' : 'PING' },
    expect: { text: role === 'responder' ? 'PING' : 'PONG' },
  },
});

const initiator = async (stage: Stage): Promise<readonly string[]> => {
  const far = await tcp(stage);
  stage.link('line', beating(far.url, 'initiator'));
  const call = await far.call();
  await call.hears();
  call.says('PONG');
  for (let i = 0; i < 2; i += 1) await call.hears();
  await stage.reached('line#1', 'backing-off');
  return LANES;
};

const responder = async (stage: Stage): Promise<readonly string[]> => {
  const far = await tcp(stage);
  const link = stage.link('line', beating(far.url, 'responder'));
  const call = await far.call();
  await link.ready();
  call.says('PING');
  await call.hears();
  await stage.reached('line#1', 'backing-off');
  return LANES;
};

const both = async (stage: Stage): Promise<readonly string[]> => {
  const far = await tcp(stage, { speech: framed });
  const link = stage.link('line', {
    to: far.url,
    framing: 'uint:4',
    heartbeat: { every: 200, timeout: 500, misses: 2, role: 'both', send: 'empty' },
  });
  const call = await far.call();
  await link.ready();
  call.says('');
  await call.hears();
  await call.hears();
  call.says('');
  await stage.reached('line#1', 'idle', 3);
  return LANES;
};

const datagrams = async (stage: Stage): Promise<readonly string[]> => {
  const far = await udp(stage);
  const link = stage.link('line', {
    to: far.url,
    framing: 'read-once',
    heartbeat: { every: 200, timeout: 500, misses: 2, send: { text: 'ping' }, expect: { text: 'pong' } },
  });
  await link.ready();
  const call = await far.call();
  await call.hears();
  call.says('pong');
  for (let i = 0; i < 2; i += 1) await call.hears();
  await stage.reached('line#1', 'backing-off');
  return LANES;
};

const webSockets = async (stage: Stage): Promise<readonly string[]> => {
  const far = await webSocket(stage);
  const link = stage.link('line', { to: far.url, framing: 'read-once', reconnect: { first: 50 } });
  const call = await far.call();
  await link.ready();
  const asked = stage.request(link, 'subscribe ticks');
  await call.hears();
  call.says('subscribed');
  await asked;
  call.says('tick 1.25');
  await stage.receive(link);
  call.ends();
  await far.call();
  await stage.reached('line#1', 'idle', 4);
  return LANES;
};

export const silences: Runs = {
  initiator: { run: initiator },
  responder: { run: responder },
  both: { run: both },
  udp: { run: datagrams, lanes: { dial: null, end: null } },
  websocket: { run: webSockets, lanes: { dial: 'GET, Upgrade: websocket', end: 'Close' } },
};
