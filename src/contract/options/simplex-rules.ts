/** Rules of simplex: what has no meaning where a line carries one way. */
import type { Parts, Refuse } from './parts.ts';
import { legsOf } from './simplex.ts';
import { dials } from './target.ts';

type Rule = (parts: Parts, refuse: Refuse) => void;

const legAlone: Rule = ({ simplex, exchange }, refuse) => {
  if (simplex === undefined || exchange === undefined || exchange.mode === 'sync') return;
  refuse(['exchange', 'mode'], 'nothing beside `simplex`: a leg alone has no replies', `'${exchange.mode}'`);
};

const calledByPeers: Rule = (parts, refuse) => {
  const { to, exchange } = parts;
  if (to === undefined || exchange === undefined || to.listen === null || legsOf(parts).length > 0) return;
  refuse(['to'], 'a URL or a list of URLs: `{ listen }` is for simplex; else `supervisor.listener()` takes callers');
};

const held: Rule = (parts, refuse) => {
  const { lifecycle } = parts;
  if (lifecycle === undefined || legsOf(parts).length === 0) return;
  const plain =
    lifecycle.type === 'long' &&
    lifecycle.connections === 1 &&
    lifecycle.maxIdle === null &&
    lifecycle.maxAge === null &&
    lifecycle.maxExchanges === null;
  if (!plain)
    refuse(['lifecycle'], "'long' with simplex, and no limits: each leg is one connection that is held", undefined);
};

const carriesStreams: Rule = (parts, refuse) => {
  const { to, exchange, framing } = parts;
  if (legsOf(parts).length === 0) return;
  const why = 'no udp:// with simplex: nothing but an answer tells that a datagram arrived';
  if (to !== undefined && dials(to, 'udp')) refuse(['to'], why);
  const leg = exchange?.receive ?? null;
  if (leg !== null && dials(leg, 'udp')) refuse(['exchange', 'receive'], why);
  if (framing !== undefined && ('can' in framing ? framing.can.endsByFin : framing.type === 'until-close'))
    refuse(['framing'], 'a framing that does not end by closing: the legs are held');
};

const nobodyAnswers: Rule = (parts, refuse) => {
  const { heartbeat: beat, handshake, simplex } = parts;
  if (legsOf(parts).length === 0) return;
  if (handshake !== undefined)
    refuse(['handshake'], 'nothing with simplex: what is asked on a leg is not answered on it');
  if (beat === undefined || beat === null) return;
  if (beat.role !== 'initiator')
    refuse(['heartbeat', 'role'], "'initiator' with simplex: on a leg nobody answers", `'${beat.role}'`);
  const forms = '{ text }, { hex }, { match } or a function';
  if (beat.expect.kind === 'echo')
    refuse(['heartbeat', 'expect'], `${forms} with simplex: on a leg nobody answers`, "'echo'");
  else if (simplex === 'send' && beat.expect.kind !== 'any')
    refuse(['heartbeat', 'expect'], 'nothing on a send leg: nothing comes there');
  else if (simplex !== 'send' && beat.expect.kind === 'any' && beat.send.kind === 'function')
    refuse(['heartbeat', 'expect'], `${forms}: the peer’s heartbeat must be known when it comes`, "'any'");
};

export const simplexRules: readonly Rule[] = [legAlone, calledByPeers, held, carriesStreams, nobodyAnswers];
