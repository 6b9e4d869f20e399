/** Why a line was lost and why an actor ended, as closed lists: the words that records and errors carry as `reason`. */

/** What a connection’s context calls `loss`, beside the fault codes and the codes of frame errors. */
export const losses = {
  ended: 'the peer closed its side of the connection',
  heartbeat: 'the heartbeats went unanswered, or did not come',
  'reply-timeout': 'a reply did not come in time, and with it the order of all later ones was lost',
  'connect-timeout': 'the line was not ready within `connectTimeout`',
  handshake: 'the handshake threw, or the peer was refused by it',
  redial: 'the caller asked for a new connection',
  'drain-timeout': 'what was in flight was not answered within `drainTimeout`',
  'close-timeout': 'the peer did not answer our FIN within `closeTimeout`',
} as const;

/** Why a connection or a link is over. Where there is no reconnecting it is the loss itself. */
export const endings = {
  done: 'its one exchange is over, or a worker ended by itself',
  stopped: 'it was asked to stop',
  destroyed: 'it was ended at once',
  'drain-timeout': 'it was asked to stop, and was not done within `drainTimeout`',
  halted: 'its supervisor takes it down, to start it again',
  rejected: 'the peer turned it away: the handshake said so, or a certificate was not accepted',
  'gave-up': 'it used up `reconnect.attempts`',
  crashed: 'a function given to it threw',
  'restarts-used-up': 'a supervisor used up its restart budget',
} as const;
