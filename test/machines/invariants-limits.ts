/** What must hold of the limits of a line: its own, and those that the peer told. */
import { NEVER } from '../../machines/index.ts';
import { CONNECTED, count, enters, stays, within } from './invariant.ts';
import type { OnEdge } from './invariant.ts';

export const onLimits: readonly OnEdge[] = [
  {
    name: 'stableAfter and maxAge run once for each connection, whatever happens on it',
    holds: (edge) =>
      ['stableAfter', 'maxAge'].every(
        (delay) =>
          edge.raised.has(delay) === enters(edge, CONNECTED) &&
          !(stays(edge, CONNECTED) && edge.from.armed.has(delay) !== edge.to.armed.has(delay)) ===
            (edge.name !== `after:${delay}` || !stays(edge, CONNECTED)),
      ),
  },
  {
    name: 'limits that the peer told hold for that line where they are stricter, and no longer',
    holds: (edge, policy) => {
      const { from, to, event } = edge;
      return (['maxIdle', 'maxAge', 'maxExchanges'] as const).every((name) => {
        const told = enters(edge, CONNECTED) ? (event[name] ?? Infinity) : (from.context[name] ?? Infinity);
        const ours = enters(edge, CONNECTED) ? (policy[name] ?? Infinity) : Infinity;
        return (to.context[name] ?? Infinity) === Math.min(Number(told), ours);
      });
    },
  },
  {
    name: 'maxIdle counts from the last exchange',
    holds: (edge) => {
      const { maxIdle } = edge.to.context;
      const exchanged =
        enters(edge, CONNECTED) ||
        count(edge, 'deliver') > 0 ||
        (within(edge.from, CONNECTED) && edge.to.context.pending < edge.from.context.pending) ||
        (edge.name === 'post' && count(edge, 'transmit') > 0);
      const since = exchanged ? edge.at : edge.from.context.idleSince;
      if (within(edge.to, CONNECTED) && edge.to.context.idleSince !== since) return false;
      const left = edge.raised.get('maxIdle');
      return left === undefined || left === (maxIdle === null ? NEVER : Math.max(0, since + maxIdle - edge.at));
    },
  },
  {
    name: 'a line whose limit of idleness or age passed closes, and one without the limit stays',
    holds: (edge) => {
      const { maxIdle, maxAge } = edge.from.context;
      const limit = { 'after:maxIdle': maxIdle, 'after:maxAge': maxAge }[edge.name];
      if (limit === undefined) return true;
      return limit === null ? edge.to.state === edge.from.state : within(edge.to, 'closing');
    },
  },
];
