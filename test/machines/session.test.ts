import { describe, expect, it } from 'vitest';
import { sessionMachine } from '../../machines/index.ts';
import type { SessionContext, SessionPolicy } from '../../machines/index.ts';
import { explore } from './explore.ts';
import type { Edge } from './explore.ts';

const base: SessionPolicy = {
  ordered: true,
  window: 1,
  greets: true,
  handshake: 10_000,
  closeTimeout: 2_000,
  drainTimeout: 15_000,
  heartbeat: { every: 3_000, timeout: 1_000, misses: 2, listenOnly: false },
  idle: 60_000,
  heartbeats: 2,
  answers: true,
};

const policies: Readonly<Record<string, SessionPolicy>> = {
  'by order, asks first': base,
  'by key, asks first': { ...base, ordered: false, window: 2 },
  'responder that greets nobody': {
    ...base,
    greets: false,
    heartbeat: { every: 3_000, timeout: 1_000, misses: 2, listenOnly: true },
  },
  'no heartbeat, no idle limit, answers nothing': { ...base, heartbeat: null, idle: null, answers: false },
};

const events = [
  { type: 'opened' },
  { type: 'ready' },
  { type: 'rejected', reason: 'handshake' },
  { type: 'lost', reason: 'reset' },
  { type: 'ended' },
  { type: 'closed' },
  { type: 'malformed', reason: 'frame-malformed' },
  { type: 'request' },
  { type: 'post' },
  { type: 'replied' },
  { type: 'received', kind: 'message' },
  { type: 'received', kind: 'asked' },
  { type: 'received', kind: 'piece' },
  { type: 'reply-timeout' },
  { type: 'abandoned' },
  { type: 'served' },
  { type: 'unserved', reason: 'unread' },
  { type: 'paused' },
  { type: 'resumed' },
  { type: 'stalled', ms: 9 },
  { type: 'close' },
  { type: 'close', within: 7, reason: 'halted' },
  { type: 'destroy', reason: 'evicted' },
];

/** What guards read, with the client's requests kept few: one more is like the last. */
const fold = ({ pending, serving, misses, paused, beats, drainFor, reason }: SessionContext): string =>
  [pending, Math.min(serving, 2), misses, paused, beats, drainFor, reason].map(String).join(' ');

/** Those that keep to a rule are left out: what is left breaks it. */
const breaking = <T>(all: readonly T[], rule: (one: T) => boolean): readonly T[] => all.filter((one) => !rule(one));
const owed = ({ pending, serving }: SessionContext): number => pending + serving;

const dropped = (edge: Edge<SessionContext>): number => edge.effects.filter((effect) => effect === 'drop').length;
const enters = ({ from, to }: Edge<SessionContext>): boolean =>
  from.state.startsWith('entering') && to.state.startsWith('online');
const sentOrDeferred = ({ effects }: Edge<SessionContext>): boolean =>
  effects.filter((effect) => effect === 'transmit' || effect === 'defer').length === 1;
const saysFinOnce = ({ from, to, effects }: Edge<SessionContext>): boolean => {
  const ends = to.state === 'closing.ending' && from.state !== 'closing.ending';
  return effects.filter((effect) => effect === 'end').length === (ends ? 1 : 0);
};
const waitOf = (state: string): string | null => {
  if (state.startsWith('entering')) return 'handshake';
  if (state === 'closing.draining') return 'drainTimeout';
  if (state === 'closing.ending') return 'closeTimeout';
  return state === 'online.probing' ? 'probeTimeout' : null;
};

