/** The public names for Node. */
import { assemble } from './assemble.ts';
import type { Host } from './contract/host.ts';
import type { SuperviseInput } from './contract/options/supervise.ts';
import { nodeHost } from './host-node.ts';
import type { Supervisor } from './supervisor/supervisor.ts';

/**
 * A supervisor, which links are added to.
 * @param host where it runs: clock, chance, transports; Node's own by default
 * @throws HoldfastError `option-invalid`, `option-unavailable`, `audit-locked`, `audit-failed`
 */
export const supervise = (options: SuperviseInput = {}, host: Host = nodeHost()): Supervisor => assemble(options, host);

export { nodeHost } from './host-node.ts';
export * from './common.ts';
export { Listener } from './listener/listener.ts';
export type { ListenerInput } from './listener/listener.ts';
export type { ListenerEvents } from './listener/events.ts';
export type { ListenerCounts } from './listener/hooks.ts';
export { Session } from './listener/session.ts';
export type { SessionWait } from './listener/session.ts';
export type { Gone, Presence } from './listener/owner.ts';
export type { AcceptSink, Bound, ListeningTransport, ListenSink, Place } from './contract/transport.ts';
export { verify as verifyAudit } from './audit/verify.ts';
export type { Break, Verification, VerifyOptions } from './audit/verify.ts';
export { readLog as readAudit } from './audit/reader.ts';
export type { Found } from './audit/reader.ts';
export type { Entry } from './audit/entries.ts';
