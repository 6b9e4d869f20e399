/** Two programs with a line each way between them, over loopback; one is killed, and started again. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../../src/testkit/program.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const library = fileURLToPath(new URL('../../src/index.ts', import.meta.url));
/** Runs a TypeScript program on the library's sources. */
const script = `import { runnerImport } from 'vite';
await runnerImport(process.argv[1], { root: ${JSON.stringify(root)}, configFile: false, logLevel: 'error',
  resolve: { alias: { holdfast: ${JSON.stringify(library)} } } });`;

class Program {
  readonly #child: ChildProcess;
  readonly #said: string[] = [];
  #seen = 0;
  #wake: () => void = () => {};

  constructor(file: string, env: Readonly<Record<string, string>>) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, file], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    onTestFinished(() => void child.kill('SIGKILL'));
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.#said.push(line);
      this.#wake();
    });
  }

  /** The next line after those already waited for that begins so; the test's own time limit ends a wait in vain. */
  async says(begin: string): Promise<void> {
    for (;;) {
      for (; this.#seen < this.#said.length; this.#seen += 1) {
        if (this.#said[this.#seen]?.startsWith(begin) !== true) continue;
        this.#seen += 1;
        return;
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  get said(): readonly string[] {
    return this.#said;
  }

  /** @returns the exit status, or the signal that ended it */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<unknown> {
    const gone = once(this.#child, 'exit');
    this.#child.kill(signal);
    const [code, by] = (await gone) as [number | null, string | null];
    return code ?? by;
  }
}

/** As a process of its own. */
const run = (example: string, env: Readonly<Record<string, string>>): Program =>
  new Program(`${root}/examples/${example}.ts`, env);

describe('two programs with a line each way', () => {
  it('exchange both ways, and are whole again after one was killed and started anew', { timeout: 60_000 }, async () => {
    const [one, two] = [await freePort(), await freePort()].map((port) => `tcp://127.0.0.1:${String(port)}`);
    if (one === undefined || two === undefined) throw new Error('there are two ports');
    const left = run('simplex-line', { NAME: 'left', LISTEN: one, PEER: two });
    const start = (): Program => run('simplex-line', { NAME: 'right', LISTEN: two, PEER: one });
    let right = start();
    await Promise.all([left.says('left is done'), right.says('right is done')]);
    expect(left.said).toEqual(
      expect.arrayContaining(['left heard: news from right', 'left was told: re0003 from right']),
    );
    expect(right.said).toEqual(
      expect.arrayContaining(['right heard: news from left', 'right was told: re0003 from left']),
    );

    expect(await right.end('SIGKILL')).toBe('SIGKILL');
    // Of which leg it hears first is chance.
    await left.says('left: open.whole → open.');
    right = start();
    await right.says('right is done');
    await left.says('left heard: news from right');
    expect(left.said.filter((line) => line.endsWith('→ open.whole')).length).toBeGreaterThan(1);

    expect(await Promise.all([left.end('SIGTERM'), right.end('SIGTERM')])).toEqual([0, 0]);
    expect(left.said.at(-1)).toBe('left: closing → ended');
  });
});
