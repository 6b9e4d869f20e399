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
export { Link } from './link/link.ts';
export type { Duration, Wait } from './link/wait.ts';
export type { LinkEvents } from './link/events.ts';
export { Listener } from './listener/listener.ts';
export type { ListenerInput } from './listener/listener.ts';
export type { ListenerEvents } from './listener/events.ts';
export type { ListenerCounts } from './listener/hooks.ts';
export { Session } from './listener/session.ts';
export type { SessionWait } from './listener/session.ts';
export type { Gone, Presence } from './listener/owner.ts';
export type { Counts } from './connection/counts.ts';
export { Supervisor } from './supervisor/supervisor.ts';
export type { SupervisorEvents } from './supervisor/supervisor.ts';
export { Group } from './supervisor/group.ts';
export type { Ended } from './supervisor/shared.ts';
export type { Running, Worker } from './supervisor/worker.ts';
export { errorCodes, FrameError, HoldfastError } from './contract/errors.ts';
export type { ErrorCode, Outcome } from './contract/errors.ts';
export { faultCodes } from './contract/faults.ts';
export type { Fault, FaultCode } from './contract/faults.ts';
export type { Clock, Timed, Wheel } from './contract/clock.ts';
export type { Codec, CodecTraits, Decoder, FrameSink, Slab } from './contract/codec.ts';
export type { Host } from './contract/host.ts';
export type { LinkInput } from './contract/options/link.ts';
export type { Loss, Talk } from './contract/options/hooks.ts';
export type { GroupInput, WorkerInput } from './contract/options/restart.ts';
export type { SuperviseInput } from './contract/options/supervise.ts';
export type { Cause, Gap, RecordFacts, RecordSink, Summary, TransitionRecord } from './contract/record.ts';
export type { BudgetView, Restart, Strategy, TreeNode } from './contract/tree.ts';
export { rungs, verdictKinds } from './contract/verdict.ts';
export type { Rung, Verdict, VerdictKind } from './contract/verdict.ts';
export { VerdictReader } from './story/verdict-reader.ts';
export type { AcceptSink, Bound, ListeningTransport, ListenSink, Place } from './contract/transport.ts';
export type { KeepaliveFacts, Target, Transport, Wire, WireFacts, WireSink } from './contract/transport.ts';
export { verify as verifyAudit } from './audit/verify.ts';
export type { Break, Verification, VerifyOptions } from './audit/verify.ts';
export { readLog as readAudit } from './audit/reader.ts';
export type { Found } from './audit/reader.ts';
export type { Entry } from './audit/entries.ts';
export { Storyteller } from './story/why.ts';
export type { StoryOptions } from './story/why.ts';
export type { Allowed, Attempt, Between, How, Outage, Proof, Story, StoryEntry } from './story/why-story.ts';
export { storyText } from './story/why-text.ts';
