/** Reads a record of the connection chart as a sign: how an open line went, or how a dial ended. */
import type { FaultCode } from '../contract/faults.ts';
import { faultCodes } from '../contract/faults.ts';
import type { RecordFacts } from '../contract/record.ts';
import type { DialCode, LossCode } from './verdict-signs.ts';
import { lossSigns } from './verdict-signs.ts';

type Event = RecordFacts['event'];

export interface Sign<Code> {
  readonly code: Code;
  readonly local: boolean;
  readonly detail?: string | undefined;
}

/** A string among the facts of an event. */
const textOf = (event: Event, fact: string): string | undefined => {
  const value = event[fact];
  return typeof value === 'string' ? value : undefined;
};

const isFault = (code: string): code is FaultCode => Object.hasOwn(faultCodes, code);

/** By event: what ends an open line, where the type alone says how. */
const plain: ReadonlyMap<string, LossCode> = new Map<string, LossCode>([
  ['ended', 'ended'],
  ['reply-timeout', 'reply-timeout'],
  ['after:probeTimeout', 'heartbeat'],
  ['after:silence', 'silence'],
  ['after:connectTimeout', 'connect-timeout'],
  ['after:drainTimeout', 'drain-timeout'],
  ['after:closeTimeout', 'close-timeout'],
]);

/** @returns null for what is no loss: a command, an answer to our own FIN */
export const lossOf = ({ event, from }: RecordFacts): Sign<LossCode> | null => {
  // We ended first: the peer's end is its answer.
  if (event.type === 'ended' && from === 'closing.ending') return null;
  const code = plain.get(event.type);
  if (code !== undefined) return { code, local: false };
  if (event.type === 'malformed') return malformed(event);
  if (event.type !== 'lost' && event.type !== 'rejected') return null;
  const reason = textOf(event, 'reason');
  if (reason === 'handshake')
    return {
      code: event.type === 'rejected' ? 'rejected' : 'handshake',
      local: false,
      detail: textOf(event, 'detail'),
    };
  return faultOf(event, reason);
};

/** @returns null for what ends no dial: a turn, a command */
export const dialOf = ({ event }: RecordFacts): Sign<DialCode> | null => {
  switch (event.type) {
    case 'opened': {
      const code = event['unasked'] === true ? 'unasked' : 'opened';
      return { code, local: false, detail: textOf(event, 'remote') };
    }
    case 'ended': {
      return { code: 'ended', local: false };
    }
    case 'after:connectTimeout': {
      return { code: 'connect-timeout', local: false };
    }
    case 'lost':
    case 'rejected': {
      return faultOf(event, textOf(event, 'reason'));
    }
    default: {
      return null;
    }
  }
};

const malformed = (event: Event): Sign<LossCode> => {
  const code = textOf(event, 'reason') ?? '';
  if (code.startsWith('frame-') && Object.hasOwn(lossSigns, code)) return { code: code as LossCode, local: false };
  return { code: 'frame-malformed', local: false, detail: code };
};

/** A transport of the user's own may know codes that we do not. */
const faultOf = (event: Event, reason = 'lost'): Sign<FaultCode> => {
  const detail = textOf(event, 'detail');
  const local = event['side'] === 'local';
  return isFault(reason) ? { code: reason, local, detail } : { code: 'socket-error', local, detail: detail ?? reason };
};
