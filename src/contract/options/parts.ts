/** What rules between options are given to look at. */
import type { Codec } from '../codec.ts';
import type { ExchangeOptions } from './exchange.ts';
import type { FramingOptions } from './framing.ts';
import type { HeartbeatOptions } from './heartbeat.ts';
import type { LifecycleOptions } from './lifecycle.ts';
import type { ReconnectChoice } from './reconnect.ts';
import type { Leg } from './simplex.ts';
import type { TargetOptions } from './target.ts';

/** Each option as parsed on its own. Where one is wrong it is missing here: the rules that need it are left out. */
export interface Parts {
  readonly to?: TargetOptions | undefined;
  readonly tls?: object | undefined;
  readonly framing?: FramingOptions | Codec | undefined;
  readonly lifecycle?: LifecycleOptions | undefined;
  readonly exchange?: ExchangeOptions | undefined;
  readonly heartbeat?: HeartbeatOptions | null | undefined;
  readonly reconnect?: ReconnectChoice | undefined;
  readonly restart?: string | undefined;
  readonly simplex?: Leg | undefined;
  /** A function of the user's own. */
  readonly handshake?: unknown;
}

/** Says what is expected at a path, and what was found where that is not what stands there. */
export type Refuse = (path: readonly string[], expected: string, found?: string) => void;
