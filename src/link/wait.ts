/** How long a caller waits. */
import { longestDuration, parseDuration } from '../contract/options/units.ts';

/** A number of ms, or text such as '30s', '500ms', '2m'. */
export type Duration = number | string;

export interface Wait {
  /** From the call. For `request` and `post` exchange.timeout when absent; for `ready` and `receive` until the link ends. */
  readonly timeout?: Duration | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A caller's limit is often what is left of another, so fractions are taken too. @throws HoldfastError `option-invalid` */
export const ms = (duration: Duration | undefined): number | undefined =>
  duration === undefined || (typeof duration === 'number' && duration >= 0 && duration <= longestDuration)
    ? duration
    : parseDuration(duration);
