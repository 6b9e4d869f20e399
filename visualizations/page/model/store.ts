/** All that the page knows, as the feed told it. Views read the signals; frames go into the typed arrays below them. */
import { batch, signal } from '@preact/signals';
import type {
  ConnectionNow,
  Extent,
  Followed,
  Hello,
  Moment,
  Pulse,
  Rates,
  RateSample,
  ServerMessage,
  Timeline,
  Tree,
} from '../../../src/inspector/protocol.ts';
import { Frame, PROTOCOL } from '../../../src/inspector/protocol.ts';
import type { TransitionRecord } from '../../../src/contract/record.ts';
import { Bounded } from './bounded.ts';
import type { Family } from './family.ts';
import { familyOf } from './family.ts';
import { Fleet, RELAPSE } from './fleet.ts';
import { Spans } from './spans.ts';
import { work } from './work.ts';

/** Records of one connection, and of the trail, that the page keeps. */
const RECORDS_KEPT = 500;
const TRAIL_KEPT = 5_000;
/** Five minutes, a sample a second. */
const SAMPLES_KEPT = 300;

const busy = familyOf('busy');
const idle = familyOf('idle');

export type FeedState =
  | { readonly kind: 'connecting' | 'live' | 'stalled' | 'ended' }
  | { readonly kind: 'reconnecting'; readonly attempt: number }
  | { readonly kind: 'refused'; readonly words: string };

export const fleet = new Fleet();
export const spans = new Spans();
const trailKept = new Bounded<TransitionRecord>(TRAIL_KEPT);
const recordsKept = new Bounded<Followed>(RECORDS_KEPT);
const samplesKept = new Bounded<RateSample>(SAMPLES_KEPT);

export const feed = signal<FeedState>({ kind: 'connecting' });
export const hello = signal<Hello | null>(null);
export const bye = signal<string | null>(null);
export const pulse = signal<Pulse | null>(null);
/** Frames that were left out because this page was too slow. */
export const dropped = signal(0);
/** Follows `fleet.shape`. */
export const shape = signal(0);
export const timeline = signal<Timeline | null>(null);
export const connection = signal<ConnectionNow | null>(null);
export const records = signal<readonly Followed[]>([]);
export const recordsMissing = signal(0);
export const trail = signal<readonly TransitionRecord[]>([]);
export const trailMissing = signal(0);
export const trailReach = signal<{ readonly records: number; readonly since: number } | null>(null);
export const tree = signal<Tree | null>(null);
export const samples = signal<readonly RateSample[]>([]);
export const backoff = signal<Rates['backoff'] | null>(null);
export const extent = signal<Extent | null>(null);
export const moment = signal<Moment | null>(null);

/** `t` of the last frame or pulse, and when it came. */
let heardT = 0;
let heardAt = 0;

/** What time it is where the records come from, `t`. In a log: the moment that is shown. */
export function now(): number {
  if (hello.value?.mode === 'log') return moment.value?.t ?? heardT;
  return feed.value.kind === 'live' ? heardT + Math.max(0, performance.now() - heardAt) : heardT;
}

/** How long nothing has come, ms. */
export const silence = (): number => performance.now() - heardAt;

export const wall = (t: number): number => (hello.value?.origin ?? 0) + t;

function heard(t: number): void {
  // A frame was taken before a pulse that overtook it: the later of the two is the time.
  heardT = Math.max(heardT, t);
  heardAt = performance.now();
}

export function takeFrame(bytes: Uint8Array): void {
  const frame = new Frame(bytes);
  const { kind, count } = frame;
  work.messages += 1;
  work.entries += count;
  if (kind === 'spans') {
    takeSpans(frame);
    return;
  }
  heard(frame.t);
  for (let i = 0; i < count; i += 1) {
    const row = frame.row(i);
    const since = frame.since(i);
    const state = frame.state(i);
    fleet.move(row, state, since);
    if (kind === 'changes') spans.push(row, since, onTimeline(fleet.familyAt(state)));
  }
}

/** Exchanges come and go within one span: they would be all that is seen. */
const onTimeline = (family: Family): Family => (family === busy ? idle : family);

function takeSpans(frame: Frame): void {
  let last = -1;
  for (let i = 0; i < frame.count; i += 1) {
    const row = frame.row(i);
    if (row !== last) spans.restart(row);
    last = row;
    spans.push(row, frame.since(i), onTimeline(fleet.familyAt(frame.state(i))));
  }
  for (const row of timeline.peek()?.rows ?? []) fleet.recall(row, spans.downSince(row, RELAPSE));
}

/** Answers are not for here. @returns whether it was taken */
export function takeMessage(message: ServerMessage): boolean {
  return batch(() => take(message));
}

function take(message: ServerMessage): boolean {
  switch (message.type) {
    case 'hello':
      begin(message);
      return true;
    case 'vocabulary':
      fleet.words(message.first, message.names);
      return true;
    case 'pulse':
      heard(message.t);
      pulse.value = message;
      return true;
    case 'rows':
      if (message.reset) fleet.clear();
      for (const row of message.remove) fleet.remove(row);
      for (const row of message.add) fleet.add(row);
      shape.value = fleet.shape;
      return true;
    case 'timeline':
      spans.show(message.rows);
      timeline.value = message;
      return true;
    case 'connection':
      connection.value = message;
      return true;
    case 'records':
      if (message.reset) recordsKept.clear();
      recordsMissing.value = (message.reset ? 0 : recordsMissing.value) + message.skipped;
      recordsKept.push(message.records);
      records.value = recordsKept.items;
      return true;
    case 'trail':
      if (message.reset) trailKept.clear();
      trailKept.push(message.records);
      trailMissing.value = (message.reset ? 0 : trailMissing.value) + message.skipped;
      trailReach.value = message.kept ?? trailReach.value;
      trail.value = trailKept.items;
      return true;
    case 'tree':
      tree.value = message;
      return true;
    case 'rates':
      if (message.reset) samplesKept.clear();
      samplesKept.push(message.samples);
      samples.value = samplesKept.items;
      backoff.value = message.backoff;
      return true;
    case 'lag':
      dropped.value = message.total;
      return true;
    case 'extent':
      extent.value = message;
      return true;
    case 'moment':
      heardT = message.t;
      moment.value = message;
      return true;
    case 'bye':
      bye.value = message.reason;
      feed.value = { kind: 'ended' };
      return true;
    case 'why':
    case 'chart':
    case 'export':
    case 'done':
    case 'refused':
      return false;
  }
}

function begin(message: Hello): void {
  if (message.protocol !== PROTOCOL) {
    feed.value = { kind: 'refused', words: 'The server is of another version than this page: load the page anew.' };
    return;
  }
  fleet.clear();
  fleet.words(0, message.vocabulary);
  heardT = 0;
  heard(message.now);
  recordsKept.clear();
  trailKept.clear();
  samplesKept.clear();
  bye.value = null;
  timeline.value = null;
  connection.value = null;
  records.value = [];
  trail.value = [];
  tree.value = null;
  samples.value = [];
  extent.value = null;
  moment.value = null;
  dropped.value = 0;
  hello.value = message;
  feed.value = { kind: 'live' };
}
