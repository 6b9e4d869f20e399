/** What a page may do to a link, where it is allowed at all. */
import type { Chaos } from '../chaos/chaos.ts';
import type { Observed } from './observer.ts';
import type { Action } from './protocol.ts';
import type { Doing } from './stage.ts';

type Named = readonly [Action, Doing];

/** Each is on record: `redial` as the connections' own event, the others by the chart `chaos`. @param allowed false: none */
export function actionsFor({ links, chaos }: Observed, allowed: boolean): ReadonlyMap<Action, Doing> {
  if (!allowed) return new Map();
  const redial: Named = [
    'redial',
    (name) => {
      links.get(name)?.redial();
      return `${name}: its present connections were dropped, and are dialled again`;
    },
  ];
  return new Map<Action, Doing>(chaos === undefined || chaos === null ? [redial] : [redial, ...troubles(chaos)]);
}

/** None without an end: each lasts as long as it does by default. */
const troubles = (chaos: Chaos): readonly Named[] => [
  [
    'probe',
    (name) => {
      chaos.probe(name);
      return `${name}: its lines that are up and have a heartbeat of their own ask now`;
    },
  ],
  [
    'drop',
    (name) => {
      chaos.drop(name);
      return `${name}: its sockets were reset`;
    },
  ],
  [
    'black-hole',
    (name) => {
      chaos.blackHole(name);
      return `${name}: nothing passes for 30 s, unless it is healed before`;
    },
  ],
  [
    'delay',
    (name, ms) => {
      chaos.delay(name, ms);
      return `${name}: all that passes takes ${String(ms)} ms more each way for 30 s, unless it is healed before`;
    },
  ],
  [
    'refuse',
    (name) => {
      chaos.refuse(name);
      return `${name}: its dials are refused for 30 s, unless it is healed before`;
    },
  ],
  [
    'heal',
    (name) => {
      chaos.heal(name);
      return `${name}: all passes again`;
    },
  ],
];
