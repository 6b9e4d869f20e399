/** Why a session ended, as the rest of a sentence that begins with `because`. */
import { printable } from '../contract/printable.ts';
import { heartbeatOf, isFacts, numberOf } from './why-facts.ts';
import type { Facts } from './why-facts.ts';
import type { TransitionRecord } from '../contract/record.ts';
import type { ClientAllowed } from './why-session-story.ts';
import type { How } from './why-story.ts';
import { lasting, lossWords } from './why-words.ts';

/** null: this start tells no policy. */
export function clientAllowedBy({ event }: TransitionRecord): ClientAllowed | null {
  const { input } = event as Facts;
  const policy = isFacts(input) ? input['policy'] : null;
  if (!isFacts(policy)) return null;
  return {
    heartbeat: heartbeatOf(policy['heartbeat']),
    handshake: numberOf(policy['handshake']),
    idle: numberOf(policy['idle']),
    heartbeats: numberOf(policy['heartbeats']),
  };
}

const within = (ms: number | null): string => (ms === null ? 'in time' : `within ${lasting(ms)}`);

export function endReason(how: How, allowed: ClientAllowed | null): string {
  const beat = allowed?.heartbeat ?? null;
  switch (how.event) {
    case 'after:probeTimeout':
      if (beat === null) return 'the client did not answer a heartbeat in time';
      return `the client answered none of ${String(beat.misses)} heartbeats in a row, each within ${lasting(beat.timeout)}`;
    case 'after:silence':
      if (beat === null) return 'the client was silent for too long';
      return `the client was silent for ${lasting(beat.every + beat.misses * beat.timeout)}; its heartbeats are due every ${lasting(beat.every)}`;
    case 'received':
      return `the client sent more than ${String(allowed?.heartbeats ?? 'the allowed number of')} heartbeats within a second`;
    case 'after:idle':
      return `nothing was exchanged for ${allowed === null || allowed.idle === null ? 'too long' : lasting(allowed.idle)}`;
    case 'after:handshake':
      return `its log-on was not done ${within(allowed?.handshake ?? null)}`;
    case 'rejected':
      return `its log-on was refused (${lossWords(how)})`;
    case 'ended':
      return 'the client closed its side';
    case 'lost':
      return `the socket failed: ${lossWords(how)}`;
    case 'malformed':
      return `the client’s bytes were no frame (${lossWords(how)})`;
    case 'unserved':
      return how.reason === 'unread'
        ? 'the client did not read what it was sent'
        : 'a request of the client’s had no answer from this side in time';
    case 'reply-timeout':
      return 'a request to the client had no reply in time, and a late one could be taken for the answer to the next';
    case 'destroy':
      return how.reason === 'evicted' ? 'it made room for another caller' : 'it was destroyed';
    case 'close':
      return 'it was asked to stop';
    case 'crash':
      return `a function given to this listener threw${how.detail === null ? '' : `: ${printable(how.detail)}`}`;
    default:
      return printable(how.event);
  }
}
