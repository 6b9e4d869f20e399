/** A real browser without a window, driven by its DevTools protocol. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';

const flags = [
  '--headless=new',
  // It refuses to run as root otherwise, and loads nothing but pages of this test.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--no-first-run',
  '--remote-debugging-port=0',
];

interface Answer {
  readonly id?: number;
  readonly result?: object;
  readonly error?: { readonly message: string };
}

interface Evaluated {
  readonly result: { readonly value?: unknown };
  readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } };
}

type Send = <R>(method: string, params: object, sessionId?: string) => Promise<R>;

/** One connection to the browser: each call has a number, and its answer has it too. */
const talk = (socket: WebSocket): Send => {
  const waiting = new Map<number, (answer: Answer) => void>();
  socket.on('message', (data: Buffer) => {
    const answer = JSON.parse(data.toString()) as Answer;
    waiting.get(answer.id ?? 0)?.(answer);
    waiting.delete(answer.id ?? 0);
  });
  let last = 0;
  return <R>(method: string, params: object, sessionId?: string) => {
    last += 1;
    const id = last;
    socket.send(JSON.stringify({ id, method, params, sessionId }));
    return new Promise<R>((resolve, reject) => {
      waiting.set(id, ({ result, error }) => {
        if (error === undefined) resolve(result as R);
        else reject(new Error(`${method}: ${error.message}`));
      });
    });
  };
};

/** Where it listens: it says so on its error stream. */
const addressOf = async (child: ChildProcess): Promise<string> => {
  const said: string[] = [];
  if (child.stderr !== null)
    for await (const line of createInterface({ input: child.stderr })) {
      said.push(line);
      const [, address] = /^DevTools listening on (ws:\S+)$/.exec(line) ?? [];
      if (address !== undefined) return address;
    }
  throw new Error(`chromium did not start: ${said.join('\n')}`);
};

export interface Page {
  /** What this expression comes to, once it is no promise: plain JSON. Rejects with what it throws. */
  evaluate<T>(expression: string): Promise<T>;
}

export class Chromium {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #send: Send;
  readonly #orphaned = (): void => {
    this.#child.kill('SIGKILL');
  };

  private constructor(child: ChildProcess, folder: string, send: Send) {
    this.#child = child;
    this.#folder = folder;
    this.#send = send;
    process.on('exit', this.#orphaned);
  }

  static async start(command: string): Promise<Chromium> {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-chromium-'));
    const child = spawn(command, [...flags, `--user-data-dir=${folder}`, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const socket = new WebSocket(await addressOf(child));
    // What it says later must not fill the pipe.
    child.stderr.resume();
    await once(socket, 'open');
    return new Chromium(child, folder, talk(socket));
  }

  async open(url: string): Promise<Page> {
    const { targetId } = await this.#send<{ targetId: string }>('Target.createTarget', { url });
    const { sessionId } = await this.#send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
    return {
      evaluate: async <T>(expression: string) => {
        const params = { expression, awaitPromise: true, returnByValue: true };
        const { result, exceptionDetails } = await this.#send<Evaluated>('Runtime.evaluate', params, sessionId);
        if (exceptionDetails === undefined) return result.value as T;
        throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      },
    };
  }

  async close(): Promise<void> {
    const gone = once(this.#child, 'exit');
    await this.#send('Browser.close', {}).catch(() => {});
    const late = setTimeout(this.#orphaned, 5_000);
    await gone;
    clearTimeout(late);
    process.off('exit', this.#orphaned);
    // Its helpers may write for a moment longer.
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
