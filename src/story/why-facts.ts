/** Facts out of records that may be anybody's: nothing in them is taken for what it should be. */
import type { TransitionRecord } from '../contract/record.ts';
import type { Allowed, How } from './why-story.ts';

export type Facts = Readonly<Record<string, unknown>>;

export const isFacts = (value: unknown): value is Facts => typeof value === 'object' && value !== null;
export const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
export const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export const howOf = ({ event }: TransitionRecord): How => ({
  event: event.type,
  reason: textOf(event['reason']),
  detail: textOf(event['detail']) ?? textOf(event['error']),
});

/** null: this start tells no policy of a connection. */
export function allowedBy({ event }: TransitionRecord): Allowed | null {
  const { input } = event as Facts;
  const policy = isFacts(input) ? input['policy'] : null;
  if (!isFacts(policy) || !isFacts(policy['reconnect'])) return null;
  const reconnect = policy['reconnect'];
  const first = numberOf(reconnect['first']);
  const factor = numberOf(reconnect['factor']);
  const max = numberOf(reconnect['max']);
  const jitter = numberOf(reconnect['jitter']);
  if (first === null || factor === null || max === null || jitter === null) return null;
  return {
    first,
    factor,
    max,
    jitter,
    attempts: numberOf(reconnect['attempts']),
    connectTimeout: numberOf(policy['connectTimeout']),
    heartbeat: heartbeatOf(policy['heartbeat']),
  };
}

export function heartbeatOf(beat: unknown): Allowed['heartbeat'] {
  if (!isFacts(beat)) return null;
  const every = numberOf(beat['every']);
  const timeout = numberOf(beat['timeout']);
  const misses = numberOf(beat['misses']);
  if (every === null || timeout === null || misses === null) return null;
  return { every, timeout, misses, listenOnly: beat['listenOnly'] === true };
}
