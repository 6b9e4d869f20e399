/** The effects of both charts, and of a session's writer, by name. */
import type { ListenerContext, ListenerEvent, ListenerInput } from '../../machines/listener.ts';
import { listenerMachine } from '../../machines/listener.ts';
import type { SessionContext, SessionEvent, SessionInput } from '../../machines/session.ts';
import { sessionMachine } from '../../machines/session.ts';
import type { WriterContext, WriterEvent } from '../../machines/writer.ts';
import { writerMachine } from '../../machines/writer.ts';
import type { Program, Step } from '../actor/actor.ts';
import type { Engine } from '../actor/engines.ts';
import { programFor } from '../actor/engines.ts';
import type { Exchanges } from '../connection/exchanges.ts';

type AnyStep = Step<{ readonly type: string }, object>;

export interface SessionEffects {
  readonly exchanges: Exchanges;
  watched(): boolean;
  stepped(chart: string, step: AnyStep): void;
  settled(): void;
  finished(error: unknown): void;
  now(): number;
  drop(context: SessionContext): void;
  greet(): void;
  welcome(): void;
  serve(): void;
  end(): void;
  beat(): void;
}

export interface ListenerEffects {
  watched(): boolean;
  stepped(step: Step<ListenerEvent, ListenerContext>): void;
  settled(): void;
  finished(error: unknown): void;
  bind(): void;
  unbind(): void;
  admit(): void;
  refuse(): void;
  evict(): void;
  evictNeighbour(): void;
  lament(event: ListenerEvent): void;
  drain(context: ListenerContext): void;
  shut(context: ListenerContext): void;
  report(context: ListenerContext): void;
}

export interface Programs {
  readonly listener: Program<ListenerEffects, ListenerEvent, ListenerContext, ListenerInput>;
  readonly session: Program<SessionEffects, SessionEvent, SessionContext, SessionInput>;
  readonly writer: Program<SessionEffects, WriterEvent, WriterContext, WriterContext>;
}

const make = (engine: Engine): Programs => ({
  listener: programFor(engine, listenerMachine, {
    effects: {
      bind: (owner) => owner.bind(),
      unbind: (owner) => owner.unbind(),
      admit: (owner) => owner.admit(),
      refuse: (owner) => owner.refuse(),
      evict: (owner) => owner.evict(),
      evictNeighbour: (owner) => owner.evictNeighbour(),
      lament: (owner, _, event) => owner.lament(event),
      drain: (owner, context) => owner.drain(context),
      shut: (owner, context) => owner.shut(context),
      report: (owner, context) => owner.report(context),
    },
    watched: (owner) => owner.watched(),
    stepped: (owner, step) => owner.stepped(step),
    settled: (owner) => owner.settled(),
    ended: (owner, _, error) => owner.finished(error),
  }),
  session: programFor(engine, sessionMachine, {
    effects: {
      drop: (owner, context) => owner.drop(context),
      greet: (owner) => owner.greet(),
      welcome: (owner) => owner.welcome(),
      serve: (owner) => owner.serve(),
      transmit: (owner, _, event) => owner.exchanges.transmit(event.at),
      deliver: (owner) => owner.exchanges.deliver(),
      accept: (owner, _, event) => owner.exchanges.accept(event.at),
      expire: (owner) => owner.exchanges.expire(),
      pull: (owner) => owner.exchanges.pull(),
      defer: (owner) => owner.exchanges.defer(),
      probe: (owner) => owner.exchanges.probe(owner.now()),
      end: (owner) => owner.end(),
    },
    watched: (owner) => owner.watched(),
    stepped: (owner, step) => owner.stepped('session', step),
    settled: (owner) => owner.settled(),
    ended: (owner, _, error) => owner.finished(error),
  }),
  writer: programFor(engine, writerMachine, {
    effects: { beat: (owner) => owner.beat(), pull: (owner) => owner.exchanges.pull() },
    watched: (owner) => owner.watched(),
    stepped: (owner, step) => owner.stepped('writer', step),
    // It runs inside the session's own events: what they decide is settled after them.
    settled: () => {},
    ended: (owner, _, error) => owner.finished(error),
  }),
});

/** Compiled once for the process, whoever asks first. */
const made = new Map<Engine, Programs>();

export const programs = (engine: Engine): Programs => {
  const known = made.get(engine) ?? make(engine);
  made.set(engine, known);
  return known;
};
