/** What is known of one listener and its sessions from their records: figures alone, however many clients there are. */
import type { RecordFacts, TransitionRecord } from '../contract/record.ts';
import { isOnLine, leaves } from '../story/why-session.ts';
import type { Condition, Reason } from './link-story.ts';
import { inOrder } from './link-story.ts';
import { shownState } from './states.ts';
import { lossWords } from './words.ts';

/** Ways to end that are told apart. A chart has fewer. */
const MOST_ENDS = 64;

export class FrontStory {
  readonly name: string;
  /** Sessions that it may have at once. */
  readonly max: number;
  state = 'waiting';
  /** When it came into the state shown; monotonic ms, as all times here. */
  since = 0;
  /** Sessions whose handshake is done and that do not end. */
  onLine = 0;
  /** The most there were at once, and how many have called. */
  most = 0;
  came = 0;
  /** Callers turned away for want of a place. */
  refused = 0;
  /** Requests answered, replies to requests of ours, and messages taken. */
  exchanges = 0;
  /** Heard from clients. */
  heartbeats = 0;
  /** Sessions that ended, by the reason that `onGone` is told. */
  readonly ends = new Map<string, number>();
  /** Why it did not listen. */
  reason: Reason | null = null;
  /** Why it is closed; `null` while it is not. */
  end: string | null = null;

  constructor(name: string, max: number) {
    this.name = name;
    this.max = max;
  }

  get condition(): Condition {
    if (this.end !== null) return inOrder.has(this.end) ? 'closed' : 'ended';
    if (this.state === 'listening') return 'up';
    return this.state === 'backing-off' || this.state === 'down' ? 'down' : 'coming';
  }

  take(record: TransitionRecord): void {
    if (record.chart === 'session') this.#ofSession(record);
    else if (record.chart === 'listener') this.#ofListener(record);
  }

  /** What exchanges and healthy heartbeats cause. */
  pass({ chart, event, effects }: RecordFacts): void {
    if (chart !== 'session') return;
    const { kind } = event;
    if (event.type === 'served' || (event.type === 'replied' && effects.includes('deliver'))) this.exchanges += 1;
    else if (event.type !== 'received') return;
    else if (kind === 'asked' || kind === 'heartbeat' || kind === 'life') this.heartbeats += 1;
    else if (kind === 'message' && !effects.includes('serve')) this.exchanges += 1;
  }

  #ofListener({ event, to, from, mono, effects }: TransitionRecord): void {
    if (effects.includes('refuse')) this.refused += 1;
    const { reason } = event;
    if (event.type === 'unbound' && typeof reason === 'string') this.reason = lossWords(reason);
    else if (event.type === 'after:bindTimeout') this.reason = ['binding took too long', 'bind-timeout'];
    if (to === 'closed') this.end = typeof reason === 'string' ? reason : event.type;
    const state = shownState(to);
    if (from === to || state === this.state) return;
    this.state = state;
    this.since = mono;
  }

  #ofSession(record: TransitionRecord): void {
    const { from, to, event } = record;
    this.pass(record);
    if (from === '') this.came += 1;
    if (isOnLine(to) && !isOnLine(from)) {
      this.onLine += 1;
      this.most = Math.max(this.most, this.onLine);
    }
    if (!leaves(record)) return;
    if (isOnLine(from)) this.onLine -= 1;
    const end = endOf(event);
    const known = this.ends.has(end) || this.ends.size < MOST_ENDS ? end : 'other';
    this.ends.set(known, (this.ends.get(known) ?? 0) + 1);
  }
}

const ends: ReadonlyMap<string, string> = new Map([
  ['after:probeTimeout', 'heartbeat'],
  ['after:silence', 'heartbeat'],
  ['after:idle', 'idle'],
  ['after:handshake', 'handshake-timeout'],
  ['received', 'flooded'],
  ['rejected', 'rejected'],
  ['crash', 'crashed'],
]);

function endOf({ type, reason }: TransitionRecord['event']): string {
  const known = ends.get(type);
  if (known !== undefined) return known;
  if (typeof reason === 'string') return reason;
  return type === 'close' ? 'stopped' : type === 'destroy' ? 'destroyed' : type;
}
