import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireProgram } from '../../src/testkit/program.ts';
import { Terminal } from './terminal.ts';

/** Of util-linux: runs a command on a terminal of its own. */
const PROGRAM = 'script';
const missing = requireProgram(PROGRAM);
if (missing !== null) process.stderr.write(`skipped, for want of a terminal: ${missing}\n`);

const CTRL_C = '\u0003';

/** The built command on a terminal of its own. */
class OnTerminal {
  readonly screen = new Terminal(120, 30);
  readonly ended: Promise<number | null>;
  readonly #child;
  #wake: () => void = () => {};

  constructor(...args: readonly string[]) {
    const command = [process.execPath, 'dist/src/cli/main.js', ...args].map((arg) => `'${arg}'`).join(' ');
    this.#child = spawn(PROGRAM, ['-qec', `stty cols 120 rows 30 -echo; exec ${command}`, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, TERM: 'xterm-256color', SHELL: '/bin/sh' },
    });
    this.ended = once(this.#child, 'close').then(([code]) => code as number | null);
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.screen.write(text);
      this.#wake();
    });
  }

  /** The screen as it is once it shows this; the test's own time limit ends a wait in vain. */
  async until(shown: RegExp): Promise<readonly string[]> {
    while (!shown.test(this.screen.lines.join('\n'))) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.screen.lines;
  }

  type(text: string): void {
    this.#child.stdin.write(text);
  }

  get restored(): boolean {
    return !this.screen.alternate && this.screen.cursorShown && this.screen.wraps;
  }
}

describe.skipIf(missing !== null)('on a terminal', () => {
  let folder = '';
  let file = '';
  /** Takes whatever comes and never closes its side. */
  const deaf = createServer({ allowHalfOpen: true }, (socket) => socket.on('error', () => {}).resume());
  beforeAll(async () => {
    await once(deaf.listen(0, '127.0.0.1'), 'listening');
    folder = mkdtempSync(join(tmpdir(), 'holdfast-pty-'));
    file = join(folder, 'links.yaml');
    const { port } = deaf.address() as AddressInfo;
    writeFileSync(file, `links:\n  deaf: {to: "tcp://127.0.0.1:${String(port)}", framing: line, closeTimeout: 10m}\n`);
  });
  afterAll(() => {
    deaf.close();
    rmSync(folder, { recursive: true });
  });

  test('the demo shows its table, then sums up and verifies its audit log', async () => {
    const log = join(folder, 'demo.ndjson');
    const run = new OnTerminal('demo', '--for', '3s', '--audit', log);
    const lines = await run.until(/^holdfast demo {2}2s/m);
    expect(run.restored).toBe(false);
    expect(lines[0]).toMatch(
      /^holdfast demo {2}2s {2}\d+ of 16 links up {2}1 of 1 listeners up, \d sessions? {2}\d+ transitions on record/,
    );
    expect(lines[2]?.trim().split(/ {2,}/)).toEqual(
      expect.arrayContaining([
        'link',
        'peer',
        'state',
        'since',
        'exchanges',
        'heartbeats',
        'reconnects',
        'last reason',
      ]),
    );
    expect(lines.slice(3, 19).map((line) => line.split(/ +/)[1])).toEqual([
      'resetting',
      'silent',
      'refusing',
      'breaker',
      'sync',
      'pipeline',
      'duplex',
      'simplex',
      'pool',
      'limited',
      'short',
      'one-shot',
      'udp',
      'websocket',
      'tls',
      'unix',
    ]);
    expect(lines[7]).toMatch(/^● {2}sync +127\.0\.0\.1:\d+ +connected +\ds +\d+ +\d+\/\d+ +0(?: |$)/);
    expect(lines[21]).toMatch(/^● {2}front +127\.0\.0\.1:\d+ +listening +\ds +\d of 5 /);
    expect(await run.ended).toBe(0);
    expect(run.restored).toBe(true);
    expect(run.screen.overflow).toBe('');
    const said = run.screen.lines.join('\n');
    expect(said).toMatch(/^sync +one request at a time/m);
    expect(said).toMatch(/^link +exchanges +heartbeats +reconnects +longest outage +ended +last reason$/m);
    expect(said).toMatch(
      /^ran for 3s: 16 links, 1 listener, [\d,]+ transitions\naudit: complete, [\d,]+ records, head [0-9a-f]{64}$/m,
    );
  });

  test('Ctrl-C drains, and once more ends it at once and gives the terminal back', async () => {
    const run = new OnTerminal('run', file);
    await run.until(/^● {2}deaf .* connected /m);
    run.type(CTRL_C);
    const lines = await run.until(/stopping, Ctrl-C ends it at once/);
    expect(lines.join('\n')).toMatch(/^● {2}deaf .* ending /m);
    run.type(CTRL_C);
    expect(await run.ended).toBe(1);
    expect(run.restored).toBe(true);
    expect(run.screen.lines.join('')).toBe('');
  });
});
