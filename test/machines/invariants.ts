/** What must hold at every state and every transition of the connection chart, whatever the policy. */
import { NEVER } from '../../machines/index.ts';
import type { ConnectionContext, ConnectionPolicy } from '../../machines/index.ts';
import type { ConnectionNode as Node } from './connection.ts';
import { CONNECTED, count, enters, one, stays, within } from './invariant.ts';
import type { OnEdge, OnNode } from './invariant.ts';
import { onLimits } from './invariants-limits.ts';

const AWAITING = 'connected.listening.awaiting-reply';
const PROBING = 'connected.probing';
const WAITING = 'connecting.waiting';
const DIALING = 'connecting.attempting.dialing';
const INBOUND = new Set(['replied', 'received', 'paused', 'resumed']);
const LOSSES = new Set(['lost', 'ended', 'malformed']);
/** Ends that do not come from a loss. */
const REASONS = new Set(['done', 'idle', 'age', 'exchanges', 'stopped', 'rejected', 'gave-up', 'destroyed', 'rotated']);

/** The silence of this peer is being judged. */
const judged = ({ pending, paused }: ConnectionContext, policy: ConnectionPolicy): boolean =>
  policy.heartbeat !== null && !paused && !(policy.ordered && pending > 0);

/** Each wait of the chart, with the state whose life it measures. */
const WAITS: readonly (readonly [delay: string, state: string])[] = [
  ['connectTimeout', 'connecting.attempting'],
  ['probeTimeout', PROBING],
  ['drainTimeout', 'closing.draining'],
  ['closeTimeout', 'closing.ending'],
  ['cleanTimeout', 'reconnecting.cleaning'],
  ['backoff', 'reconnecting.backing-off'],
];

export const onNodes: readonly OnNode[] = [
  {
    name: 'requests in flight are never fewer than none nor more than the window',
    holds: ({ context }, policy) => context.pending >= 0 && context.pending <= policy.window,
  },
  {
    name: 'each state says whether requests are in flight',
    holds: (node) =>
      node.context.pending > 0
        ? [AWAITING, PROBING, 'closing.draining'].includes(node.state)
        : ![AWAITING, 'closing.draining'].includes(node.state),
  },
  {
    name: 'where only order ties replies to requests, no probe is out while a request is',
    holds: (node, policy) => !(policy.ordered && node.state === PROBING && node.context.pending > 0),
  },
  {
    name: 'no more exchanges than allowed, and a spent line does not rest',
    holds: (node) => {
      const { maxExchanges: most } = node.context;
      return (
        most === null ||
        (node.context.exchanges <= most &&
          !(within(node, CONNECTED) && node.context.pending === 0 && node.context.exchanges === most))
      );
    },
  },
  {
    name: 'attempts stay within their number, and used-up attempts do not rest in reconnecting',
    holds: (node, { reconnect: { attempts: most } }) =>
      most === null || node.context.attempts <= (node.final ? most + 1 : most),
  },
  {
    name: 'missed probes stay below their number, and a line that is listened to has none',
    holds: (node, { heartbeat }) =>
      node.context.misses < (heartbeat?.misses ?? 1) &&
      !(within(node, 'connected.listening') && !node.context.paused && node.context.misses > 0),
  },
  { name: 'the target is one of the list', holds: (node, { targets }) => node.context.target < targets },
  {
    name: 'who ends has a reason, who does not has none',
    holds: (node) => (node.context.reason !== null) === (node.final || within(node, 'closing')),
  },
  {
    name: 'every wait ends: by a timer of its own, or by a named outside end',
    holds: (node, policy) => {
      if (node.final) return node.armed.size === 0;
      const wait = WAITS.find(([, state]) => within(node, state));
      if (wait !== undefined) return node.armed.has(wait[0]);
      // A turn comes from the dial caps. A silent peer is judged, or its replies have limits, or our own reader has
      // stopped it; without a heartbeat only the socket's end is left, as the user chose.
      if (node.state === WAITING) return true;
      return !judged(node.context, policy) || node.armed.has('silence');
    },
  },
];

