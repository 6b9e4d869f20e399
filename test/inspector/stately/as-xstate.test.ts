/**
 * What a receiver is told of our actors is what `@statelyai/inspect` itself sends of the same machines, run by XState on
 * the same events.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { createInspector } from '@statelyai/inspect';
import type { StatelyInspectionEvent } from '@statelyai/inspect';
import { createActor } from 'xstate';
import type { AnyActorLogic, AnyEventObject, InspectionEvent } from 'xstate';
import { describe, expect, it } from 'vitest';
import * as machines from '../../../machines/index.ts';
import type { TransitionRecord } from '../../../src/contract/record.ts';
import { Registry } from '../../../src/inspector/stately/registry.ts';
import type { ActorMessage, WireMessage } from '../../../src/inspector/stately/wire.ts';
import { options, Stage } from '../../audit/happened.ts';
import { Collected } from './collected.ts';

const never = { setTimeout: () => 0, clearTimeout: () => {} };

type Adapter = Parameters<typeof createInspector>[0];

class Kept implements Adapter {
  readonly messages: StatelyInspectionEvent[] = [];

  send(message: StatelyInspectionEvent): void {
    this.messages.push(JSON.parse(JSON.stringify(message)) as StatelyInspectionEvent);
  }
}

/** What XState and its inspector make of an actor's records. */
async function byXState(records: readonly TransitionRecord[]): Promise<readonly StatelyInspectionEvent[]> {
  const [start, ...others] = records;
  const machine = Object.values(machines).find((one) => typeof one === 'object' && one.id === start?.chart);
  const adapter = new Kept();
  // Its own limit of 10 cuts pieces out of our definitions.
  const inspector = createInspector(adapter, { serializationDepthLimit: 30 });
  let due = 0;
  const inspect = (event: InspectionEvent): void => {
    if (/\.(?:actor|event|snapshot)$/.test(event.type)) due += 1;
    inspector.inspect.next?.(event);
  };
  // It looks at an actor only when there is time: nothing may happen to one until then.
  const looked = async (): Promise<void> => {
    while (adapter.messages.length < due) await turn();
  };
  const actor = createActor(machine as unknown as AnyActorLogic, {
    input: start?.event['input'],
    clock: never,
    inspect,
  });
  await looked();
  actor.start();
  await looked();
  for (const { event, chart, from } of others) {
    actor.send(event.type.startsWith('after:') ? xstateAfter(event, chart, from) : event);
    await looked();
  }
  return adapter.messages;
}

/** The state of a connection on which each of its delays stands. */
const armedOn: Readonly<Record<string, string>> = {
  backoff: 'connection.reconnecting.backing-off',
  silence: 'connection.connected.listening',
};

function xstateAfter({ type, ...facts }: AnyEventObject, chart: string, from: string): AnyEventObject {
  const delay = type.slice('after:'.length);
  return { ...facts, type: `xstate.after.${delay}.${armedOn[delay] ?? `${chart}.${from}`}` };
}

/** Who is who, and when, are not compared; nor, of definitions, functions, and of timers, what they brought with them. */
const APART: ReadonlySet<string> = new Set(['sessionId', 'rootId', 'parentId', 'sourceId', 'createdAt', 'name']);

function comparable(message: object): unknown {
  const kept = Object.entries(message).flatMap(([name, value]: readonly [string, unknown]) => {
    if (APART.has(name)) return [];
    if (name === 'definition') return [[name, { ...(JSON.parse(value as string) as object), context: null }]];
    return [[name, name === 'event' ? withoutFacts(value as AnyEventObject) : value]];
  });
  return Object.fromEntries(kept);
}

const withoutFacts = (event: AnyEventObject): object =>
  event.type.startsWith('xstate.after.') ? { type: event.type } : event;

async function lived(): Promise<{ readonly records: readonly TransitionRecord[]; readonly told: Collected }> {
  const records: TransitionRecord[] = [];
  const stage = new Stage({ level: 'all', take: (record) => void records.push(record) });
  const registry = new Registry(stage.supervisor, null);
  stage.supervisor.addSink(registry);
  const told = new Collected(registry);
  told.outlet.begin();
  const link = stage.supervisor.link('line', options);
  await stage.pass(100);
  await stage.ask(link);
  await stage.pass(5_000);
  stage.silent = true;
  stage.listener.answer = 'refused';
  await stage.pass(7_000);
  stage.silent = false;
  stage.listener.answer = 'accept';
  await stage.pass(9_000);
  await stage.ask(link);
  await stage.stop();
  told.drain();
  return { records, told };
}

const life = lived();

describe.each([
  ['connection', 'line#1'],
  ['writer', 'line#1'],
  ['link', 'line'],
  ['child', 'supervisor/line'],
])('of a %s, a receiver is told', (chart, connection) => {
  it('what XState’s own inspector would tell of it', async () => {
    const { records, told } = await life;
    const own = records.filter((one) => one.chart === chart && one.connection === connection);
    const theirs = await byXState(own);
    const { sessionId } = told.actors.find(({ name }) => name === `${chart} ${connection}`) as ActorMessage;
    const ours: readonly WireMessage[] = told.messages.filter((one) => one.sessionId === sessionId);
    expect(ours.length).toBeGreaterThan(5);
    // XState tells of a child that it is stopped with its parent; here it ran alone.
    const alone = chart === 'writer' ? ours.slice(0, -1) : ours;
    expect(alone.map(comparable)).toEqual(theirs.map(comparable));
  });
});

it('meets timers and an outage on the way', async () => {
  const { told } = await life;
  const types = new Set(told.events.map(({ event }) => event.type));
  for (const type of ['xstate.init', 'lost', 'xstate.after.backoff.connection.reconnecting.backing-off'])
    expect(types).toContain(type);
});

it('says who sent it: the parent a start, the actor itself what its timers bring', async () => {
  const { told } = await life;
  const parents = new Map(told.actors.map(({ sessionId, parentId }) => [sessionId, parentId]));
  const sender = (type: string, sessionId: string): string | undefined =>
    type === 'xstate.init' ? parents.get(sessionId) : type.startsWith('xstate.after.') ? sessionId : undefined;
  for (const { event, sourceId, sessionId } of told.events) expect(sourceId).toBe(sender(event.type, sessionId));
});

it('stops a writer with its connection', async () => {
  const { told } = await life;
  expect(told.last('writer line#1')).toMatchObject({ status: 'stopped', value: 'ended' });
});
