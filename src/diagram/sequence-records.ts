/** What a transition adds to a sequence: what it answers to, the state that it comes to, what it sends. */
import type { TransitionRecord } from '../contract/record.ts';
import type { Step } from './sequence.ts';

/** The lane of whoever calls and listens. */
export const USER = 'your program';

export interface Lanes {
  /** Of the far side of this actor. */
  readonly far: string;
  /** What is sent to dial and to end, where anything is: a datagram socket sends nothing. */
  readonly dial: string | null;
  readonly end: string | null;
}

const arrow = (from: string, to: string, text: string, how: 'says' | 'answers' | 'fails' = 'says'): Step => ({
  kind: 'arrow',
  from,
  to,
  text,
  how,
});

/** `connected.listening.idle` is `idle`. */
const innermost = (state: string): string => state.slice(state.lastIndexOf('.') + 1);

const note = ({ connection, event, to }: TransitionRecord, prefix = ''): Step & { readonly kind: 'note' } => ({
  kind: 'note',
  over: connection,
  text: `${prefix}${innermost(to)} (${event.type.replace(':', ' ')})`,
});

/** What the far side did, as far as it carries no bytes. */
const heard = ({ connection, event }: TransitionRecord, { far, end }: Lanes): readonly Step[] => {
  const { type } = event;
  const reason = event['reason'];
  if (type === 'ended') return end === null ? [] : [arrow(far, connection, end)];
  if (type !== 'lost') return [];
  if (reason === 'reset') return [arrow(far, connection, 'RST')];
  return [arrow(far, connection, String(reason), 'fails')];
};

/** Who asks through it and is told: a link holds its connections, a session is held by your program itself. */
const ownerOf = ({ chart, link }: TransitionRecord): string => (chart === 'session' ? USER : link);

/** A heartbeat goes no further, and what comes too late or for nobody is counted alone. */
const accepted = (record: TransitionRecord): Step | null => {
  const { chart, connection, event } = record;
  if (event['kind'] === 'late' || event['kind'] === 'unknown')
    return { kind: 'note', over: connection, text: `${event['kind']}: counted, not delivered` };
  return event['kind'] === 'message' && chart === 'connection'
    ? arrow(connection, ownerOf(record), 'message', 'answers')
    : null;
};

const ofEffect: Readonly<Record<string, (record: TransitionRecord, lanes: Lanes) => Step | null>> = {
  dial: ({ connection }, { far, dial }) => (dial === null ? null : arrow(connection, far, dial)),
  end: ({ connection }, { far, end }) => (end === null ? null : arrow(connection, far, end)),
  // What a session posts is mostly an answer, and that is told as such.
  transmit: (record) =>
    record.chart === 'session' && record.event.type === 'post'
      ? null
      : arrow(ownerOf(record), record.connection, record.event.type),
  deliver: (record) => arrow(record.connection, ownerOf(record), 'reply', 'answers'),
  accept: accepted,
  serve: ({ connection }) => arrow(connection, USER, 'onRequest'),
};

/** Steps of charts `connection`, `session`, `listener`, `breaker` and `simplex`; all others are bookkeeping. */
export const stepsOf = (record: TransitionRecord, lanes: Lanes): readonly Step[] => {
  const { chart, link, from, to, event, effects } = record;
  if (chart === 'breaker' || chart === 'simplex')
    return from === to ? [] : [{ ...note(record, `${chart}: `), over: link }];
  if (chart === 'listener') {
    if (event.type === 'called') return [arrow(lanes.far, link, 'dial', effects.includes('refuse') ? 'fails' : 'says')];
    return from === to || to === 'down' ? [] : [note(record)];
  }
  if (chart !== 'connection' && chart !== 'session') return [];
  const moved = from !== to || event.type.startsWith('after:') ? [note(record)] : [];
  const served = event.type === 'served' ? [arrow(USER, record.connection, 'answer', 'answers')] : [];
  const sent = effects.flatMap((effect) => ofEffect[effect]?.(record, lanes) ?? []);
  return [...heard(record, lanes), ...served, ...moved, ...sent];
};
