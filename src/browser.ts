/** The public names for browsers: those of `index.ts` that need no file and no process. */
import { HoldfastError } from './contract/errors.ts';
import type { Host } from './contract/host.ts';
import type { SuperviseInput } from './contract/options/supervise.ts';
import { browserHost } from './host-browser.ts';
import { Supervisor } from './supervisor/supervisor.ts';

/**
 * A supervisor, which links are added to.
 * @param host where it runs: clock, chance, transports; the browser's own by default, which dials `ws://` and `wss://`
 * @throws HoldfastError `option-invalid`, `option-unavailable`: also for `audit`, for which a page has no file
 */
export const supervise = (options: SuperviseInput = {}, host: Host = browserHost()): Supervisor => {
  if (options.audit !== undefined)
    throw new HoldfastError(
      'option-unavailable',
      'supervise(): audit: a page has no file to write it to; leave it out',
    );
  return new Supervisor(options, host);
};

export { browserHost } from './host-browser.ts';
export { Link } from './link/link.ts';
export type { Duration, Wait } from './link/wait.ts';
export type { LinkEvents } from './link/events.ts';
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
export type { KeepaliveFacts, Target, Transport, Wire, WireFacts, WireSink } from './contract/transport.ts';
export { Storyteller } from './story/why.ts';
export type { StoryOptions } from './story/why.ts';
export type { Allowed, Attempt, Between, How, Outage, Proof, Story, StoryEntry } from './story/why-story.ts';
export { storyText } from './story/why-text.ts';
