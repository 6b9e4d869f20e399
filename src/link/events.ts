/**
 * What a link tells its listeners. There is no event `error`: nothing here can end a process that does not listen. What a
 * listener throws is a `fault`; the listeners after it do not hear of that event.
 */
import type { EventEmitter } from 'eventemitter3';
import type { TransitionRecord } from '../contract/record.ts';

export interface LinkEvents {
  /** Every transition of every actor of this link. */
  record: (record: TransitionRecord) => void;
  /** Those that changed the state of a connection or of the link. */
  state: (record: TransitionRecord) => void;
  /** A frame that nobody asked for; an owned copy. */
  message: (frame: Uint8Array) => void;
  /** Something that went wrong and ended nothing else: a listener or callback that threw, a malformed frame. */
  fault: (error: unknown) => void;
}

/** A throwing listener is a fault; a throwing fault listener has nobody left to tell. */
export const tell = {
  record: (to: EventEmitter<LinkEvents>, record: TransitionRecord): void => {
    guarded(to, () => to.emit('record', record));
    if (record.from !== record.to && record.chart !== 'writer') guarded(to, () => to.emit('state', record));
  },
  message: (to: EventEmitter<LinkEvents>, frame: Uint8Array): void => guarded(to, () => to.emit('message', frame)),
  fault: (to: EventEmitter<LinkEvents>, error: unknown): void => {
    try {
      to.emit('fault', error);
    } catch {
      return;
    }
  },
};

const guarded = (to: EventEmitter<LinkEvents>, run: () => void): void => {
  try {
    run();
  } catch (error) {
    tell.fault(to, error);
  }
};
