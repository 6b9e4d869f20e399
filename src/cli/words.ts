/** What happened, in words for people. */
import { faultCodes } from '../contract/faults.ts';
import type { TransitionRecord } from '../contract/record.ts';
import { verdictKinds } from '../contract/verdict.ts';
import { widthOf } from './cells.ts';

/** '87 ms', '1.23 s', '83 s'. */
export function span(ms: number): string {
  if (ms < 1_000) return `${String(Math.round(ms))} ms`;
  const seconds = ms / 1_000;
  return `${seconds < 10 ? String(Number(seconds.toFixed(2))) : String(Math.round(seconds))} s`;
}

const events: ReadonlyMap<string, string> = new Map(
  Object.entries({
    start: 'begins',
    turn: 'has its turn to dial',
    opened: 'the socket is open',
    ready: 'the handshake is done',
    rejected: 'turned away',
    ended: 'the peer closed its side',
    malformed: 'the peer’s bytes are no frame',
    request: 'request',
    post: 'post',
    replied: 'reply',
    received: 'heard from the peer',
    'reply-timeout': 'no reply in time',
    abandoned: 'its caller gave up',
    paused: 'our reader is full',
    resumed: 'our reader has room again',
    stalled: 'this process slept: ask before judging',
    cleaned: 'clean-up is done',
    drained: 'all is sent and answered',
    close: 'asked to close',
    redial: 'asked to dial again',
    destroy: 'destroyed',
    crash: 'a function given to this link threw',
    exited: 'its actor ended',
    fell: 'a child is to come back',
    down: 'a child is down',
    clear: 'no child is left to end',
    stop: 'asked to stop',
    halt: 'stopped to be started again',
    kill: 'killed',
    'after:shutdown': 'not stopped in time',
    'after:limit': 'not all stopped in time',
    'after:connectTimeout': 'no connection in time',
    'after:closeTimeout': 'the peer did not close in time',
    'after:drainTimeout': 'not drained in time',
    'after:cleanTimeout': 'the clean-up took too long',
    'after:probeTimeout': 'no answer to the probe',
    'after:maxIdle': 'unused for too long',
    'after:maxAge': 'old enough',
    bound: 'listens',
    unbound: 'cannot listen',
    called: 'somebody calls',
    missed: 'a caller could not be taken in',
    left: 'a session is over',
    closed: 'both sides have ended',
    served: 'answered',
    unserved: 'no answer, or none that is read',
    'after:bindTimeout': 'binding took too long',
    'after:handshake': 'no log-on in time',
    'after:idle': 'no exchange for too long',
    drop: 'on purpose: its sockets are reset',
    probe: 'on purpose: its lines are probed',
    'black-hole': 'on purpose: nothing passes',
    delay: 'on purpose: all that passes is late',
    refuse: 'on purpose: its dials are refused',
    heal: 'on purpose: all passes again',
    'after:lasts': 'the trouble made on purpose is over',
  }),
);

/**
 * @param held how long the state before lasted, ms; `null` when that is not known
 * @param room cells; the fullest wording that fits is taken, and the shortest where none does
 */
export function wordsFor(record: TransitionRecord, held: number | null, room = Infinity): string {
  const words = eventWords(record, held, room);
  const { verdict } = record;
  return verdict === undefined ? words : fitting([`${words} (verdict: ${verdictKinds[verdict.kind]})`, words], room);
}

/** As `wordsFor`, for where the verdict is told apart. */
export function eventWords(record: TransitionRecord, held: number | null, room = Infinity): string {
  const { event } = record;
  const ofFront = frontWords(record);
  if (ofFront.length > 0) return fitting(ofFront, room);
  const reason = typeof event['reason'] === 'string' ? event['reason'] : null;
  const lasted = held === null ? '' : ` of ${span(held)}`;
  if (event.type === 'after:silence') return `after silence${lasted}`;
  if (event.type === 'after:backoff') return `after a wait${lasted}`;
  if (event.type === 'turn' && held !== null && held > 0) return `has its turn to dial after ${span(held)}`;
  if (event.type === 'lost' || event.type === 'failed' || event.type === 'over')
    return fitting(lossWords(reason ?? event.type), room);
  const words = events.get(event.type) ?? event.type;
  return reason === null || reason === words ? words : fitting([`${words}: ${reason}`, reason], room);
}

/** Of listeners and sessions, where they say more than the event's own words: the fullest wording first. */
function frontWords({ chart, event, to }: TransitionRecord): readonly string[] {
  const { address, remote, reason } = event;
  if (chart === 'listener' && event.type === 'bound' && typeof address === 'string') return [`listens at ${address}`];
  if (event.type === 'unbound' && typeof reason === 'string') return lossWords(reason);
  if (chart !== 'session') return [];
  if (event.type === 'opened' && typeof remote === 'string' && remote !== '') return [`called from ${remote}`];
  if (event.type === 'ended') return ['the client closed its side'];
  if (event.type === 'malformed') return ['the client’s bytes are no frame'];
  if (event.type === 'received') return to === 'dead' ? ['flooded with heartbeats'] : ['heard from the client'];
  return reason === 'evicted' ? ['makes room for another: evicted', 'evicted'] : [];
}

/** The first of them that fits, else the last. */
export const fitting = (wordings: readonly string[], room: number): string =>
  wordings.find((one) => widthOf(one) <= room) ?? wordings.at(-1) ?? '';

/** The fullest wording first. */
export function lossWords(reason: string): readonly string[] {
  if (!Object.hasOwn(faultCodes, reason)) return [reason];
  const words = faultCodes[reason as keyof typeof faultCodes];
  return [`${reason}: ${words}`, reason];
}
