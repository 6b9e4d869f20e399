/** The library in a process of its own: what ends a process, and what keeps it alive, shows only there. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

export interface Bundle {
  /** The URL of the library's one file, to import. */
  readonly library: string;
  /** Runs this text as a module in which `supervise` is the library's. @returns how the process ended, and what it said */
  run(script: string): Promise<{ readonly code: number | null; readonly out: string; readonly error: string }>;
  remove(): Promise<void>;
}

/** A process that is still there then is kept alive by something: it never ends by itself. ms */
const PATIENCE = 15_000;

export const bundle = async (): Promise<Bundle> => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-'));
  await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('../..', import.meta.url)),
    ssr: { noExternal: true },
    build: { ssr: 'src/index.ts', outDir: folder, emptyOutDir: true },
  });
  const library = pathToFileURL(join(folder, 'index.js')).href;
  return {
    library,
    run: (script) =>
      new Promise((resolve) => {
        const whole = `import { createServer } from 'node:net';\nimport { supervise } from '${library}';\n${script}`;
        const child = execFile(
          process.execPath,
          ['--input-type=module', '-e', whole],
          { timeout: PATIENCE, killSignal: 'SIGKILL' },
          (_, out, error) => resolve({ code: child.exitCode, out, error }),
        );
      }),
    remove: () => rm(folder, { recursive: true }),
  };
};
