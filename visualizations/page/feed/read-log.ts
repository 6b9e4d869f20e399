import type { Source } from '../../../src/inspector/source.ts';
export const readLog = (_files: readonly File[]): Promise<Source> => Promise.reject(new Error('not yet'));
