/**
 * What the connection chart leaves alone on purpose: neither effect, nor timer, nor change of context. Whatever is not
 * listed here does something.
 */
import type { ConnectionContext } from '../../machines/index.ts';
import type { ConnectionEdge } from './connection.ts';

export interface Ignored {
  readonly states: readonly string[];
  readonly events: readonly string[];
  /** Only then; always, when it is left out. */
  readonly when?: (context: ConnectionContext) => boolean;
  readonly why: string;
}

const BEFORE_SOCKET = ['connecting.waiting', 'reconnecting.cleaning', 'reconnecting.backing-off'];
const DIALING = 'connecting.attempting.dialing';
const HANDSHAKING = 'connecting.attempting.handshaking';
const IDLE = 'connected.listening.idle';
const AWAITING = 'connected.listening.awaiting-reply';
const PROBING = 'connected.probing';
const DRAINING = 'closing.draining';
const ENDING = 'closing.ending';
const OPEN = [IDLE, AWAITING, PROBING, DRAINING, ENDING];
const RING = ['replied', 'reply-timeout', 'abandoned'];

const ignored: readonly Ignored[] = [
  {
    states: BEFORE_SOCKET,
    events: ['opened', 'ready', 'rejected', 'lost', 'ended', 'malformed', 'received', 'paused', 'resumed'],
    why: 'there is no socket, so an older one speaks',
  },
  { states: [...BEFORE_SOCKET, DIALING, HANDSHAKING], events: RING, why: 'nothing was sent on this connection yet' },
  {
    states: [...BEFORE_SOCKET, DIALING, HANDSHAKING, DRAINING, ENDING],
    events: ['stalled'],
    why: 'no silence is being judged',
  },
  {
    states: [DIALING, HANDSHAKING],
    events: ['received', 'paused', 'resumed'],
    why: 'until the line is ready what comes in is the handshake’s',
  },
  { states: [DIALING], events: ['ready'], why: 'the handshake of an older socket' },
  { states: [HANDSHAKING, ...OPEN], events: ['opened'], why: 'it is open' },
  { states: OPEN, events: ['ready', 'rejected'], why: 'the handshake is over' },
  {
    states: [DIALING, HANDSHAKING, ...OPEN, 'reconnecting.cleaning', 'reconnecting.backing-off'],
    events: ['turn'],
    why: 'none was asked for: the giver takes it back',
  },
  {
    states: ['connecting.waiting', DIALING, HANDSHAKING, ...OPEN, 'reconnecting.backing-off'],
    events: ['cleaned'],
    why: 'nobody waits for the hook any more',
  },
  { states: ['connecting.waiting', DIALING, HANDSHAKING], events: ['redial'], why: 'it is being done' },
  {
    states: ['reconnecting.cleaning'],
    events: ['redial'],
    when: ({ attempts }) => attempts === 0,
    why: 'it was asked for already',
  },
  { states: [IDLE, ENDING], events: RING, why: 'nothing is pending' },
  { states: [PROBING], events: RING, when: ({ pending }) => pending === 0, why: 'nothing is pending' },
  {
    states: [AWAITING, DRAINING],
    events: ['abandoned'],
    when: ({ policy }) => policy.ordered,
    why: 'where only order counts, the place is kept and the reply thrown away',
  },
  { states: [DRAINING, ENDING], events: ['paused', 'resumed'], why: 'no silence is being judged' },
  { states: [DRAINING, ENDING], events: ['redial'], why: 'the end was decided' },
  { states: [ENDING], events: ['close'], why: 'nothing is left to drain, and the end has a limit of its own' },
  {
    states: [IDLE, AWAITING],
    events: ['after:silence'],
    when: ({ policy, paused, pending }) => policy.heartbeat === null || paused || (policy.ordered && pending > 0),
    why: 'silence proves nothing here, or the reply’s own limit is the verdict',
  },
  {
    states: [IDLE, AWAITING, PROBING],
    events: ['after:stableAfter'],
    when: ({ attempts }) => attempts === 0,
    why: 'a good exchange came first',
  },
  { states: [IDLE], events: ['after:maxIdle'], when: ({ maxIdle }) => maxIdle === null, why: 'it is off' },
  {
    states: [IDLE, AWAITING, PROBING],
    events: ['after:maxAge'],
    when: ({ maxAge }) => maxAge === null,
    why: 'it is off',
  },
];

const entries = new Map<string, Ignored[]>();
for (const entry of ignored)
  for (const state of entry.states)
    for (const event of entry.events) {
      const pair = `${state} ${event}`;
      entries.set(pair, [...(entries.get(pair) ?? []), entry]);
    }

const isListed = ({ from, name }: ConnectionEdge): boolean =>
  entries.get(`${from.state} ${name}`)?.some(({ when }) => when === undefined || when(from.context)) === true;

/** Each pair of state and event that is listed and acts, or is ignored and not listed. */
export const unlisted = (edges: readonly ConnectionEdge[]): readonly string[] => [
  ...new Set(
    edges
      .filter((edge) => edge.ignored !== isListed(edge))
      .map(
        ({ from, name, ignored: not }) =>
          `${from.state} ${name} is ${not ? 'ignored, and not listed' : 'listed, and acts'}`,
      ),
  ),
];

/** `<state> <event>` of each pair of the list. */
export const listed = (): readonly string[] => [...entries.keys()];
