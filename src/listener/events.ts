/** What a listener tells, and of whom. There is no event `error`: nothing here can end a process that does not listen. */
import type { EventEmitter } from 'eventemitter3';
import type { TransitionRecord } from '../contract/record.ts';
import type { Gone } from './owner.ts';
import type { Session } from './session.ts';

export interface ListenerEvents {
  /** A client is on line: its handshake is done. */
  session: (session: Session) => void;
  /** One that was on line is gone. */
  gone: (session: Session, why: Gone) => void;
  /** A frame that a client sent unasked, where there is no `onRequest`; an owned copy. */
  message: (frame: Uint8Array, session: Session) => void;
  /** Every transition of every actor of this listener. */
  record: (record: TransitionRecord) => void;
  /** Those that changed the state of the listener or of a session. */
  state: (record: TransitionRecord) => void;
  /** Something that went wrong and ended no more than one session. */
  fault: (error: unknown) => void;
}

/** Tells, and reports what a listener throws as a fault. */
export const tell = <E extends keyof ListenerEvents>(
  to: EventEmitter<ListenerEvents>,
  event: E,
  ...told: Parameters<ListenerEvents[E]>
): void => {
  try {
    (to as unknown as EventEmitter).emit(event, ...told);
  } catch (error) {
    // A throwing fault listener has nobody left to tell.
    if (event !== 'fault') tell(to, 'fault', error);
  }
};
