import { readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createActor } from 'xstate';
import { supervise } from 'holdfast';
import type { Codec, Ended, LinkInput, Restart, Worker } from 'holdfast';
import { childMachine } from '../../machines/child.ts';
import type { ChildEvent } from '../../machines/child.ts';
import { resolveGroup, resolveWorker } from '../../src/contract/options/supervise.ts';
import { resolveLink } from '../../src/contract/options/link.ts';
import { codec } from '../framing/listen.ts';
import { linePeer } from './running.ts';

const page = readFileSync('docs/supervising.md', 'utf8');

/** The rows below a heading. */
const rows = (heading: string): readonly (readonly string[])[] => {
  const [, section = ''] = page.split(`## ${heading}\n`);
  const [part = ''] = section.split('\n## ');
  const lines = part.split('\n').filter((line) => line.startsWith('|'));
  return [lines[0] ?? '', ...lines.slice(2)].map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
};

const exited = (how: 'asked' | 'normal' | 'crashed'): ChildEvent => ({ type: 'exited', at: 1, how, reason: how });

const boom = (): never => {
  throw new Error('boom');
};
const line = codec({ type: 'delimiter', delimiter: '\r\n' });
const broken = (part: Partial<Codec>): Codec => ({
  can: line.can,
  maxFrame: line.maxFrame,
  partialTimeout: line.partialTimeout,
  size: (frame) => line.size(frame),
  encode: (frame, out) => line.encode(frame, out),
  decoder: () => line.decoder(),
  ...part,
});
const beat = { every: 10, timeout: 1000, misses: 1 } as const;

/** What becomes of a link that is asked one thing, and of another beside it. */
const crashOf = async (input: Partial<LinkInput>): Promise<Ended> => {
  const far = await linePeer((said) => said);
  const supervisor = supervise();
  onTestFinished(async () => {
    await supervisor.stop({ within: 0 });
    await far.close();
  });
  const ended = new Promise<Ended>((resolve) => supervisor.once('ended', resolve));
  const beside = supervisor.link('beside', { to: far.url, framing: 'line' });
  const link = supervisor.link('link', { to: far.url, framing: 'line', restart: 'temporary', ...input });
  link.request(Buffer.from('PING')).catch(() => {});
  const told = await ended;
  expect(Buffer.from(await beside.request(Buffer.from('still here'))).toString()).toBe('still here');
  return told;
};

describe('what follows on an exit, as docs/supervising.md has it', () => {
  const stories: Readonly<Record<string, readonly ChildEvent[]>> = {
    crashed: [exited('crashed')],
    'by itself': [exited('normal')],
    'asked to': [{ type: 'stop', at: 0 }, exited('asked')],
    'taken down with a sibling': [{ type: 'halt', at: 0 }, exited('asked')],
  };
  const [[, ...types] = [], ...exits] = rows('Restart types');

  test.each(exits)('%s', (exit, ...said) => {
    const outcomes = types.map((restart) => {
      const input = { restart: restart as Restart, shutdown: null, budget: { restarts: 1, within: 1000 } };
      const actor = createActor(childMachine, { input }).start();
      for (const event of [{ type: 'start', at: 0 } as const, ...(stories[exit ?? ''] ?? [])]) actor.send(event);
      // `down` waits to be started again.
      return actor.getSnapshot().value === 'ended' ? 'ended' : 'restarted';
    });
    expect(outcomes).toEqual(said);
  });

  test('all exits and all types are there', () => {
    expect(exits.map(([exit]) => exit)).toEqual(Object.keys(stories));
    expect(types).toEqual(['permanent', 'transient', 'temporary']);
  });
});

describe('what a crash is, and what it is not', () => {
  test.each<[string, Partial<LinkInput>]>([
    [
      'a codec that throws while it reads',
      { framing: broken({ decoder: () => ({ held: 0, push: boom, end: boom }) }) },
    ],
    ['a codec that throws while it writes', { framing: broken({ encode: boom }) }],
    ['a heartbeat’s send', { heartbeat: { ...beat, send: boom, expect: 'echo' } }],
    ['a heartbeat’s expect', { heartbeat: { ...beat, send: { text: 'BEAT' }, expect: boom } }],
  ])('%s crashes its link and nobody else', async (_, input) => {
    expect(await crashOf(input)).toMatchObject({ path: 'supervisor/link', how: 'crashed', error: new Error('boom') });
  });

  test.each<[string, Worker]>([
    ['throws', { start: boom }],
    ['rejects', { start: async () => boom() }],
    [
      'says so',
      {
        start: (crash) => {
          setImmediate(() => crash(new Error('boom')));
          return { stop: () => {} };
        },
      },
    ],
  ])('a worker whose start %s crashes', async (_, worker) => {
    const supervisor = supervise();
    const ended = new Promise<Ended>((resolve) => supervisor.once('ended', resolve));
    supervisor.worker('worker', worker, { restart: 'temporary' });
    expect(await ended).toMatchObject({ path: 'supervisor/worker', how: 'crashed', error: new Error('boom') });
    await supervisor.stop();
  });

  test('a codec’s size, a throwing handshake, and a throwing onLost end no link', async () => {
    const far = await linePeer((said) => (said === 'BYE' ? null : said));
    const supervisor = supervise();
    onTestFinished(async () => {
      await supervisor.stop({ within: 0 });
      await far.close();
    });
    const ended: Ended[] = [];
    supervisor.on('ended', (told) => ended.push(told));
    const sized = supervisor.link('sized', { to: far.url, framing: broken({ size: boom }) });
    await expect(sized.request(Buffer.from('x'))).rejects.toMatchObject({ code: 'crashed', outcome: 'not-sent' });

    let shaken = 0;
    const faults: unknown[] = [];
    const link = supervisor.link('link', {
      to: far.url,
      framing: 'line',
      reconnect: { first: 10, max: 10 },
      handshake: async () => {
        shaken += 1;
        if (shaken === 1) throw new Error('not today');
      },
      onLost: boom,
    });
    link.on('fault', (error) => faults.push(error));
    await link.ready();
    expect(shaken).toBe(2);
    await expect(link.request(Buffer.from('BYE'))).rejects.toMatchObject({ code: 'lost', outcome: 'unknown' });
    await link.ready();
    expect(faults).toContainEqual(new Error('boom'));
    expect(ended).toEqual([]);
  });
});

test('the defaults that the page names are those of the options', () => {
  expect(resolveLink('any', { to: 'tcp://127.0.0.1:1', framing: 'line' }).restart).toBe('transient');
  expect(resolveWorker('any', {})).toEqual({ restart: 'transient', shutdown: 5_000 });
  const intensity = { restarts: 1, within: 5_000 };
  expect(resolveGroup('any', {})).toEqual({ restart: 'permanent', strategy: 'one-for-one', intensity });
});
