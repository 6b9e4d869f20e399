/** The two programs of the example, each a process of its own: who is there, who was killed, who is back. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-'));
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    resolve: { alias: { holdfast: join(root, 'src/index.ts') } },
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: true,
      rolldownOptions: { input: ['examples/udp-presence.ts', 'examples/udp-presence-client.ts'] },
    },
  });
}, 60_000);

afterAll(() => rm(folder, { recursive: true }));

class Program {
  readonly #child: ChildProcess;
  #said = '';
  #looked = (): void => {};

  constructor(name: string, env: Readonly<Record<string, string>>) {
    // Silence is a verdict after three times as much: more than a slow machine takes to run a program's next turn.
    const beat = { EVERY: '200ms', TELL: '20' };
    this.#child = spawn(process.execPath, [join(folder, `${name}.js`)], {
      env: { ...process.env, ...beat, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.#said += chunk.toString();
      this.#looked();
    });
    onTestFinished(() => void this.#child.kill('SIGKILL'));
  }

  /** Waits until it says so, after all that was waited for before. */
  async says(what: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = what.exec(this.#said);
      if (found !== null) {
        this.#said = this.#said.slice(found.index + found[0].length);
        return found;
      }
      await new Promise<void>((resolve) => (this.#looked = resolve));
    }
  }

  /** How often it has said so since then. */
  count(what: RegExp): number {
    return this.#said.match(what)?.length ?? 0;
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill(signal);
    await gone;
  }
}

const run = (name: string, env: Readonly<Record<string, string>>): Program => new Program(name, env);

test(
  'the client is on line with what its heartbeats carry, gone once when it is killed, and back when the server is',
  { timeout: 60_000 },
  async () => {
    const server = run('udp-presence', { PRESENCE: 'udp://127.0.0.1:0' });
    const [, address = ''] = await server.says(/listening at (\S+)\n/);
    const where = { PRESENCE: `udp://${address}` };

    const first = run('udp-presence-client', { ...where, NAME: 'pump-1' });
    await first.says(/on line\n/);
    await server.says(/presence!1 is on line/);
    await server.says(/presence!1: here pump-1 beat=([2-9]|\d\d+) free=\d+MiB\n/);

    await first.end('SIGKILL');
    await server.says(/presence!1 is gone: heartbeat\n/);

    const second = run('udp-presence-client', { ...where, NAME: 'pump-2' });
    await second.says(/on line\n/);
    await server.says(/presence!2: here pump-2 beat=([2-9]|\d\d+) /);
    expect(server.count(/presence!1/g)).toBe(0);

    await server.end('SIGKILL');
    await second.says(/off line: /);
    const again = run('udp-presence', where);
    await again.says(/presence!1: here pump-2 /);
    await second.says(/on line\n/);
    await Promise.all([second.end('SIGTERM'), again.end('SIGTERM')]);
  },
);
