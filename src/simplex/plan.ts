/** A simplex link's options, made ready for one of its legs: heartbeats go one way, and nobody answers. */
import type { ConnectionPlan } from '../connection/owner.ts';
import { Heartbeat } from '../connection/heartbeat.ts';
import type { Codec } from '../contract/codec.ts';
import type { HeartbeatOptions } from '../contract/options/heartbeat.ts';
import type { LinkOptions } from '../contract/options/link.ts';
import { checkListener } from '../contract/options/listener.ts';
import type { ListenerOptions } from '../contract/options/listener.ts';
import { problemError } from '../contract/options/problem.ts';
import type { TargetOptions } from '../contract/options/target.ts';
import { planOf as linkPlan } from '../link/plan.ts';
import { planOf as listenerPlan } from '../listener/plan.ts';
import type { ListenerPlan } from '../listener/plan.ts';
import type { Side } from './legs.ts';
import { sendOnly } from './one-way.ts';

export type LegPlan =
  | { readonly side: Side; readonly dialled: ConnectionPlan; readonly called: null }
  | { readonly side: Side; readonly dialled: null; readonly called: ListenerPlan };

/** A leg holds one call at a time; how long a frame may be is the framing's matter. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/** What comes is matched by the pair, and no leg is owed anything. */
const noKey = (): undefined => undefined;

/** What both kinds of leg have in common. Silence is a verdict where we listen, and means nothing where nobody speaks. */
const oneWay = (side: Side, beat: HeartbeatOptions | null, codec: Codec) => ({
  codec: side === 'send' ? sendOnly(codec) : codec,
  heartbeat: beat === null ? null : new Heartbeat(beat),
  keepSending: side === 'send' && beat !== null ? beat.every : null,
  keyOf: noKey,
});

const silence = (side: Side, beat: HeartbeatOptions | null) =>
  side === 'send' || beat === null
    ? null
    : { every: beat.every, timeout: beat.timeout, misses: beat.misses, listenOnly: true };

/** A listener with every default. @throws HoldfastError */
const usual = (name: string): ListenerOptions => {
  const checked = checkListener({ on: 'memory://leg', framing: 'line' });
  if (!checked.ok) throw problemError(name, checked.problems, name);
  return checked.value;
};

const dialled = (name: string, side: Side, to: TargetOptions, options: LinkOptions): LegPlan => {
  const { heartbeat } = options;
  const plan = linkPlan(name, { ...options, to });
  const policy = { ...plan.policy, ordered: false, heartbeat: silence(side, heartbeat) };
  return { side, called: null, dialled: { ...plan, ...oneWay(side, heartbeat, plan.codec), policy } };
};

const called = (name: string, side: Side, { listen }: TargetOptions, options: LinkOptions): LegPlan | null => {
  if (listen === null) return null;
  const { framing, heartbeat, keepalive, closeTimeout, drainTimeout } = options;
  const base = usual(name);
  const whole: ListenerOptions = {
    ...base,
    on: listen.place,
    ...(listen.tls === undefined ? {} : { tls: listen.tls }),
    framing,
    keepalive,
    closeTimeout,
    drainTimeout,
    // One peer. Whoever calls anew is the peer after a loss that we have not heard of: the old one is given up for it.
    whenFull: 'evict',
    limits: { ...base.limits, max: 1, perAddress: 1, idle: null, pendingBytes: NO_LIMIT },
  };
  const plan = listenerPlan(name, whole);
  const session = { ...plan.session, ordered: false, answers: false, heartbeat: silence(side, heartbeat) };
  return { side, dialled: null, called: { ...plan, ...oneWay(side, heartbeat, plan.codec), session } };
};

/** @param name of the leg. @throws HoldfastError `option-invalid` */
export const legPlan = (name: string, side: Side, options: LinkOptions): LegPlan => {
  const { to, exchange, simplex } = options;
  const target = side === 'receive' && simplex === undefined ? (exchange.receive ?? to) : to;
  return called(name, side, target, options) ?? dialled(name, side, target, options);
};
