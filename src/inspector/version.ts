import { createRequire } from 'node:module';

/** This library's version, as its manifest has it. */
export const version = (): string =>
  (createRequire(import.meta.url)('holdfast/package.json') as { readonly version: string }).version;
