/** A request and its reply on the connection chart, and nothing beside the chart: effects do nothing, nobody records. */
import { connectionMachine } from '../../machines/connection.ts';
import type {
  ConnectionContext,
  ConnectionEvent,
  ConnectionInput,
  ConnectionPolicy,
} from '../../machines/connection.ts';
import type { Actor, Program, Runtime } from '../../src/actor/actor.ts';
import type { Engine } from '../../src/actor/engines.ts';
import { programFor } from '../../src/actor/engines.ts';
import { createWheel } from '../../src/actor/wheel.ts';
import { nodeClock } from '../../src/host-node.ts';

/** Pipelined, probed after 20 s of silence, redialled for ever: four deadlines live at once. */
const policy: ConnectionPolicy = {
  ordered: true,
  window: 64,
  greets: false,
  cleans: false,
  targets: 1,
  connectTimeout: 10_000,
  closeTimeout: 2_000,
  drainTimeout: 15_000,
  cleanTimeout: 5_000,
  heartbeat: { every: 20_000, timeout: 10_000, misses: 2, listenOnly: false },
  reconnect: { first: 1_000, factor: 1.6, max: 30_000, jitter: 0.2, attempts: null, stableAfter: 60_000 },
  maxIdle: null,
  maxAge: null,
  maxExchanges: null,
};

type ConnectionActor = Actor<ConnectionEvent, ConnectionContext>;
type ConnectionProgram = Program<null, ConnectionEvent, ConnectionContext, ConnectionInput>;

const nothing = (): void => {};
const effectNames = [
  'drop', 'askTurn', 'withdrawTurn', 'returnTurn', 'dial', 'greet', 'transmit', 'deliver',
  'accept', 'expire', 'pull', 'defer', 'probe', 'end', 'clean',
] as const; // prettier-ignore

export const program = (engine: Engine): ConnectionProgram =>
  programFor<null, ConnectionEvent, ConnectionContext, ConnectionInput>(engine, connectionMachine, {
    effects: Object.fromEntries(effectNames.map((name) => [name, nothing])),
    watched: () => false,
    stepped: nothing,
    settled: nothing,
    ended: nothing,
  });

export const runtime = (): Runtime => {
  const clock = nodeClock();
  return { clock, wheel: createWheel(clock) };
};

/** An actor of its own, connected and idle. */
export const connected = (from: ConnectionProgram, around: Runtime): ConnectionActor => {
  const { clock } = around;
  const actor = from.spawn(null, { policy, seed: 1 }, around);
  actor.start();
  actor.send({ type: 'turn', at: clock.now() });
  actor.send({ type: 'opened', at: clock.now() });
  actor.ref(false);
  if (actor.value !== 'connected.listening.idle') throw new Error(`not connected but ${actor.value}`);
  return actor;
};

/** @returns ns for each pair */
export const timePairs = (actor: ConnectionActor, pairs: number): number => {
  const origin = performance.now();
  for (let i = 0; i < pairs; i += 1) {
    const at = origin + i;
    actor.send({ type: 'request', at });
    actor.send({ type: 'replied', at });
  }
  const ns = ((performance.now() - origin) / pairs) * 1e6;
  if (actor.context.pending !== 0 || actor.context.exchanges < pairs) throw new Error('the chart lost count');
  return ns;
};
