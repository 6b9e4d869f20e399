/** This library's version, as its manifest has it. */
import { createRequire } from 'node:module';

export const version = (): string =>
  (createRequire(import.meta.url)('holdfast/package.json') as { readonly version: string }).version;
