/** A program from outside, run for a test: started on a free port, frozen, killed, stopped by its own process id. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const HOST = '127.0.0.1';
/** What is kept of a program's output, as evidence when it does not start. */
const MOST_OUTPUT = 4096;
/** Between two looks whether it listens, ms: nothing tells when it does. */
const LOOK = 20;
/** How long a program may take to end once it was asked to, ms, before it is killed. */
const STOP_TIMEOUT = 5000;

/** Where servers are kept, though not every user's PATH says so. */
const SERVERS = ['/usr/sbin', '/sbin'];
const folders = (): readonly string[] => [...(process.env['PATH'] ?? '').split(delimiter), ...SERVERS];

export interface ProgramStart {
  /** Name, found in PATH or where servers are kept, or path of the executable. */
  readonly command: string;
  readonly args: (port: number) => readonly string[];
  /** A free one unless given: give it to start a program again where it was. */
  readonly port?: number;
  /** Numbers of the user and the group to run as, for a program that refuses to run as root; only root may say so. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** How long it may take until it accepts connections, ms. Default 10 s. */
  readonly within?: number;
}

/** A port of 127.0.0.1 that nobody listens on at this moment. */
export const freePort = async (): Promise<number> => {
  const server = createServer();
  await once(server.listen(0, HOST), 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

/**
 * Why tests against this program must be skipped, or null when it is installed.
 * @throws Error instead of giving a reason when HOLDFAST_REQUIRE_PEERS is 1: there a skipped test is a failed one.
 */
export const requireProgram = (command: string): string | null => {
  if (folders().some((folder) => isExecutable(join(folder, command)))) return null;
  const reason = `${command} is not installed (not in PATH)`;
  if (process.env['HOLDFAST_REQUIRE_PEERS'] === '1') throw new Error(`${reason}, and HOLDFAST_REQUIRE_PEERS=1`);
  return reason;
};

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

export class Program {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #output = '';
  /** A test run that ends early must not leave it behind. */
  readonly #orphaned = (): void => {
    this.#child.kill('SIGKILL');
  };

  private constructor(child: ChildProcess, port: number) {
    this.port = port;
    this.#child = child;
    this.#ended = once(child, 'exit').finally(() => process.off('exit', this.#orphaned));
    process.on('exit', this.#orphaned);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-MOST_OUTPUT);
      });
    }
  }

  /** Starts it and resolves once it accepts connections. Rejects, with what it printed, when it ends or takes too long. */
  static async start({ command, args, port, user, within = 10_000 }: ProgramStart): Promise<Program> {
    const on = port ?? (await freePort());
    const env = { ...process.env, PATH: folders().join(delimiter) };
    const child = spawn(command, args(on), { stdio: ['ignore', 'pipe', 'pipe'], env, ...user });
    await once(child, 'spawn');
    const program = new Program(child, on);
    const limit = Date.now() + within;
    while (!(await accepts(on))) {
      if (!program.running || Date.now() > limit) {
        await program.kill();
        throw new Error(`${command} does not listen on ${HOST}:${String(on)}; it printed: ${program.output}`);
      }
      await pause(LOOK);
    }
    return program;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The last of what it printed. */
  get output(): string {
    return this.#output;
  }

  /** SIGSTOP: it runs no more, while the kernel goes on accepting dials and acknowledging bytes for it. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  /** SIGCONT. */
  thaw(): void {
    this.#child.kill('SIGCONT');
  }

  /** SIGKILL. Resolves once it is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#gone();
  }

  /** SIGTERM, and SIGKILL when that does not help in 5 s. Resolves once it is gone. */
  async stop(): Promise<void> {
    this.thaw();
    this.#child.kill('SIGTERM');
    const late = setTimeout(() => this.#child.kill('SIGKILL'), STOP_TIMEOUT);
    await this.#gone();
    clearTimeout(late);
  }

  async #gone(): Promise<void> {
    if (this.running) await this.#ended;
  }
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, HOST);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
