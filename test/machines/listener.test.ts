import { describe, expect, it } from 'vitest';
import { listenerMachine } from '../../machines/index.ts';
import type { ListenerContext } from '../../machines/index.ts';
import { explore } from './explore.ts';

const run = (evicts: boolean) =>
  explore<typeof listenerMachine, ListenerContext>({
    machine: listenerMachine,
    input: {
      policy: { max: 2, perAddress: 1, evicts, bindTimeout: 5_000, rebind: { first: 100, factor: 2, max: 300 } },
      drainTimeout: 15_000,
    },
    events: [
      { type: 'start' },
      { type: 'bound', address: 'a' },
      { type: 'unbound', reason: 'local-ports' },
      { type: 'unbound', reason: 'denied', fatal: true },
      { type: 'called', remote: 'r', here: 0 },
      { type: 'called', remote: 'r', here: 1 },
      { type: 'missed', reason: 'local-files' },
      { type: 'left' },
      { type: 'left', cleans: true },
      { type: 'cleaned' },
      { type: 'close' },
      { type: 'close', within: 7 },
      { type: 'halt' },
      { type: 'destroy' },
      { type: 'over', reason: 'stopped' },
    ],
    // The count of sessions is the owner's truth: here it is kept within what can be.
    fold: ({ sessions, cleaning, attempts, drainTimeout, reason }) =>
      `${String(Math.max(-1, Math.min(cleaning, 2)))} ${String(Math.max(-1, Math.min(sessions, 4)))} ${String(Math.min(attempts, 4))} ${String(drainTimeout)} ${String(reason)}`,
    limit: 5_000,
  });

const isEmpty = ({ context: { sessions, cleaning } }: { readonly context: ListenerContext }): boolean =>
  sessions === 0 && cleaning === 0;

const backoff = (attempts: number): number => Math.min(300, 100 * 2 ** (attempts - 1));

describe.each([true, false])('the listener chart, evicts %s', (evicts) => {
  const { nodes, edges } = run(evicts);
  // A session leaves once, after it was taken in: what comes of more is no history.
  const real = edges.filter(({ from, to }) =>
    [from, to].every(({ context }) => context.sessions >= 0 && context.cleaning >= 0),
  );

  it('reaches every state', () => {
    expect(new Set([...nodes.values()].map(({ state }) => state))).toEqual(
      new Set(['down', 'open.binding', 'open.listening', 'open.backing-off', 'closing', 'closed']),
    );
  });

  it('answers each call once: taken in, with room made where it must be, or turned away', () => {
    const calls = real.filter(({ name, from }) => name === 'called' && from.state === 'open.listening');
    expect(calls.length).toBeGreaterThan(4);
    for (const { from, event, to, effects } of calls) {
      const crowded = event['here'] === 1;
      const full = from.context.sessions >= 2;
      const made = crowded ? ['evictNeighbour'] : full ? ['evict'] : [];
      const refused = (crowded || full) && !evicts;
      expect(effects).toEqual(refused ? ['refuse'] : [...made, 'admit']);
      expect(to.context.sessions - from.context.sessions).toBe(refused ? 0 : 1);
      expect(to.state).toBe('open.listening');
    }
    const elsewhere = edges.filter(({ from }) => from.state !== 'open.listening');
    expect(elsewhere.filter(({ effects }) => effects.includes('admit'))).toEqual([]);
  });

  it('binds when it opens and after each wait, within a limit, and each wait is longer up to the longest', () => {
    const binds = edges.filter(({ from, to }) => to.state === 'open.binding' && from.state !== 'open.binding');
    expect(
      binds.filter(({ effects, raised }) => effects.at(-1) !== 'bind' || raised.get('bindTimeout') !== 5_000),
    ).toEqual([]);
    const fails = edges.filter(({ to, raised }) => to.state === 'open.backing-off' && raised.has('backoff'));
    expect(fails.length).toBeGreaterThan(0);
    expect(
      fails.filter(
        ({ to, effects, raised }) =>
          !effects.includes('unbind') || raised.get('backoff') !== backoff(to.context.attempts),
      ),
    ).toEqual([]);
    for (const node of nodes.values()) expect(node.armed.has('backoff')).toBe(node.state === 'open.backing-off');
  });

  it('leaves a place for which no later attempt can go better', () => {
    const fatal = edges.filter(({ event, from }) => event['fatal'] === true && from.state.startsWith('open'));
    expect(fatal.length).toBeGreaterThan(0);
    for (const { to, effects } of fatal) {
      expect(to.state).toBe('down');
      expect(effects).toEqual(['unbind', 'shut', 'report']);
      expect(to.context.reason).toBe('denied');
    }
  });

  it('ends each life with one report, a reason, and nothing listened at', () => {
    const ends = edges.filter(({ from, to }) => from.state !== 'down' && to.state === 'down');
    expect(ends.length).toBeGreaterThan(0);
    for (const { from, to, effects } of ends) {
      expect(effects.slice(-2)).toEqual(['shut', 'report']);
      expect(to.context.reason).not.toBeNull();
      expect(from.state === 'closing' || effects.includes('unbind')).toBe(true);
    }
    const others = edges.filter((edge) => !ends.includes(edge));
    expect(others.filter(({ effects }) => effects.includes('report') || effects.includes('shut'))).toEqual([]);
  });

  it('closes once nobody is left, and within its limit: that which the last close gave', () => {
    const asks = real.filter(
      ({ name, from }) => from.state.startsWith('open') && (name === 'close' || name === 'halt'),
    );
    for (const { from, to } of asks) expect(to.state).toBe(isEmpty(from) ? 'down' : 'closing');
    const leaves = real.filter(({ name, from }) => from.state === 'closing' && /^(left|cleaned)$/.test(name));
    for (const { to } of leaves) expect(to.state).toBe(isEmpty(to) ? 'down' : 'closing');
    const waited = leaves.filter(({ event, to }) => event['cleans'] === true && to.context.sessions === 0);
    for (const { to } of waited) expect(to.state).toBe('closing');
    expect(waited.length).toBeGreaterThan(0);
    const limited = real.filter(({ name, to }) => name === 'close' && to.state === 'closing');
    for (const { event, from, raised } of limited)
      expect(raised.get('drainTimeout')).toBe(event['within'] ?? from.context.drainTimeout);
    const late = real.filter(({ name }) => name === 'after:drainTimeout');
    for (const { to } of late) expect([to.state, to.context.reason]).toEqual(['down', 'drain-timeout']);
    expect(Math.min(asks.length, leaves.length, limited.length, late.length)).toBeGreaterThan(0);
    for (const node of nodes.values()) expect(node.armed.has('drainTimeout')).toBe(node.state === 'closing');
  });

  it('knows of no session when a life begins', () => {
    const starts = edges.filter(({ name, from }) => name === 'start' && from.state === 'down');
    expect(starts.length).toBeGreaterThan(0);
    for (const { to } of starts)
      expect(to.context).toMatchObject({ sessions: 0, cleaning: 0, attempts: 0, reason: null });
  });
});