describe.each(Object.entries(policies))('the session chart, %s', (_, policy) => {
  const bounded = events.filter(({ type }) => type !== 'ready' || policy.greets);
  const { nodes, edges } = explore<typeof sessionMachine, SessionContext>({
    machine: sessionMachine,
    input: { policy },
    events: bounded,
    fold,
    limit: 40_000,
  });

  it('reaches every state that its policy has', () => {
    const states = new Set([...nodes.values()].map(({ state }) => state));
    expect(states).toEqual(
      new Set([
        'entering.opening',
        ...(policy.greets ? ['entering.handshaking'] : []),
        'online.listening.idle',
        'online.listening.busy',
        ...(policy.heartbeat?.listenOnly === false ? ['online.probing'] : []),
        'closing.draining',
        'closing.ending',
        'dead',
      ]),
    );
  });

  const named = (name: string): readonly Edge<SessionContext>[] => edges.filter((edge) => edge.name === name);
  const all = [...nodes.values()];

  it('drops its socket once, on the way to its end, and always says why', () => {
    expect(breaking(edges, (edge) => dropped(edge) === (edge.to.final ? 1 : 0) && !edge.from.final)).toEqual([]);
    expect(breaking(edges, ({ to }) => !to.final || to.context.reason !== null)).toEqual([]);
    expect(breaking(all, ({ final, armed }) => !final || armed.size === 0)).toEqual([]);
  });

  it('welcomes a client once, when it is ready', () => {
    expect(breaking(edges, (edge) => edge.effects.includes('welcome') === enters(edge))).toEqual([]);
    expect(edges.some(enters)).toBe(true);
  });

  it('keeps its counts where they can be', () => {
    const contexts = [...all, ...edges.map(({ to }) => to)].map(({ context }) => context);
    expect(breaking(contexts, ({ pending }) => pending >= 0 && pending <= policy.window)).toEqual([]);
    expect(breaking(contexts, ({ serving }) => serving >= 0)).toEqual([]);
  });

  it('is idle just when nothing is owed on either side', () => {
    const resting = new Set(['online.listening.idle', 'closing.ending']);
    const working = new Set(['online.listening.busy', 'closing.draining']);
    expect(breaking(edges, ({ to }) => !resting.has(to.state) || owed(to.context) === 0)).toEqual([]);
    expect(breaking(edges, ({ to }) => !working.has(to.state) || owed(to.context) > 0)).toEqual([]);
  });

  it('serves what a client asks just once, and counts it', () => {
    const right = ({ from, to, event, effects }: Edge<SessionContext>): boolean => {
      const floods = to.context.loss === 'flooded';
      const serves = policy.answers && event['kind'] === 'message' && from.state.startsWith('online') && !floods;
      return effects.includes('serve') === serves && to.context.serving - from.context.serving === (serves ? 1 : 0);
    };
    expect(breaking(named('received'), right)).toEqual([]);
    expect(named('received').some(({ effects }) => effects.includes('serve'))).toBe(policy.answers);
  });

  it('ends what floods it with heartbeats, and nobody else', () => {
    const online = named('received').filter(({ from }) => !from.state.startsWith('entering'));
    const floods = online.filter(
      ({ from, event }) => event['kind'] === 'asked' && from.context.beats >= policy.heartbeats,
    );
    expect(breaking(online, (edge) => edge.to.final === floods.includes(edge))).toEqual([]);
    expect(breaking(floods, ({ to }) => to.context.loss === 'flooded')).toEqual([]);
    expect(floods.length).toBeGreaterThan(0);
  });

  it('loses or performs no request and no post: each is sent or given back', () => {
    expect(breaking([...named('request'), ...named('post')], sentOrDeferred)).toEqual([]);
  });

  it('restarts silence with each sign of life, and with nothing else', () => {
    const life = new Set(['received', 'replied', 'paused', 'resumed', 'stalled', 'opened', 'ready', 'served']);
    expect(breaking(edges, ({ name, raised }) => !raised.has('silence') || life.has(name))).toEqual([]);
  });

  it('passes no verdict on silence while it does not read', () => {
    const after = named('after:silence');
    expect(breaking(after, ({ from, to }) => !from.context.paused || to.state === from.state)).toEqual([]);
    const judges = policy.heartbeat?.listenOnly === true;
    expect(after.some(({ to }) => to.context.loss === 'heartbeat')).toBe(judges);
  });

  it('ends in order once nothing is owed, and says FIN once', () => {
    expect(breaking(edges, saysFinOnce)).toEqual([]);
    const closed = named('close').filter(({ from }) => from.state.startsWith('online'));
    const busy = closed.filter(({ from }) => owed(from.context) > 0);
    expect(
      breaking(closed, (edge) => edge.to.state === (busy.includes(edge) ? 'closing.draining' : 'closing.ending')),
    ).toEqual([]);
  });

  it('has an end to each wait', () => {
    const armed = all.filter(({ state }) => waitOf(state) !== null);
    expect(breaking(armed, (node) => node.armed.has(waitOf(node.state) ?? ''))).toEqual([]);
    const idle = all.filter(({ state }) => state === 'online.listening.idle');
    expect(breaking(idle, (node) => policy.idle === null || node.armed.has('idle'))).toEqual([]);
    // Judged again once nothing stands in the way: no answer of ours, and no reader that has stopped.
    const judged = idle.filter(({ context }) => policy.heartbeat !== null && !context.paused);
    expect(breaking(judged, (node) => node.armed.has('silence'))).toEqual([]);
  });
});
