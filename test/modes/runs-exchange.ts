/** How requests and replies share a line, each mode once, on loopback. */
import { USER } from '../../src/diagram/sequence-records.ts';
import { tcp } from './far.ts';
import type { Runs } from './runs.ts';
import { text } from './stage.ts';
import type { Stage } from './stage.ts';

const LANES = [USER, 'line', 'line#1', 'peer'];
/** Longer than any run: what is not to be shown must not come in between. */
const NEVER = '10m';

const sync = async (stage: Stage): Promise<readonly string[]> => {
  const far = await tcp(stage);
  const link = stage.link('line', { to: far.url, framing: 'line', exchange: { mode: 'sync', timeout: NEVER } });
  const call = await far.call();
  await link.ready();
  const first = stage.request(link, 'first');
  const second = stage.request(link, 'second');
  stage.note('line', 'second waits in the queue');
  await call.hears();
  call.says('re: first');
  await first;
  await call.hears();
  call.says('re: second');
  await second;
  const third = stage.request(link, 'third', { timeout: 200 });
  await call.hears();
  await third;
  const fourth = stage.request(link, 'fourth');
  stage.note('line', 'fourth waits: a reply is owed');
  call.says('re: third');
  stage.note('line', 'third was told already: its reply goes nowhere');
  await call.hears();
  call.says('re: fourth');
  await fourth;
  return LANES;
};

const pipeline = async (stage: Stage): Promise<readonly string[]> => {
  const far = await tcp(stage);
  const link = stage.link('line', { to: far.url, framing: 'line', exchange: { mode: 'pipeline', timeout: NEVER } });
  const call = await far.call();
  await link.ready();
  const asked = ['first', 'second', 'third'].map((what) => stage.request(link, what));
  for (const _ of asked) await call.hears();
  for (const [i, what] of ['first', 'second'].entries()) {
    call.says(`re: ${what}`);
    await asked[i];
  }
  call.resets();
  await asked[2];
  await stage.reached('line#1', 'backing-off');
  return LANES;
};

const keyOf = (frame: Uint8Array): string | undefined => /^\d+/.exec(text(frame))?.[0];

const duplex = async (stage: Stage): Promise<readonly string[]> => {
  const far = await tcp(stage);
  const link = stage.link('line', {
    to: far.url,
    framing: 'line',
    exchange: { mode: 'duplex', key: keyOf, timeout: NEVER },
  });
  link.on('message', (frame) => stage.says('line', USER, `message ${text(frame)}`));
  const call = await far.call();
  await link.ready();
  const first = stage.request(link, '1 first');
  const second = stage.request(link, '2 second', { timeout: 500 });
  const third = stage.request(link, '3 third');
  for (let i = 0; i < 3; i += 1) await call.hears();
  call.says('3 re: third');
  await third;
  call.says('news');
  await stage.until(({ event }) => event.type === 'received');
  call.says('1 re: first');
  await first;
  await second;
  call.says('2 re: second');
  await stage.until(({ event }) => event.type === 'received', 2);
  return LANES;
};

const simplex = async (stage: Stage): Promise<readonly string[]> => {
  const send = 'line>send#1';
  const take = 'line>receive#1';
  const ours = await tcp(stage, { near: send });
  const theirs = await tcp(stage, { near: take });
  const link = stage.link('line', {
    to: ours.url,
    framing: 'line',
    exchange: { mode: 'simplex', receive: theirs.url, key: keyOf, timeout: NEVER },
    reconnect: { first: 400 },
  });
  const [hearing, speaking] = await Promise.all([ours.call(), theirs.call()]);
  await link.ready();
  const asked = stage.request(link, '1 transfer');
  await hearing.hears();
  speaking.says('1 booked');
  await asked;
  speaking.says('statement');
  await stage.receive(link);
  speaking.resets();
  await stage.reached(take, 'backing-off');
  const waiting = stage.request(link, '2 transfer');
  stage.note('line', 'waits: no reply could come');
  const again = await theirs.call();
  await hearing.hears();
  again.says('2 booked');
  await waiting;
  return [USER, 'line', send, take, 'peer'];
};

const receive = async (stage: Stage): Promise<readonly string[]> => {
  const far = await tcp(stage);
  const link = stage.link('line', { to: far.url, framing: 'line' });
  const call = await far.call();
  await link.ready();
  await stage.receive(link, { timeout: 0 });
  await stage.receive(link, { timeout: 50 });
  const waiting = stage.receive(link);
  call.says('news');
  await waiting;
  call.says('more');
  await stage.until(({ event }) => event.type === 'received', 2);
  await stage.receive(link, { timeout: 0 });
  return LANES;
};

const breaker = async (stage: Stage): Promise<readonly string[]> => {
  const far = await tcp(stage);
  const link = stage.link('line', {
    to: far.url,
    framing: 'line',
    exchange: { mode: 'duplex', key: keyOf, timeout: NEVER },
    breaker: { failures: 2, openFor: 500 },
  });
  const call = await far.call();
  await link.ready();
  for (const what of ['1 ask', '2 ask']) {
    const asked = stage.request(link, what, { timeout: 200 });
    await call.hears();
    await asked;
  }
  await stage.request(link, '3 ask');
  await stage.reached('line', 'waiting');
  const trial = stage.request(link, '4 ask');
  await call.hears();
  call.says('4 re: ask');
  await trial;
  return LANES;
};

export const exchanges: Runs = {
  sync: { run: sync },
  pipeline: { run: pipeline },
  duplex: { run: duplex },
  simplex: { run: simplex },
  receive: { run: receive },
  breaker: { run: breaker },
};
