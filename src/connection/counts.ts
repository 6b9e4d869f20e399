/** What a link has done, and what its heartbeats cost. Counted from the link's start; never reset. */

export interface Counts {
  /** Written. */
  requests: number;
  posts: number;
  /** Delivered to who asked. */
  replies: number;
  /** Given to the inbox or to listeners. */
  messages: number;
  /** Unread messages thrown away because nobody ever reads. */
  dropped: number;
  /** Replies whose owner was told before that time ran out; thrown away. */
  late: number;
  /** Second replies to one request, where a key tells them; thrown away. */
  doubles: number;
  heartbeatsSent: number;
  heartbeatsReceived: number;
  /** Of their frames, both ways, without headers. */
  heartbeatBytes: number;
  bytesIn: number;
  bytesOut: number;
  dials: number;
  /** Sockets that went, whoever ended them: one that was replaced in its turn as well. */
  losses: number;
  /** Facts from an older socket; dropped. */
  stale: number;
}

export const newCounts = (): Counts => ({
  requests: 0,
  posts: 0,
  replies: 0,
  messages: 0,
  dropped: 0,
  late: 0,
  doubles: 0,
  heartbeatsSent: 0,
  heartbeatsReceived: 0,
  heartbeatBytes: 0,
  bytesIn: 0,
  bytesOut: 0,
  dials: 0,
  losses: 0,
  stale: 0,
});
