/** PostgreSQL behind its own client: what LISTEN hears survives the session, the backend and the server. */
import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { supervise } from 'holdfast';
import type { Link, LinkInput, Supervisor } from 'holdfast';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type * as Example from '../../examples/postgres.ts';
import { Program, requireProgram } from '../../src/testkit/program.ts';
import { run } from '../examples/running.ts';
import { Watched } from './watched.ts';

// Debian keeps the server out of every PATH, one folder for each version.
const INSTALLED = '/usr/lib/postgresql';
const folders = existsSync(INSTALLED) ? readdirSync(INSTALLED).map((version) => join(INSTALLED, version, 'bin')) : [];
process.env['PATH'] = [...folders.toReversed(), process.env['PATH'] ?? ''].join(delimiter);

const missing = requireProgram('postgres');
if (missing !== null) process.stderr.write(`skipped, for want of a peer: ${missing}\n`);

/** It refuses to run as root: nobody, on any Debian. */
const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : null;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const said = (frame: Uint8Array | undefined): string => new TextDecoder().decode(frame);

const SETTINGS = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
const PROBE = { send: { text: 'beat SELECT 1' }, expect: { match: '^beat ' } } as const;

const backend = async (link: Link): Promise<number> =>
  Number(/\d+(?=}])/.exec(said(await link.request(bytes('7 SELECT pg_backend_pid() AS pid'))))?.[0]);

describe.skipIf(missing !== null)('a line to PostgreSQL', { timeout: 30_000 }, () => {
  let folder: string;
  let postgres: Program;
  let example: typeof Example;
  let printed: readonly string[];
  let supervisor: Supervisor;
  const url = (): string => `postgres://holdfast@127.0.0.1:${String(postgres.port)}/postgres`;
  const start = (at?: number): Promise<Program> =>
    Program.start({
      command: 'postgres',
      args: (port) => ['-D', folder, '-p', String(port), ...SETTINGS.flatMap((setting) => ['-c', setting])],
      ...(user === null ? {} : { user }),
      ...(at === undefined ? {} : { port: at }),
    });
  /** A fast shutdown: the one that waits for nobody. */
  const stop = (): Promise<void> => {
    process.kill(postgres.pid, 'SIGINT');
    return postgres.stop();
  };
  const hold = (name: string, more: Partial<LinkInput> = {}): Link =>
    supervisor.link(name, {
      ...example.listener(url(), 'alarms'),
      reconnect: { first: '50ms', max: '500ms' },
      ...more,
    });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-postgres-'));
    if (user !== null) chownSync(folder, user.uid, user.gid);
    const made = spawnSync('initdb', ['-D', folder, '-U', 'holdfast', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
      ...user,
      cwd: folder,
      encoding: 'utf8',
    });
    if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
    postgres = await start();
    const ran = await run('postgres', { DATABASE: url() });
    printed = ran.said;
    example = ran.exported as typeof Example;
  }, 60_000);
  beforeEach(() => {
    supervisor = supervise();
  });
  afterEach(() => supervisor.stop());
  afterAll(async () => {
    await stop();
    rmSync(folder, { recursive: true });
  });

  test('has rows for its query, and hears the notification that it was', () => {
    expect(printed).toEqual(['1 [{"pg_notify":""}]', 'alarms pump-1 is hot']);
  });

  test('has many queries in flight, each answered by its key; one that is wrong is answered too', async () => {
    const link = hold('busy');
    const asked = Array.from({ length: 100 }, (_, i) => link.request(bytes(`${String(i)} SELECT ${String(i)} AS n`)));
    const wrong = link.request(bytes('1000 SELECT nonsense'));
    expect((await Promise.all(asked)).map(said)).toEqual(asked.map((_, i) => `${String(i)} [{"n":${String(i)}}]`));
    expect(said(await wrong)).toMatch(/^1000 \["column .*nonsense.* does not exist"]$/);
  });

  test('is back, and listens, when an administrator ends its session', async () => {
    const watched = new Watched(supervisor);
    const [ended, other] = [hold('ended'), hold('other')];
    const pid = await backend(ended);
    const { connection } = await watched.until(({ link, to }) => link === 'ended' && to.startsWith('connected'));
    await other.request(bytes(`8 SELECT pg_terminate_backend(${String(pid)})`));
    const lost = await watched.until((one) => one.connection === connection && one.to.startsWith('reconnecting'));
    expect(lost.event).toMatchObject({ type: 'lost', reason: 'reset' });
    await watched.until((one) => one.connection === connection && one.to.startsWith('connected'));
    await other.post(bytes(`9 NOTIFY alarms, 'after the session'`));
    expect(said(await ended.receive())).toBe('alarms after the session');
  });

  test('finds a frozen backend out by its own probes', async () => {
    const watched = new Watched(supervisor);
    const heartbeat = { ...PROBE, every: '300ms', timeout: '300ms', misses: 2 } as const;
    const link = hold('probing', { heartbeat });
    const pid = await backend(link);
    await watched.until(({ event }) => event['kind'] === 'heartbeat');
    process.kill(pid, 'SIGSTOP');
    try {
      expect((await watched.entering('reconnecting')).event.type).toBe('after:probeTimeout');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    expect(await backend(link)).not.toBe(pid);
  });

  test('survives a restart of the server: it listens anew, and what waited is asked', async () => {
    const watched = new Watched(supervisor);
    const link = hold('steadfast');
    await watched.entering('connected');
    await stop();
    await watched.until(({ event }) => event['reason'] === 'refused');
    const waiting = link.request(bytes(`2 SELECT pg_notify('alarms', 'after the restart')`), { timeout: '20s' });
    postgres = await start(postgres.port);
    expect(said(await waiting)).toBe('2 [{"pg_notify":""}]');
    expect(said(await link.receive())).toBe('alarms after the restart');
  });
});
