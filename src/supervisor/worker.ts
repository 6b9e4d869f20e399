/** A child of the user's own: anything that can be started and stopped, below the same supervisor as the links. */
import type { Child, Exit } from '../supervision/child.ts';

export interface Worker {
  /**
   * Begins one life. What it throws, or rejects with, is a crash.
   * @param crash to be called when this life ends by itself: with an error it crashed, without one it ended as it should
   */
  start(crash: (error?: unknown) => void): Running | Promise<Running>;
}

/** One life of a worker. */
export interface Running {
  /** Ends it in order; done when what it returns has settled, or when the shutdown limit has passed. */
  stop(): void | Promise<void>;
  /** Ends it at once, once the shutdown limit has passed. */
  kill?(): void;
}

const NOTHING: Running = { stop: () => {} };

/** @internal */
export class WorkerChild implements Child {
  readonly #worker: Worker;
  #exited: (exit: Exit) => void = () => {};
  /** A life that is still being started is stopped once it has begun. */
  #running: Promise<Running> = Promise.resolve(NOTHING);
  /** This life has been told to end. */
  #stopping = false;

  constructor(worker: Worker) {
    this.#worker = worker;
  }

  start(exited: (exit: Exit) => void): void {
    this.#exited = exited;
    this.#stopping = false;
    const crash = (error?: unknown): void => {
      exited(error === undefined ? { how: 'normal', reason: 'done' } : crashedBy(error));
    };
    const started = this.#worker.start(crash);
    this.#running = Promise.resolve(started);
    this.#running.catch((error: unknown) => exited(crashedBy(error)));
  }

  stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    const exited = this.#exited;
    void this.#running
      .then((running) => running.stop())
      .then(
        () => exited({ how: 'asked', reason: 'stopped' }),
        (error: unknown) => exited({ how: 'asked', reason: 'stopped', error }),
      );
  }

  halt(): void {
    this.stop();
  }

  kill(): void {
    this.#running
      .then(
        (running) => running.kill?.(),
        () => {},
      )
      .catch(() => {});
  }

  over(): void {}
}

const crashedBy = (error: unknown): Exit => ({ how: 'crashed', reason: 'crashed', error });
