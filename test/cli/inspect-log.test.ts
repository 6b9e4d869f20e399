/** The live page, on a log. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { cli } from '../../src/cli/cli.ts';
import { FEED_PATH, SUBPROTOCOL, TOKEN_PREFIX } from '../../src/inspector/protocol.ts';
import type { ServerMessage } from '../../src/inspector/protocol.ts';
import { folder } from '../audit/writing.ts';
import { happened } from '../history/happened.ts';
import { FakeWorld } from './fakes.ts';

async function logged(): Promise<string> {
  const log = join(folder(), 'audit.ndjson');
  writeFileSync(log, await happened('lifecycle'));
  return log;
}

/** What the page at this address is told first, until it is shown an instant. */
function heard(address: string): Promise<readonly ServerMessage[]> {
  const { host, hash } = new URL(address);
  const socket = new WebSocket(`ws://${host}${FEED_PATH}`, [SUBPROTOCOL, TOKEN_PREFIX + hash.slice('#token='.length)]);
  const messages: ServerMessage[] = [];
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (data: Buffer, binary) => {
      if (binary) return;
      const message = JSON.parse(data.toString()) as ServerMessage;
      messages.push(message);
      if (message.type !== 'pulse') return;
      socket.close();
      resolve(messages);
    });
  });
}

const addressIn = (out: string): string | undefined => /inspect: (\S+)/.exec(out)?.[1];

async function until<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('holdfast inspect', () => {
  it('serves the page on a log until it is interrupted', async () => {
    const world = new FakeWorld();
    const status = cli(['inspect', await logged()], world);
    const messages = await heard(await until(() => addressIn(world.out)));
    expect(messages.map(({ type }) => type)).toEqual(expect.arrayContaining(['hello', 'extent', 'moment', 'rows']));
    expect(messages[0]).toMatchObject({ mode: 'log', title: 'audit.ndjson, not verified here', holdfast: '1.2.3' });
    expect(world.err).toMatch(/^\d+ records, read in 0\.0 s\n$/);
    world.end('interrupt');
    expect(await status).toBe(0);
  });

  it('ends when its time is up', async () => {
    const world = new FakeWorld();
    const status = cli(['inspect', await logged(), '--for', '10s'], world);
    await until(() => ([...world.timers.values()].includes(10_000) ? true : undefined));
    world.pass(10_000);
    expect(await status).toBe(0);
  });

  it('shows on a terminal how far it is', async () => {
    const world = new FakeWorld();
    world.stderr.isTTY = true;
    const status = cli(['inspect', await logged()], world);
    await until(() => (world.err.includes('records') ? true : undefined));
    expect(world.err).toMatch(/\rreading: █+░* \d+ %/);
    world.end('interrupt');
    expect(await status).toBe(0);
  });

  it.each([
    ['no log', [], 2, /a log is missing/],
    ['two', ['a', 'b'], 2, /unexpected argument 'b'/],
    ['what is not there', ['/nowhere/audit.ndjson'], 1, /^audit-unreadable: \/nowhere\/audit\.ndjson/],
    ['no port', ['a', '--at', '99999'], 2, /no port 99999/],
  ])('refuses %s', async (_, args, status, says) => {
    const world = new FakeWorld();
    expect(await cli(['inspect', ...args], world)).toBe(status);
    expect(world.err).toMatch(says);
  });

  it('refuses what is no log, by its name', async () => {
    const file = join(folder(), 'notes.txt');
    writeFileSync(file, 'buy milk\n');
    const world = new FakeWorld();
    expect(await cli(['inspect', file], world)).toBe(1);
    expect(world.err).toMatch(/^audit-unreadable: .*notes\.txt: this is no audit log/);
  });

  it('says what of the log is not as it should be', async () => {
    const log = await logged();
    writeFileSync(join(log, '..', 'audit.2.ndjson'), 'torn');
    const world = new FakeWorld();
    const status = cli(['inspect', log], world);
    await until(() => (world.err.includes('note:') ? true : undefined));
    expect(world.err).toMatch(/note: 1 line is none of a log/);
    world.end('interrupt');
    expect(await status).toBe(0);
  });
});
