/** How long a connection lives, each way once, on loopback. */
import { once } from 'node:events';
import { USER } from '../../src/diagram/sequence-records.ts';
import type { Speech } from '../../src/testkit/speech.ts';
import { tcp } from './far.ts';
import type { Runs } from './runs.ts';
import type { Stage } from './stage.ts';

const ONE = [USER, 'line', 'line#1', 'peer'];
const TWO = [USER, 'line', 'line#1', 'line#2', 'peer'];
/** Shorter than anybody would wait for a picture, and longer than a step of one. */
const SOON = 600;

const long = async (stage: Stage): Promise<readonly string[]> => {
  const far = await tcp(stage);
  const link = stage.link('line', { to: far.url, framing: 'line', reconnect: { first: 50 } });
  const first = await far.call();
  await link.ready();
  const asked = stage.request(link, 'AUTH 1');
  await first.hears();
  first.says('OK 1');
  await asked;
  first.resets();
  const second = await far.call();
  await link.ready();
  const again = stage.request(link, 'AUTH 2');
  await second.hears();
  second.says('OK 2');
  await again;
  stage.close(link);
  await stage.reached('line', 'closed');
  return ONE;
};

const short = async (stage: Stage): Promise<readonly string[]> => {
  const far = await tcp(stage);
  const link = stage.link('line', { to: far.url, framing: 'line', lifecycle: 'short' });
  for (const [i, what] of ['one', 'two'].entries()) {
    const asked = stage.request(link, what);
    const call = await far.call();
    await call.hears();
    call.says(`re: ${what}`);
    await asked;
    await stage.reached(`line#${String(i + 1)}`, 'dead');
  }
  return TWO;
};

const limited = async (stage: Stage): Promise<readonly string[]> => {
  const far = await tcp(stage);
  const link = stage.link('line', {
    to: far.url,
    framing: 'line',
    lifecycle: { type: 'long', maxExchanges: 2, maxIdle: SOON },
  });
  const old = await far.call();
  await link.ready();
  const first = stage.request(link, 'first');
  await old.hears();
  old.says('re: first');
  await first;
  const second = stage.request(link, 'second');
  await far.call();
  await stage.reached('line#2', 'idle');
  await old.hears();
  old.says('re: second');
  await second;
  await stage.reached('line#1', 'dead');
  await stage.reached('line#2', 'dead');
  stage.note('line', 'resting: the next call dials');
  return TWO;
};

const pool = async (stage: Stage): Promise<readonly string[]> => {
  const far = await tcp(stage);
  const link = stage.link('line', { to: far.url, framing: 'line', lifecycle: { type: 'long', connections: 2 } });
  const first = await far.call();
  const second = await far.call();
  await stage.reached('line#1', 'idle');
  await stage.reached('line#2', 'idle');
  const one = stage.request(link, 'one');
  const two = stage.request(link, 'two');
  await first.hears();
  await second.hears();
  first.resets();
  await one;
  await stage.reached('line#1', 'backing-off');
  second.says('re: two');
  await two;
  const three = stage.request(link, 'three');
  await second.hears();
  second.says('re: three');
  await three;
  return TWO;
};

const raw: Speech = {
  reader: () => (chunk) => [chunk],
  frame: (message) => Buffer.from(message),
  answer: (message) => message,
};

const untilClose = async (stage: Stage): Promise<readonly string[]> => {
  const answered = new AbortController();
  const far = await tcp(stage, { speech: raw, released: once(answered.signal, 'abort') });
  const link = stage.link('line', { to: far.url, framing: 'until-close', lifecycle: 'short' });
  const asked = stage.request(link, 'GET /');
  const call = await far.call();
  await call.hears();
  await call.hears();
  call.says('a page of any length');
  stage.says('peer', call.near, 'FIN');
  answered.abort();
  await asked;
  await stage.reached('line#1', 'dead');
  return ONE;
};

export const lifecycles: Runs = {
  long: { run: long },
  short: { run: short },
  limited: { run: limited },
  pool: { run: pool },
  // Its FIN stands behind the request, long before the chart ends the connection.
  'until-close': { run: untilClose, lanes: { end: null } },
};
