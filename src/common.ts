/** The public names that Node and browsers share. */
export { Link } from './link/link.ts';
export type { Duration, Wait } from './link/wait.ts';
export type { LinkEvents } from './link/events.ts';
export type { Counts } from './connection/counts.ts';
export { Supervisor } from './supervisor/supervisor.ts';
export type { SupervisorEvents } from './supervisor/supervisor.ts';
export type { Chaos, Lasting } from './chaos/chaos.ts';
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
export type { DialledTalk, Loss, Talk } from './contract/options/hooks.ts';
export type { PeerLimits } from './contract/options/peer-limits.ts';
export type { GroupInput, WorkerInput } from './contract/options/restart.ts';
export type { SuperviseInput } from './contract/options/supervise.ts';
export type { Cause, Gap, RecordFacts, RecordSink, Summary, TransitionRecord } from './contract/record.ts';
export type { BudgetView, Restart, Strategy, TreeNode } from './contract/tree.ts';
export { rungs, verdictKinds } from './contract/verdict.ts';
export type { Rung, Verdict, VerdictKind } from './contract/verdict.ts';
export { VerdictReader } from './story/verdict-reader.ts';
export type {
  KeepaliveFacts,
  PeerCertificate,
  Target,
  Transport,
  Wire,
  WireFacts,
  WireSink,
} from './contract/transport.ts';
export { Storyteller } from './story/why.ts';
export type { StoryOptions } from './story/why.ts';
export type { Allowed, Attempt, Between, How, Outage, Proof, Story, StoryEntry } from './story/why-story.ts';
export { storyText } from './story/why-text.ts';
