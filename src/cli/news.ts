/** Which transitions are told to people, one by one. */
import type { TransitionRecord } from '../contract/record.ts';
import { isQuiet } from '../story/quiet.ts';
import { leaves } from '../story/why-session.ts';

export interface Telling {
  /** Changes of state all and sundry, those of exchanges included. */
  readonly verbose: boolean;
  /** Of a short link, whose connections come and go with each exchange. */
  readonly short: boolean;
}

/** Commands of our own end a line as well, and are no reason to look for. */
const asked: ReadonlySet<string> = new Set(['close', 'destroy', 'redial', 'start', 'turn']);
/** The line went, or was not had, and nobody here had asked for that. */
export function isFailure({ event, from, to }: TransitionRecord): boolean {
  if (event.type === 'crash') return true;
  if (asked.has(event.type) || from.startsWith('closing') || from.startsWith('reconnecting')) return false;
  const nextTarget = from.startsWith('connecting.attempting') && to === 'connecting.waiting';
  return to.startsWith('reconnecting') || to === 'dead' || nextTarget;
}

/** That a place of the supervisor's begins and ends is plain from its link; that it is begun again is not. */
const ofPlaces: ReadonlySet<string> = new Set(['exited', 'fell']);

/** Where a listener stays: how it comes there is told with it. */
const ofListeners: ReadonlySet<string> = new Set(['open.listening', 'open.backing-off', 'closing', 'closed']);

/** Of a session its coming on line and what ends it: how its socket is given up after that is told to those who ask. */
const isSessionNews = (record: TransitionRecord): boolean =>
  leaves(record) || (record.to.startsWith('online') && record.from.startsWith('entering'));

/** Without `verbose` neither healthy traffic nor the supervisor's bookkeeping. */
export function isNews(record: TransitionRecord, { verbose, short }: Telling): boolean {
  const { chart, event, from, to } = record;
  if (chart === 'writer') return false;
  if (chart === 'child' || chart === 'supervisor')
    return verbose || (ofPlaces.has(event.type) && event['how'] !== 'asked');
  if (chart === 'chaos') return from !== '' && to !== 'ended';
  if (verbose) return from !== to;
  if (chart === 'session') return isSessionNews(record);
  if (event.type === 'crash' || record.verdict !== undefined) return true;
  if (short && chart === 'connection') return isFailure(record);
  // Whatever else becomes of a link shows in its connections.
  if (chart === 'link') return to === 'closed';
  if (chart === 'listener') return from !== to && ofListeners.has(to);
  return from !== to && !isQuiet(record);
}
