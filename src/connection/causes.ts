/** Whose doing an event is, for its record. */
import type { Cause } from '../contract/record.ts';

const causes: Readonly<Record<string, Cause>> = {
  start: 'supervisor',
  turn: 'supervisor',
  crash: 'crash',
  request: 'user',
  post: 'user',
  abandoned: 'user',
  paused: 'user',
  resumed: 'user',
  cleaned: 'user',
  ready: 'user',
  close: 'user',
  redial: 'user',
  destroy: 'user',
  'reply-timeout': 'timer',
  stalled: 'timer',
};

export const causeOf = (type: string, timer: boolean): Cause => (timer ? 'timer' : (causes[type] ?? 'io'));
