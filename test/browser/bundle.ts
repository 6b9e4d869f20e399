import { build } from 'vite';

export interface Bundle {
  readonly code: string;
  /** Every module that is in it, as a path, with the bytes that it brings. */
  readonly modules: ReadonlyMap<string, number>;
}

/** The sources below `entry` as one module for browsers, as a user's own build would make it. */
export const bundle = async (entry: string): Promise<Bundle> => {
  const made = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      target: 'es2023',
      modulePreload: false,
      rolldownOptions: { input: entry, preserveEntrySignatures: 'strict' },
    },
  });
  const [first] = Array.isArray(made) ? made : [made];
  if (first === undefined || !('output' in first)) throw new Error('vite made nothing');
  const chunks = first.output.filter((one) => one.type === 'chunk');
  const [chunk] = chunks;
  if (chunk === undefined || chunks.length !== 1) throw new Error(`vite made ${String(chunks.length)} chunks, not one`);
  const modules = Object.entries(chunk.modules).map(([id, { renderedLength }]) => [id, renderedLength] as const);
  return { code: chunk.code, modules: new Map(modules) };
};
