/** IRC as ngircd speaks it: a registration of many lines, and a server that asks who is still there. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { supervise } from 'holdfast';
import type { Link, LinkInput, Supervisor } from 'holdfast';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type * as Example from '../../examples/irc.ts';
import { Program, requireProgram } from '../../src/testkit/program.ts';
import { run } from '../examples/running.ts';
import { Watched } from './watched.ts';

const missing = requireProgram('ngircd');
if (missing !== null) process.stderr.write(`skipped, for want of a peer: ${missing}\n`);

/** s of silence after which ngircd asks, and s that it waits for the answer: it takes no less. */
const PING = 5;
const PONG = 5;
const config = (port: number): string => `
[Global]
  Name = irc.example.net
  Info = a server for tests
  Listen = 127.0.0.1
  Ports = ${String(port)}
  MotdPhrase = hello
[Limits]
  MaxConnectionsIP = 0
  PingTimeout = ${String(PING)}
  PongTimeout = ${String(PONG)}
[Options]
  DNS = no
  Ident = no
  PAM = no
`;

describe.skipIf(missing !== null)('a line to ngircd', { timeout: 30_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-irc-'));
  let ngircd: Program;
  let example: typeof Example;
  let said: readonly string[];
  let supervisor: Supervisor;
  const start = (at?: number): Promise<Program> =>
    Program.start({
      command: 'ngircd',
      args: (port) => {
        const file = join(folder, 'ngircd.conf');
        writeFileSync(file, config(port));
        return ['--nodaemon', '--config', file];
      },
      ...(at === undefined ? {} : { port: at }),
    });
  const hold = (name: string, quiet?: number, more: Partial<LinkInput> = {}): Link => {
    const to = `tcp://127.0.0.1:${String(ngircd.port)}`;
    const reconnect = { first: '50ms', max: '500ms' } as const;
    return supervisor.link(name, { ...example.chat(to, name, '#tests', quiet), reconnect, ...more });
  };

  beforeAll(async () => {
    ngircd = await start();
    const ran = await run('irc', { IRC: `tcp://127.0.0.1:${String(ngircd.port)}` });
    ({ said } = ran);
    example = ran.exported as typeof Example;
  });
  beforeEach(() => {
    supervisor = supervise();
  });
  afterEach(() => supervisor.stop());
  afterAll(async () => {
    await ngircd.stop();
    rmSync(folder, { recursive: true });
  });

  /** The next line like this. */
  const heard = async (link: Link, what: RegExp): Promise<string | null> => {
    for await (const line of link) if (what.test(example.read(line))) return example.read(line);
    return null;
  };

  test('says in a channel what another hears there', () => {
    expect(said).toEqual(['ann: pump-1 is back']);
  });

  test('is given the PONG of its own token, whatever is said meanwhile', async () => {
    const [cat, dan] = [hold('cat'), hold('dan')];
    await Promise.all([cat.ready(), dan.ready()]);
    const tokens = Array.from({ length: 5 }, (_, i) => `token-${String(i)}`);
    const pongs = await Promise.all(
      tokens.flatMap((token) => [
        cat.request(example.say(`PING :${token}`)),
        dan.post(example.say(`PRIVMSG #tests :${token}`)),
      ]),
    );
    const answers = pongs.filter((pong) => pong !== undefined).map((pong) => example.read(pong).split(':').at(-1));
    expect(answers).toEqual(tokens);
    for (const token of tokens) await heard(cat, new RegExp(`^:dan!\\S+ PRIVMSG #tests :${token}$`));
  });

  test('answers the server, which puts out whoever does not, and finds a server out that asks no more', async () => {
    const watched = new Watched(supervisor);
    const frozen = await start();
    try {
      const eve = hold('eve', PING + PONG);
      const fay = hold('fay', 0, { heartbeat: 'off' });
      const gus = hold('gus', PING + PONG, { to: `tcp://127.0.0.1:${String(frozen.port)}` });
      await gus.ready();
      frozen.freeze();
      await heard(fay, /^ERROR :.*[Tt]ime/);
      await watched.until(({ link, to }) => link === 'fay' && to.startsWith('connected'));
      expect(eve.counts.heartbeatsSent).toBeGreaterThanOrEqual(1);
      expect(watched.losses('eve')).toEqual([]);
      expect(watched.losses('gus')[0]).toBe('after:silence');
      frozen.thaw();
      await gus.ready();
    } finally {
      await frozen.stop();
    }
  });

  test('survives the death of the server, and is in its channel again', async () => {
    const watched = new Watched(supervisor);
    const [hal, ida] = [hold('hal'), hold('ida')];
    await Promise.all([hal.ready(), ida.ready()]);
    await ngircd.kill();
    await watched.until(({ event }) => event['reason'] === 'refused');
    ngircd = await start(ngircd.port);
    await Promise.all([hal.ready(), ida.ready()]);
    await hal.post(example.say('PRIVMSG #tests :all again'));
    expect(await heard(ida, /^:hal!.* PRIVMSG /)).toMatch(/PRIVMSG #tests :all again$/);
  });

  test('is over for good where the server will not have its name', async () => {
    await expect(hold('0').ready()).rejects.toMatchObject({ code: 'rejected' });
  });
});
