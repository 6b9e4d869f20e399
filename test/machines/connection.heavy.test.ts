import { beforeAll, describe, expect, it } from 'vitest';
import { connectionMachine } from '../../machines/index.ts';
import { exploreConnection } from './connection.ts';
import { listed, unlisted } from './ignored.ts';
import { violations } from './violations.ts';
import { policies } from './policies.ts';

describe('the connection chart, in every reachable state under every policy', () => {
  const found = {
    states: 0,
    edges: 0,
    broken: new Set<string>(),
    unlisted: new Set<string>(),
    ignored: new Set<string>(),
  };
  const visited = new Set<string>();

  beforeAll(() => {
    for (const { name, policy } of policies) {
      const graph = exploreConnection(connectionMachine, policy);
      found.states += graph.nodes.size;
      found.edges += graph.edges.length;
      for (const { invariant, where } of violations(graph, policy)) found.broken.add(`${name}: ${invariant}: ${where}`);
      for (const pair of unlisted(graph.edges)) found.unlisted.add(`${name}: ${pair}`);
      for (const { state } of graph.nodes.values()) visited.add(state);
      for (const edge of graph.edges) if (edge.ignored) found.ignored.add(`${edge.from.state} ${edge.name}`);
    }
    console.log(`${String(policies.length)} policies, ${String(found.states)} states, ${String(found.edges)} edges`);
  }, 120_000);

  it('is explored as widely as ever', () => {
    expect(policies.length).toBeGreaterThanOrEqual(80);
    expect(found.states).toBeGreaterThan(20_000);
    expect(found.edges).toBeGreaterThan(290_000);
    expect([...visited].toSorted()).toEqual([
      'closing.draining',
      'closing.ending',
      'connected.listening.awaiting-reply',
      'connected.listening.idle',
      'connected.probing',
      'connecting.attempting.dialing',
      'connecting.attempting.handshaking',
      'connecting.waiting',
      'dead',
      'reconnecting.backing-off',
      'reconnecting.cleaning',
    ]);
  });

  it('keeps every invariant', () => {
    expect([...found.broken]).toEqual([]);
  });

  it('ignores only what is listed, and all that is listed', () => {
    expect([...found.unlisted]).toEqual([]);
    expect(listed().filter((pair) => !found.ignored.has(pair))).toEqual([]);
  });
});
