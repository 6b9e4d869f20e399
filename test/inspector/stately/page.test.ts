/** The page that holds the frame, as the server sees it: who is let in, what it may say, what it is told. */
import { once } from 'node:events';
import { supervise } from 'holdfast';
import type { Supervisor } from 'holdfast';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createInspector } from '../../../src/inspector/index.ts';
import type { Inspector, InspectorOptions } from '../../../src/inspector/index.ts';
import { SUBPROTOCOL, TOKEN_PREFIX } from '../../../src/inspector/protocol.ts';
import { STATELY_PATH } from '../../../src/inspector/stately/page-protocol.ts';
import { Reader } from './reader.ts';
import type { Message } from './reader.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

interface World {
  readonly supervisor: Supervisor;
  readonly inspector: Inspector;
  /** Opens the page's feed. @param origin of the page that asks */
  readonly dial: (token?: string, origin?: string) => WebSocket;
}

async function inspected(options: InspectorOptions = { stately: {} }): Promise<World> {
  const supervisor = supervise();
  const inspector = await createInspector(supervisor, options);
  ends.push(
    () => supervisor.stop(),
    () => inspector.close(),
  );
  const { host, hash, origin: own } = new URL(inspector.url);
  const dial = (token = hash.replace('#token=', ''), origin = own): WebSocket => {
    const socket = new WebSocket(`ws://${host}${STATELY_PATH}`, [SUBPROTOCOL, TOKEN_PREFIX + token], { origin });
    ends.push(() => socket.terminate());
    return socket;
  };
  return { supervisor, inspector, dial };
}

interface Told {
  readonly type: string;
  readonly [fact: string]: unknown;
}

/** What it is told, from the first word on. */
function listens(socket: WebSocket): Told[] {
  const told: Told[] = [];
  socket.on('message', (data: Buffer) => void told.push(JSON.parse(data.toString()) as Told));
  return told;
}

const refusal = async (socket: WebSocket): Promise<string> => {
  const [error] = (await once(socket, 'error')) as [Error];
  return error.message;
};
const closing = async (socket: WebSocket): Promise<number> => ((await once(socket, 'close')) as [number])[0];
const until = (look: () => void): Promise<void> => vi.waitFor(look, { timeout: 10_000, interval: 10 });
const nowhere = { to: 'tcp://127.0.0.1:9', framing: 'uint:4' } as const;

describe('the page that holds Stately’s frame', () => {
  it('is not let in without the token, from another origin, or where it is not served', async () => {
    const { dial } = await inspected();
    expect(await refusal(dial('a-token-of-another-page'))).toContain('401');
    expect(await refusal(dial(undefined, 'https://stately.ai'))).toContain('403');
    const { dial: elsewhere } = await inspected({});
    expect(await refusal(elsewhere())).toContain('404');
  });

  it('is told what the frame is to show, and of actors only once the frame is there', async () => {
    const { supervisor, dial } = await inspected();
    supervisor.link('line', nowhere);
    const socket = dial();
    const told = listens(socket);
    await until(() => expect(told).toHaveLength(2));
    expect(told[0]).toEqual({ type: 'holdfast.opening', frame: 'https://stately.ai/inspect', most: 20 });
    expect(told[1]).toMatchObject({ type: 'holdfast.status', shown: ['line'], chosen: null, lines: 1, of: 1 });
    socket.send('{"type":"connected"}');
    await until(() => expect(told.some(({ name }) => name === 'connection line#1')).toBe(true));
    expect(told.findIndex(({ type }) => type === 'holdfast.beginning')).toBe(2);
    const reader = new Reader();
    for (const one of told) if (one.type.startsWith('@xstate.')) reader.take(one as unknown as Message);
    expect(reader.resolved).toBeGreaterThan(1);
  });

  it('finds links by a part of their name, and chooses among them', async () => {
    const { supervisor, dial } = await inspected({ stately: { links: [] } });
    for (const name of ['core-bank', 'market', 'bank-2']) supervisor.link(name, nowhere);
    const socket = dial();
    const told = listens(socket);
    await once(socket, 'open');
    socket.send('{"type":"find","text":"BANK"}');
    await until(() =>
      expect(told).toContainEqual({ type: 'holdfast.found', text: 'BANK', names: ['bank-2', 'core-bank'], of: 2 }),
    );
    socket.send('{"type":"choose","links":["market"]}');
    await until(() => expect(told.at(-1)).toMatchObject({ shown: ['market'], chosen: ['market'] }));
  });

  it.each(['', '[]', 'null', '{"type":"act"}', '{"type":"find"}', '{"type":"choose","links":[1]}'])(
    'is sent away when it says %j',
    async (words) => {
      const { dial } = await inspected();
      const socket = dial();
      await once(socket, 'open');
      socket.send(words);
      expect(await closing(socket)).toBe(1008);
    },
  );

  it('is sent away when it chooses more links than are shown', async () => {
    const { dial } = await inspected();
    const socket = dial();
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'choose', links: Array.from({ length: 21 }, (_, i) => String(i)) }));
    expect(await closing(socket)).toBe(1008);
  });

  it('is sent away when it says too much', async () => {
    const { dial } = await inspected();
    const socket = dial();
    await once(socket, 'open');
    for (let i = 0; i < 200; i += 1) socket.send('{"type":"connected"}');
    expect(await closing(socket)).toBe(1013);
  });

  it('is told when the supervisor has stopped', async () => {
    const { supervisor, dial } = await inspected();
    const socket = dial();
    await once(socket, 'open');
    const closed = closing(socket);
    await supervisor.stop();
    expect(await closed).toBe(1001);
  });
});

it('an inspector is refused whose bridge would show more links than it can', async () => {
  const links = Array.from({ length: 21 }, (_, i) => `line-${String(i)}`);
  await expect(inspected({ stately: { links } })).rejects.toThrow('21 are named, and 20 are shown at most');
});
