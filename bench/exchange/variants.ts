/** Who takes part, in the order in which the tables name them. */
import type { Open } from './client.ts';

export interface Variant {
  readonly id: string;
  /** Which server it speaks to. */
  readonly peer: 'echo' | 'redis';
  /** Loaded by the process that needs it alone. */
  readonly load: () => Promise<Open>;
  /** A connection for each exchange; absent: takes no part there. */
  readonly loadShort?: () => Promise<Open>;
}

export const variants = [
  {
    id: 'raw',
    peer: 'echo',
    load: async () => (await import('./raw.ts')).raw,
    loadShort: async () => (await import('./raw-short.ts')).rawShort,
  },
  { id: 'rawbatch', peer: 'echo', load: async () => (await import('./raw.ts')).rawbatch },
  {
    id: 'holdfast promises',
    peer: 'echo',
    load: async () => (await import('./holdfast.ts')).promises,
    loadShort: async () => (await import('./holdfast.ts')).promisesShort,
  },
  {
    id: 'holdfast callbacks',
    peer: 'echo',
    load: async () => (await import('./holdfast.ts')).callbacks,
    loadShort: async () => (await import('./holdfast.ts')).callbacksShort,
  },
  { id: 'ioredis', peer: 'redis', load: async () => (await import('./redis.ts')).ioredis },
  { id: 'ioredis autopipelining', peer: 'redis', load: async () => (await import('./redis.ts')).autopipelining },
] as const satisfies readonly Variant[];

export type VariantId = (typeof variants)[number]['id'];

/** Peers of the field that are not installed here. */
export const absent = ['generic-pool', 'undici', 'cockatiel', 'ws', 'NATS', 'grpc-js'] satisfies readonly string[];
