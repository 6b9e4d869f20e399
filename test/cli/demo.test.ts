import { describe, expect, test } from 'vitest';
import type { DemoPeer } from '../../src/testkit/demo-peers.ts';
import { FakeWorld, settled } from './fakes.ts';

const peer = (name: string, closed: string[], traffic?: DemoPeer['traffic']): DemoPeer => ({
  name,
  story: `the story of ${name}`,
  url: 'memory://peer',
  options: { to: 'memory://peer', framing: 'line' },
  ...(traffic && { traffic }),
  close: () => {
    closed.push(name);
    return Promise.resolve();
  },
});

const untilStopped: DemoPeer['traffic'] = (_, signal) =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve());
  });

describe('demo', () => {
  test('tells each peer’s story, holds a link to it, and closes all in the end', async () => {
    const world = new FakeWorld();
    const closed: string[] = [];
    let ended = false;
    const traffic: DemoPeer['traffic'] = async (link, signal) => {
      await link.request(Uint8Array.of(1), { signal });
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
      });
      ended = true;
    };
    world.demoPeers = () => Promise.resolve([peer('one', closed, traffic), peer('three', closed)]);
    const over = world.run('demo', '--for', '5s');
    await settled();
    expect([...world.supervisor.links.keys()]).toEqual(['one', 'three']);
    expect(world.supervisor.requests).toHaveLength(1);
    expect([...world.timers.values()]).toEqual([5_000]);
    world.fire();
    expect(await over).toBe(0);
    expect(world.out).toMatch(/^one    the story of one\nthree  the story of three\n\n\nlink  /);
    expect([ended, closed, world.supervisor.stops]).toEqual([true, ['one', 'three'], 1]);
  });

  test('with --json there are records only', async () => {
    const world = new FakeWorld();
    world.demoPeers = () => Promise.resolve([peer('one', [])]);
    const over = world.run('demo', '--json', '--for', '1s');
    await settled();
    world.supervisor.tell({});
    world.fire();
    await over;
    expect(JSON.parse(world.out)).toMatchObject({ seq: 1 });
  });

  test.each([
    [[], '/tmp/own.ndjson', true],
    [['--audit', 'named.ndjson'], 'named.ndjson', false],
  ])('writes an audit log and ends by verifying it: %j', async (args, log, isTold) => {
    const world = new FakeWorld();
    const verified: string[] = [];
    world.demoPeers = () => Promise.resolve([peer('one', [])]);
    world.audit = {
      temporaryLog: () => '/tmp/own.ndjson',
      verify: (file) => {
        expect(world.supervisor.stops).toBe(1);
        verified.push(file);
        return Promise.resolve({ whole: true, words: 'complete, 12 records, head 5f' });
      },
    };
    const over = world.run('demo', '--for', '1s', ...args);
    await settled();
    world.fire();
    expect(await over).toBe(0);
    expect([world.options, verified]).toEqual([[{ audit: log }], [log]]);
    expect(world.out).toMatch(/\naudit: complete, 12 records, head 5f\n/);
    expect(world.out.includes('it is kept; ask it:\n  holdfast audit why /tmp/own.ndjson silent\n')).toBe(isTold);
  });

  test('fails when its audit log is not whole, and tells that beside the records', async () => {
    const world = new FakeWorld();
    world.demoPeers = () => Promise.resolve([peer('one', [])]);
    world.audit = {
      temporaryLog: () => 'own.ndjson',
      verify: () => Promise.resolve({ whole: false, words: 'broken at record 3: its hash is another' }),
    };
    const over = world.run('demo', '--for', '1s', '--json');
    await settled();
    world.fire();
    expect(await over).toBe(1);
    expect([world.out, world.err.split('\n')[0]]).toEqual(['', 'audit: broken at record 3: its hash is another']);
  });

  test('leaves verifying be when it is ended at once', async () => {
    const world = new FakeWorld();
    world.demoPeers = () => Promise.resolve([peer('one', [])]);
    world.audit = { temporaryLog: () => 'own.ndjson', verify: () => Promise.reject(new Error('read')) };
    world.supervisor.stopped = new Promise(() => {});
    const over = world.run('demo');
    await settled();
    world.end('interrupt');
    world.end('interrupt');
    expect(await over).toBe(1);
    expect(world.err).toBe('stopping; interrupt once more to end at once\n');
  });

  test('closes its peers when a link cannot be made', async () => {
    const world = new FakeWorld();
    const closed: string[] = [];
    world.demoPeers = () => Promise.resolve([peer('one', closed, untilStopped), peer('two', closed)]);
    const { supervisor } = world;
    const add = supervisor.link.bind(supervisor);
    supervisor.link = (name, options) => {
      if (name === 'two') throw new Error('no link');
      return add(name, options);
    };
    expect(await world.run('demo')).toBe(1);
    expect([closed, supervisor.destroys]).toEqual([['one', 'two'], 1]);
  });
});
