/** How long a caller waits. */
import { longestDuration, parseDuration } from '../contract/options/units.ts';

/** A number of ms, or text such as '30s', '500ms', '2m'. */
export type Duration = number | string;

export interface Wait {
  /** From the call. For `request` and `post` exchange.timeout when absent; for `ready` and `receive` until the link ends. */
  readonly timeout?: Duration | undefined;
  readonly signal?: AbortSignal | undefined;
  /**
   * For `request`: to be acted on twice does no more than once. Where the line goes before the reply comes, it is sent once
   * more on the next one, within its limit. Default false: nothing is resent.
   */
  readonly idempotent?: boolean | undefined;
}

/** A caller's limit is often what is left of another, so fractions are taken too. @throws HoldfastError `option-invalid` */
export const ms = (duration: Duration | undefined): number | undefined =>
  duration === undefined || (typeof duration === 'number' && duration >= 0 && duration <= longestDuration)
    ? duration
    : parseDuration(duration);
