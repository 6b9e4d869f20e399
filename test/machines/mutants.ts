/** The connection chart with one mistake each, such as people make. Every one must be caught. */
import { assign, createMachine } from 'xstate';
import { connectionMachine } from '../../machines/index.ts';
import type { ConnectionContext } from '../../machines/index.ts';
import type { Chart } from './connection.ts';

/** As much of a chart's configuration as the mistakes touch. */
interface Config {
  entry?: unknown;
  exit?: unknown;
  always?: unknown;
  on: Record<string, unknown>;
  after: Record<string, unknown>;
  states: Record<string, Config>;
}

const copy = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(copy);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, below]) => [key, copy(below)]));
};

const at = (root: Config, path: string): Config =>
  path.split('.').reduce((state, key) => {
    const below = state.states[key];
    if (below === undefined) throw new Error(`no state ${path}`);
    return below;
  }, root);

/** The chart with its table changed. */
const table = (path: string, change: (state: Config, root: Config) => void): Chart => {
  const root = copy(connectionMachine.config) as Config;
  change(at(root, path), root);
  const implementations = connectionMachine.implementations as Parameters<typeof createMachine>[1];
  return createMachine(root as Parameters<typeof createMachine>[0], implementations) as unknown as Chart;
};

const guard = (name: string, holds: (context: ConnectionContext) => boolean): Chart =>
  connectionMachine.provide({
    guards: { [name]: ({ context }: { readonly context: ConnectionContext }) => holds(context) },
  });

const LISTENING = 'connected.listening';
const IDLE = 'connected.listening.idle';
const AWAITING = 'connected.listening.awaiting-reply';

export const mutants = {
  'a request starts the silence anew': () =>
    table(LISTENING, (listening) => {
      delete at(listening, 'idle').on['request'];
      listening.on = {
        request: { guard: 'nonePending', target: '.awaiting-reply', reenter: true, actions: ['sent', 'transmit'] },
      };
    }),
  'attempts return to 0 as soon as the socket opens': () =>
    table('connecting.attempting.dialing', (dialing) => {
      dialing.on['opened'] = [
        { guard: 'greets', target: 'handshaking' },
        { target: '#connection.connected', actions: ['up', 'settled'] },
      ];
    }),
  'the socket is kept while reconnecting': () =>
    table('reconnecting', (state) => {
      state.entry = 'retried';
    }),
  'a probe goes out while a reply is owed by order': () =>
    guard('mayProbe', ({ policy, paused }) => policy.heartbeat?.listenOnly === false && !paused),
  'a request goes out behind a probe': () => guard('hasRoomByKey', ({ pending, policy }) => pending < policy.window),
  'a late reply leaves the line up': () =>
    table(AWAITING, (state) => {
      state.on['reply-timeout'] = [
        { guard: 'last', target: 'idle', actions: ['expired', 'expire'] },
        { actions: ['expired', 'expire'] },
      ];
    }),
  'an abandoned request gives up its place': () =>
    table(AWAITING, (state, root) => {
      state.on['abandoned'] = [{ guard: 'last', target: 'idle', actions: 'expired' }, { actions: ['expired', 'pull'] }];
      at(root, 'closing.draining').on['abandoned'] = [
        { guard: 'last', target: 'ending', actions: 'expired' },
        { actions: 'expired' },
      ];
    }),
  'the last reply is taken to be the last but one': () => guard('last', ({ pending }) => pending <= 2),
  'the window lets one too many through': () => guard('hasRoom', ({ pending, policy }) => pending <= policy.window),
  'a turn asked for is not withdrawn': () =>
    table('connecting.waiting', (state) => {
      delete state.exit;
    }),
  'a turn is not given back': () =>
    table('connecting.attempting.dialing', (state) => {
      delete state.exit;
    }),
  'a spent line stays open': () =>
    table('connected', (state) => {
      delete state.always;
    }),
  'inbound starts stableAfter anew': () =>
    table('connected', (connected) => {
      at(connected, 'listening').after['stableAfter'] = { actions: 'settled' };
      delete connected.after['stableAfter'];
    }),
  'stableAfter outlives the connection': () =>
    table('connected', (connected, root) => {
      root.after = { stableAfter: { actions: 'settled' } };
      delete connected.after['stableAfter'];
    }),
  'maxIdle counts from the entry of idle': () =>
    connectionMachine.provide({ delays: { maxIdle: ({ context }) => context.policy.maxIdle ?? 1 } }),
  'what the peer told is forgotten': () => connectionMachine.provide({ actions: { limited: () => {} } }),
  'a redial keeps the count of attempts': () =>
    table('reconnecting.backing-off', (state) => {
      state.on['redial'] = '#connection.connecting';
    }),
  'one probe too many is borne': () =>
    guard('missesLeft', ({ misses, policy }) => misses < (policy.heartbeat?.misses ?? 1)),
  'room made by a late reply is not offered to the queue': () =>
    table(AWAITING, (state) => {
      state.on['reply-timeout'] = [
        {
          guard: 'byOrder',
          target: '#connection.reconnecting',
          actions: ['expire', { type: 'failed', params: { loss: 'reply-timeout' } }],
        },
        { guard: 'last', target: 'idle', actions: ['expired', 'expire'] },
        { actions: ['expired', 'expire', 'pull'] },
      ];
    }),
  'silence is judged while our own reader has stopped': () =>
    guard(
      'mayProbe',
      ({ policy, pending }) => policy.heartbeat?.listenOnly === false && !(policy.ordered && pending > 0),
    ),
  'draining waits for ever': () =>
    table('closing.draining', (state) => {
      state.after = {};
    }),
  'the handshake has no limit': () =>
    table('connecting.attempting', (attempting) => {
      at(attempting, 'dialing').after = attempting.after;
      attempting.after = {};
    }),
  'the last target is followed by one more': () =>
    guard('anotherTarget', ({ target, policy }) => target < policy.targets),
  'a new round begins where the last one ended': () =>
    connectionMachine.provide({
      actions: { retried: assign({ attempts: ({ context }) => context.attempts + 1, pending: 0 }) },
    }),
  'the clean-up is overtaken by a redial': () =>
    table('reconnecting.cleaning', (state) => {
      state.on['redial'] = { target: '#connection.connecting', actions: 'fresh' };
    }),
  'one attempt too many': () =>
    guard('gaveUp', ({ attempts, policy }) => attempts > (policy.reconnect.attempts ?? Infinity) + 1),
  'a stall counts as silence': () =>
    table('connected', (state) => {
      delete state.on['stalled'];
    }),
  'closing goes back to draining': () =>
    table('closing.ending', (state) => {
      state.on = { close: 'draining' };
    }),
  'a line without an age limit closes all the same': () => guard('ageLimitedAtRest', ({ pending }) => pending === 0),
  'the end of the stream is overheard': () =>
    table('connected', (state) => {
      delete state.on['ended'];
    }),
  'a turn that nobody asked for is dialled with': () =>
    table('reconnecting.backing-off', (state) => {
      state.on['turn'] = '#connection.connecting.attempting';
    }),
  'unreadable bytes lead to the next target': () =>
    table('connecting.attempting', (state) => {
      state.on['malformed'] = state.on['lost'];
    }),
  'a post leaves idle unmarked': () =>
    table(IDLE, (state) => {
      state.on['post'] = { actions: 'transmit' };
    }),
  'a listener’s silence is only asked about': () =>
    table(LISTENING, (state) => {
      state.after = { silence: { guard: 'mayProbe', target: 'probing' } };
    }),
} satisfies Readonly<Record<string, () => Chart>>;

export const planted = (name: keyof typeof mutants): Chart => mutants[name]();
