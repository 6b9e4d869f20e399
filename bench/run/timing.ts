/** The process of a variant: exchanges as many as it is told, and says how long that took. */

/** `cpuMs`: what the client's process used, user and system together, on all cores. */
export interface Timing {
  readonly ms: number;
  readonly cpuMs: number;
}

/** Sends so many requests, keeping as many in flight as it was opened with, and resolves when each has its reply. */
export type Run = (exchanges: number) => Promise<void>;

const timed = async (run: Run, exchanges: number): Promise<Timing> => {
  const before = process.cpuUsage();
  const start = performance.now();
  await run(exchanges);
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { ms, cpuMs: (user + system) / 1e3 };
};

/** Answers each message, a number of exchanges, with a `Timing`, until its parent goes. */
export const serveTimings = (run: Run): void => {
  process.on('message', (exchanges: number) => {
    // What it throws is not caught: it ends this process, and the bench says so.
    void timed(run, exchanges).then((timing) => process.send?.(timing));
  });
  process.on('disconnect', () => process.exit());
  process.send?.('ready');
};
