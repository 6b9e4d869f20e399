/** Why a line was lost and why an actor ended, as closed lists: the words that records and errors carry as `reason`. */

/** What a connection’s context calls `loss`, beside the fault codes and the codes of frame errors. */
export const losses = {
  ended: 'the peer closed its side of the connection',
  heartbeat: 'the heartbeats went unanswered, or did not come',
  'reply-timeout': 'a reply did not come in time, and with it the order of all later ones was lost',
  'connect-timeout': 'the line was not ready within `connectTimeout`',
  handshake: 'the handshake threw, or the peer was refused by it',
  redial: 'the caller asked for a new connection',
  'not-up': 'a leg of a simplex line has not been up yet',
  'not-called': 'the peer has not called at a leg of a simplex line that waits for it',
  'drain-timeout': 'what was in flight was not answered within `drainTimeout`',
  'close-timeout': 'the peer did not end its side within `closeTimeout`',
  'handshake-timeout': 'the session was not ready within `limits.handshake`',
  'answer-timeout': '`onRequest` had no answer within `answerTimeout`',
  unread: 'the client asked and did not read: over `limits.pendingBytes` waited for it',
  flooded: 'the client sent more heartbeats in a second than `limits.heartbeats`',
  'bind-timeout': 'the address could not be bound within 5 s',
} as const;

/** Why a connection or a link is over. Where there is no reconnecting it is the loss itself. */
export const endings = {
  done: 'its one exchange is over, or a worker ended by itself',
  idle: 'it had no exchange for `lifecycle.maxIdle`, a session for `limits.idle`',
  age: 'it was as old as `lifecycle.maxAge` allows',
  exchanges: 'it had carried `lifecycle.maxExchanges`',
  stopped: 'it was asked to stop',
  destroyed: 'it was ended at once',
  'drain-timeout': 'it was asked to stop, and was not done within `drainTimeout`',
  halted: 'its supervisor takes it down, to start it again',
  evicted: 'the listener was full, and it was silent for longest',
  rejected: 'the peer turned it away: the handshake said so, or a certificate was not accepted',
  'gave-up': 'it used up `reconnect.attempts`',
  crashed: 'a function given to it threw',
  'restarts-used-up': 'a supervisor used up its restart budget',
} as const;
