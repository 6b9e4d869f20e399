/** The public names for Node. */
import type { Host } from './contract/host.ts';
import type { SuperviseInput } from './contract/options/supervise.ts';
import { nodeHost } from './host-node.ts';
import { Supervisor } from './supervisor/supervisor.ts';

/**
 * A supervisor, which links are added to.
 * @param host where it runs: clock, chance, transports; Node's own by default
 * @throws HoldfastError `option-invalid`, `option-unavailable`
 */
export const supervise = (options: SuperviseInput = {}, host: Host = nodeHost()): Supervisor =>
  new Supervisor(options, host);

export { nodeHost } from './host-node.ts';
export { Link } from './link/link.ts';
export type { Duration, Wait } from './link/link.ts';
export type { LinkEvents } from './link/events.ts';
export type { Counts } from './connection/counts.ts';
export { Supervisor } from './supervisor/supervisor.ts';
export type { SupervisorEvents } from './supervisor/supervisor.ts';
export { errorCodes, FrameError, HoldfastError } from './contract/errors.ts';
export type { ErrorCode, Outcome } from './contract/errors.ts';
export { faultCodes } from './contract/faults.ts';
export type { Fault, FaultCode } from './contract/faults.ts';
export type { Clock, Timed, Wheel } from './contract/clock.ts';
export type { Codec, CodecTraits, Decoder, FrameSink, Slab } from './contract/codec.ts';
export type { Host } from './contract/host.ts';
export type { LinkInput } from './contract/options/link.ts';
export type { Loss, Talk } from './contract/options/hooks.ts';
export type { SuperviseInput } from './contract/options/supervise.ts';
export type { Cause, RecordSink, TransitionRecord } from './contract/record.ts';
export type { KeepaliveFacts, Target, Transport, Wire, WireFacts, WireSink } from './contract/transport.ts';
