/** The charts' effects by name, and which of the connection's methods performs each. */
import type { ConnectionContext, ConnectionEvent, ConnectionInput } from '../../machines/connection.ts';
import { connectionMachine } from '../../machines/connection.ts';
import type { WriterContext, WriterEvent } from '../../machines/writer.ts';
import { writerMachine } from '../../machines/writer.ts';
import type { Program, Step } from '../actor/actor.ts';
import type { Engine } from '../actor/engines.ts';
import { programFor } from '../actor/engines.ts';
import type { Exchanges } from './exchanges.ts';

export interface ConnectionEffects {
  readonly exchanges: Exchanges;
  watched(): boolean;
  stepped(chart: string, step: Step<{ readonly type: string }, object>): void;
  settled(): void;
  finished(status: 'done' | 'crashed', error: unknown): void;
  now(): number;
  drop(loss: string | null): void;
  askTurn(context: ConnectionContext): void;
  withdrawTurn(): void;
  returnTurn(): void;
  dial(context: ConnectionContext): void;
  greet(): void;
  end(context: ConnectionContext, answered: boolean): void;
  beat(): void;
  clean(context: ConnectionContext): void;
}

export type ConnectionProgram = Program<ConnectionEffects, ConnectionEvent, ConnectionContext, ConnectionInput>;
export type WriterProgram = Program<ConnectionEffects, WriterEvent, WriterContext, WriterContext>;

const makeConnection = (engine: Engine): ConnectionProgram =>
  programFor<ConnectionEffects, ConnectionEvent, ConnectionContext, ConnectionInput>(engine, connectionMachine, {
    effects: {
      drop: (owner, context) => owner.drop(context.loss),
      askTurn: (owner, context) => owner.askTurn(context),
      withdrawTurn: (owner) => owner.withdrawTurn(),
      returnTurn: (owner) => owner.returnTurn(),
      dial: (owner, context) => owner.dial(context),
      greet: (owner) => owner.greet(),
      transmit: (owner, _, event) => owner.exchanges.transmit(event.at),
      deliver: (owner) => owner.exchanges.deliver(),
      accept: (owner, _, event) => owner.exchanges.accept(event.at),
      expire: (owner) => owner.exchanges.expire(),
      pull: (owner) => owner.exchanges.pull(),
      defer: (owner) => owner.exchanges.defer(),
      probe: (owner) => owner.exchanges.probe(owner.now()),
      end: (owner, context, event) => owner.end(context, event.type === 'replied'),
      clean: (owner, context) => owner.clean(context),
    },
    watched: (owner) => owner.watched(),
    stepped: (owner, step) => owner.stepped('connection', step),
    settled: (owner) => owner.settled(),
    ended: (owner, status, error) => owner.finished(status, error),
  });

const makeWriter = (engine: Engine): WriterProgram =>
  programFor<ConnectionEffects, WriterEvent, WriterContext, WriterContext>(engine, writerMachine, {
    effects: { beat: (owner) => owner.beat(), pull: (owner) => owner.exchanges.pull() },
    watched: (owner) => owner.watched(),
    stepped: (owner, step) => owner.stepped('writer', step),
    // It runs inside the connection's own events: what they decide is settled after them.
    settled: () => {},
    ended: (owner, status, error) => owner.finished(status, error),
  });

/** Compiled once for the process, whoever asks first. */
const made = new Map<Engine, { readonly connection: ConnectionProgram; readonly writer: WriterProgram }>();

export const connectionPrograms = (
  engine: Engine,
): { readonly connection: ConnectionProgram; readonly writer: WriterProgram } => {
  let programs = made.get(engine);
  if (programs === undefined) {
    programs = { connection: makeConnection(engine), writer: makeWriter(engine) };
    made.set(engine, programs);
  }
  return programs;
};
