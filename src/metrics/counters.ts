/** What only grows: counters of links and of listeners, and what the stream of records tells. */
import type { Counts } from '../connection/counts.ts';
import type { ListenerCounts } from '../listener/hooks.ts';
import type { Family, Row } from './families.ts';
import type { Measured } from './measured.ts';
import type { Table, Tally } from './tally.ts';

/** What each counter of a link is called, and what it says. */
const linkCounters: Readonly<Record<keyof Counts, readonly [name: string, help: string]>> = {
  requests: ['requests_total', 'Requests written.'],
  posts: ['posts_total', 'Posts written.'],
  replies: ['replies_total', 'Replies delivered to who asked.'],
  messages: ['messages_total', 'Messages that nobody asked for, given to the inbox or to listeners.'],
  dropped: ['messages_dropped_total', 'Messages thrown away because nobody reads.'],
  late: ['replies_late_total', 'Replies whose owner was told before that time ran out; thrown away.'],
  doubles: ['replies_double_total', 'Second replies to one request; thrown away.'],
  heartbeatsSent: ['heartbeats_sent_total', 'Heartbeats sent.'],
  heartbeatsReceived: ['heartbeats_received_total', 'Heartbeats received.'],
  heartbeatBytes: ['heartbeat_bytes_total', 'Bytes of heartbeats, both ways, without headers.'],
  bytesIn: ['received_bytes_total', 'Bytes read.'],
  bytesOut: ['sent_bytes_total', 'Bytes written.'],
  dials: ['dials_total', 'Sockets dialled.'],
  losses: ['sockets_gone_total', 'Sockets that went, whoever ended them.'],
  stale: ['stale_facts_total', 'Facts from an older socket; dropped.'],
};

type ListenerCounter = Exclude<keyof ListenerCounts, 'ends'>;

const listenerCounters: Readonly<Record<ListenerCounter, readonly [name: string, help: string]>> = {
  accepted: ['sessions_accepted_total', 'Sessions that were taken in.'],
  refused: ['sessions_refused_total', 'Callers who were turned away, for want of a place.'],
  evicted: ['sessions_evicted_total', 'Sessions that were ended to make room.'],
  missed: ['sessions_missed_total', 'Callers whom the system could not take in.'],
  gone: ['sessions_gone_total', 'Sessions that are over.'],
  ignored: ['datagrams_ignored_total', 'Datagrams of strangers that were thrown away unread.'],
  withheld: ['datagrams_withheld_total', 'Datagrams that were longer than what had come, and so were not sent.'],
};

export const countersOf = (supervisor: Measured, tally: Tally): readonly Family[] => [
  ...Object.entries(linkCounters).map(([key, [name, help]]) => ({
    name,
    help,
    labels: ['link'],
    rows: function* (): Generator<Row> {
      for (const [link, { counts }] of supervisor.links) yield [{ link }, counts[key as keyof Counts]] as const;
    },
  })),
  ...Object.entries(listenerCounters).map(([key, [name, help]]) => ({
    name,
    help,
    labels: ['listener'],
    rows: function* (): Generator<Row> {
      for (const [listener, { counts }] of supervisor.listening)
        yield [{ listener }, counts[key as ListenerCounter]] as const;
    },
  })),
  {
    name: 'sessions_ended_total',
    help: 'Sessions that are over, by how they ended.',
    labels: ['listener', 'reason'],
    rows: function* () {
      for (const [listener, { counts }] of supervisor.listening)
        for (const [reason, value] of Object.entries(counts.ends)) yield [{ listener, reason }, value] as const;
    },
  },
  told('losses_total', 'Lines lost and dials failed, by reason.', ['link', 'reason'], tally.losses),
  told(
    'verdicts_total',
    'What became of the peer, as far as a loss and the dial after it prove.',
    ['link', 'verdict'],
    tally.verdicts,
  ),
  told('heartbeats_missed_total', 'Heartbeats that had no answer in time.', ['link'], tally.misses),
  told('transitions_total', 'Transitions of all actors.', ['chart', 'event'], tally.transitions),
  told('restarts_total', 'Children started anew by their supervisor.', ['child', 'exit'], tally.restarts),
];

/** Of a table, each number with its row and, where there is a second label, its column. */
const told = (name: string, help: string, labels: readonly [string, string?], table: Table): Family => ({
  name,
  help,
  labels: labels.filter((label) => label !== undefined),
  rows: function* () {
    const [first, second] = labels;
    for (const [row, column, value] of table.entries())
      yield [second === undefined ? { [first]: row } : { [first]: row, [second]: column }, value] as const;
  },
});
