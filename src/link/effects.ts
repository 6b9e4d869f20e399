/** The link chart's effects by name. */
import type { LinkContext, LinkEvent, LinkInput } from '../../machines/link.ts';
import { linkMachine } from '../../machines/link.ts';
import type { Program, Step } from '../actor/actor.ts';
import { programFor } from '../actor/engines.ts';
import type { Engine } from '../actor/engines.ts';

export interface LinkEffects {
  watched(): boolean;
  stepped(step: Step<LinkEvent, LinkContext>): void;
  finished(error: unknown): void;
  begin(): void;
  drain(context: LinkContext): void;
  rest(context: LinkContext): void;
  shut(): void;
  report(context: LinkContext): void;
}

export type LinkProgram = Program<LinkEffects, LinkEvent, LinkContext, LinkInput>;

const make = (engine: Engine): LinkProgram =>
  programFor<LinkEffects, LinkEvent, LinkContext, LinkInput>(engine, linkMachine, {
    effects: {
      begin: (owner) => owner.begin(),
      drain: (owner, context) => owner.drain(context),
      halt: (owner, context) => owner.rest(context),
      shut: (owner) => owner.shut(),
      report: (owner, context) => owner.report(context),
    },
    watched: (owner) => owner.watched(),
    stepped: (owner, step) => owner.stepped(step),
    settled: () => {},
    ended: (owner, _, error) => owner.finished(error),
  });

const made = new Map<Engine, LinkProgram>();

export const linkProgram = (engine: Engine): LinkProgram => {
  const program = made.get(engine) ?? make(engine);
  made.set(engine, program);
  return program;
};