export const onEdges: readonly OnEdge[] = [
  {
    name: 'requests in flight equal those that went out less those that came back, failed, or were given up',
    holds: (edge, policy) => {
      const freed = edge.name === 'abandoned' && !policy.ordered && edge.from.context.pending > 0 ? 1 : 0;
      const inFlight =
        edge.from.context.pending +
        (edge.name === 'request' ? count(edge, 'transmit') : 0) -
        count(edge, 'deliver') -
        (policy.ordered ? 0 : count(edge, 'expire')) -
        freed;
      const kept = within(edge.to, CONNECTED) || within(edge.to, 'closing');
      return edge.to.context.pending === (kept ? inFlight : 0);
    },
  },
  {
    name: 'a request or a post either goes out or is put back, once',
    holds: (edge) => {
      const asked = edge.name === 'request' || edge.name === 'post';
      return count(edge, 'transmit') + count(edge, 'defer') === one(asked);
    },
  },
  {
    name: 'nothing goes out but on a connected line',
    holds: (edge) => count(edge, 'transmit') + count(edge, 'probe') === 0 || within(edge.from, CONNECTED),
  },
  {
    name: 'a request goes out whenever there is room for it',
    holds: (edge, { window, ordered }) => {
      if (edge.name !== 'request') return true;
      const { pending, exchanges, maxExchanges } = edge.from.context;
      const room =
        within(edge.from, CONNECTED) &&
        pending < window &&
        exchanges < (maxExchanges ?? Infinity) &&
        !(ordered && edge.from.state === PROBING);
      return count(edge, 'transmit') === one(room);
    },
  },
  {
    name: 'a reply that is owed is delivered, and nothing else is',
    holds: (edge) =>
      count(edge, 'deliver') ===
      one(
        edge.name === 'replied' &&
          edge.from.context.pending > 0 &&
          (within(edge.from, CONNECTED) || within(edge.from, 'closing')),
      ),
  },
  {
    name: 'a request whose limit passed is told so, once',
    holds: (edge) => count(edge, 'expire') === one(edge.name === 'reply-timeout' && edge.from.context.pending > 0),
  },
  {
    name: 'in order, a reply that is late ends the line',
    holds: (edge, policy) =>
      !(edge.name === 'reply-timeout' && policy.ordered && edge.from.context.pending > 0) ||
      within(edge.to, 'reconnecting') ||
      edge.to.final,
  },
  {
    name: 'other inbound is accepted on every open line',
    holds: (edge) =>
      count(edge, 'accept') ===
      one(edge.name === 'received' && (within(edge.from, CONNECTED) || within(edge.from, 'closing'))),
  },
  {
    name: 'the socket is dropped on each way into connecting, reconnecting and dead, and before each dial',
    holds: (edge) => {
      const left = ['connecting', 'reconnecting', 'dead'].some((state) => enters(edge, state));
      const dial = edge.effects.indexOf('dial');
      return (!left || count(edge, 'drop') > 0) && (dial < 0 || edge.effects.lastIndexOf('drop', dial) >= 0);
    },
  },
  {
    name: 'a socket that is in use is not dropped',
    holds: (edge) =>
      !(stays(edge, CONNECTED) || enters(edge, CONNECTED) || within(edge.to, 'closing')) || count(edge, 'drop') === 0,
  },
  {
    name: 'one dial at a time: a turn is asked for once, used only when given, and withdrawn or given back',
    holds: (edge) => {
      let turn = edge.from.state === WAITING ? 'asked' : edge.from.state === DIALING ? 'held' : 'none';
      if (edge.name === 'turn' && turn === 'asked') turn = 'held';
      for (const effect of edge.effects) {
        if (effect === 'askTurn' && turn !== 'none') return false;
        if (effect === 'dial' && turn !== 'held') return false;
        if (effect === 'askTurn') turn = 'asked';
        if (effect === 'withdrawTurn' && turn === 'asked') turn = 'none';
        if (effect === 'returnTurn') turn = 'none';
      }
      return turn === (edge.to.state === WAITING ? 'asked' : edge.to.state === DIALING ? 'held' : 'none');
    },
  },
  {
    name: 'each target is tried before the line counts as lost, and each round begins with the first',
    holds: (edge, { targets }) => {
      const { target } = edge.from.context;
      const failed = ['lost', 'ended', 'after:connectTimeout'].includes(edge.name);
      // Whoever answers gibberish was reached.
      if (within(edge.from, 'connecting.attempting') && edge.name === 'malformed')
        return !within(edge.to, 'connecting');
      if (!within(edge.from, 'connecting.attempting') || !failed)
        return !enters(edge, 'connecting') || edge.to.context.target === 0;
      return target + 1 < targets
        ? edge.to.state === WAITING && edge.to.context.target === target + 1
        : !within(edge.to, 'connecting');
    },
  },
  {
    name: 'the handshake begins when the socket has opened, where there is one',
    holds: (edge, { greets }) =>
      count(edge, 'greet') === one(edge.name === 'opened' && edge.from.state === DIALING && greets) &&
      (!enters(edge, CONNECTED) || edge.name === (greets ? 'ready' : 'opened')),
  },
  {
    name: 'attempts count redials: up by one when lost, none after a reply, a stable time or a redial',
    holds: (edge) => {
      const before = edge.from.context.attempts;
      const after = edge.to.context.attempts;
      const settled =
        count(edge, 'deliver') > 0 ||
        edge.name === 'after:stableAfter' ||
        (edge.name === 'redial' && (within(edge.from, CONNECTED) || within(edge.from, 'reconnecting')));
      return after === (settled ? 0 : before + count(edge, 'clean'));
    },
  },
  {
    name: 'a loss leads to cleaning and a wait, and its clean-up is finished before the next dial',
    holds: (edge) => {
      const entered = enters(edge, 'reconnecting') || (edge.to.final && count(edge, 'clean') > 0);
      const lost =
        (within(edge.from, CONNECTED) || within(edge.from, 'connecting.attempting')) && LOSSES.has(edge.name);
      if (lost && !(count(edge, 'clean') === 1 || edge.to.state === WAITING)) return false;
      if (edge.from.state === 'reconnecting.cleaning' && within(edge.to, 'connecting'))
        return (edge.name === 'cleaned' || edge.name === 'after:cleanTimeout') && edge.from.context.attempts === 0;
      return count(edge, 'clean') === one(entered);
    },
  },
  {
    name: 'a redial is obeyed: at once, or as soon as the clean-up is through',
    holds: (edge) => {
      if (edge.from.state === 'reconnecting.cleaning')
        return !(edge.name === 'cleaned' && edge.from.context.attempts === 0) || edge.to.state === WAITING;
      const may = within(edge.from, CONNECTED) || edge.from.state === 'reconnecting.backing-off';
      return !(may && edge.name === 'redial') || edge.to.state === WAITING;
    },
  },
  {
    name: 'inbound of any kind starts the silence anew, and nothing else does',
    holds: (edge, policy) => {
      if (!within(edge.from, CONNECTED)) return edge.raised.has('silence') === enters(edge, CONNECTED);
      const inbound = INBOUND.has(edge.name) && !(edge.name === 'replied' && edge.from.context.pending === 0);
      const asks = judged(edge.from.context, policy) && policy.heartbeat?.listenOnly === false;
      const stalled = edge.name === 'stalled' && !asks;
      // A line that was spent by its last reply is closing already.
      return !within(edge.to, CONNECTED) || edge.raised.has('silence') === (inbound || stalled);
    },
  },
  {
    name: 'a probe goes out on silence, after a miss and after a stall, and never into a paused or owed line',
    holds: (edge, policy) => {
      const asks = judged(edge.from.context, policy) && policy.heartbeat?.listenOnly === false;
      const { misses } = edge.from.context;
      const due =
        (edge.name === 'after:silence' && asks) ||
        (edge.name === 'after:probeTimeout' && misses + 1 < (policy.heartbeat?.misses ?? 1)) ||
        (edge.name === 'stalled' && within(edge.from, CONNECTED) && asks);
      const missed = edge.name === 'after:probeTimeout' ? misses + 1 : 0;
      return count(edge, 'probe') === one(due) && (!due || edge.to.context.misses === missed);
    },
  },
  {
    name: 'silence is a verdict only on a responder that is overdue, and after the last miss',
    holds: (edge, policy) => {
      if (!within(edge.from, CONNECTED)) return true;
      const verdict =
        (edge.name === 'after:silence' && judged(edge.from.context, policy) && policy.heartbeat?.listenOnly === true) ||
        (edge.name === 'after:probeTimeout' && count(edge, 'probe') === 0);
      return verdict === (edge.to.context.loss === 'heartbeat');
    },
  },
  {
    name: 'where room is made, the queue is asked',
    holds: (edge, { window, ordered }) => {
      const takes = (node: Node): boolean =>
        within(node, CONNECTED) &&
        node.context.pending < window &&
        node.context.exchanges < (node.context.maxExchanges ?? Infinity) &&
        !(ordered && node.state === PROBING);
      return takes(edge.from) || !takes(edge.to) || count(edge, 'pull') > 0;
    },
  },
  ...onLimits,
  {
    name: 'what each wait measures is armed on the way in, and only there',
    holds: (edge) =>
      WAITS.every(([delay, state]) => {
        const again =
          (edge.name === 'close' && delay === 'drainTimeout') ||
          (delay === 'probeTimeout' && count(edge, 'probe') > 0 && stays(edge, state));
        return edge.raised.has(delay) === (enters(edge, state) || (again && stays(edge, state)));
      }),
  },
  {
    name: 'every delay is a number of ms that a timer can take',
    holds: (edge) => [...edge.raised.values()].every((delay) => delay >= 0 && delay <= NEVER),
  },
  {
    name: 'no wait before a redial is out of its bounds',
    holds: (edge, { reconnect: { first, max, jitter } }) => {
      const wait = edge.raised.get('backoff');
      return wait === undefined || (wait >= first * (1 - jitter) && wait <= max);
    },
  },
  {
    name: 'the caller’s own limit for draining is the one that runs',
    holds: (edge, policy) => {
      const limit = edge.raised.get('drainTimeout');
      return (
        limit === undefined || limit === (edge.event['within'] ?? edge.from.context.drainFor ?? policy.drainTimeout)
      );
    },
  },
  {
    name: 'closing flushes and ends once it is empty, and never goes back',
    holds: (edge) =>
      count(edge, 'end') === one(enters(edge, 'closing.ending')) &&
      (!within(edge.from, 'closing') || within(edge.to, 'closing') || edge.to.final) &&
      !(edge.from.state === 'closing.ending' && edge.to.state === 'closing.draining'),
  },
  {
    name: 'destroy is dead at once; close is dead, or closing, at once; the waits of closing end dead',
    holds: (edge) => {
      if (edge.name === 'destroy') return edge.to.final;
      if (edge.name === 'close') return edge.to.final || within(edge.to, 'closing');
      return !within(edge.from, 'closing') || !edge.name.startsWith('after:') || edge.to.final;
    },
  },
  {
    name: 'losses end a line, or a try, and are kept by name',
    holds: (edge) => {
      const alive = !['reconnecting', WAITING].some((state) => within(edge.from, state));
      const loss = edge.name === 'ended' ? 'ended' : edge.event['reason'];
      if (!LOSSES.has(edge.name) || !alive) return true;
      const left = enters(edge, 'reconnecting') || edge.to.final || enters(edge, WAITING);
      return left && edge.to.context.loss === loss;
    },
  },
  {
    name: 'whoever is dead says why: an end that was asked for or agreed, or the loss where nobody redials',
    holds: ({ to, from, name }, { reconnect: { attempts } }) => {
      const { reason, loss } = to.context;
      if (!to.final) return true;
      if (name === 'destroy') return reason === (from.context.reason ?? 'destroyed');
      return REASONS.has(reason ?? '') || (attempts === 0 && reason !== null && reason === loss);
    },
  },
  {
    name: 'a reason once given stands',
    holds: (edge) => edge.from.context.reason === null || edge.to.context.reason === edge.from.context.reason,
  },
  {
    name: 'only a redial forgets how the last socket went before a new one is up',
    holds: (edge) => {
      const before = edge.from.context.loss;
      if (before === null || edge.to.context.loss === before) return true;
      return enters(edge, CONNECTED) ? edge.to.context.loss === null : edge.to.context.loss !== null;
    },
  },
];
