/** What an invariant of the connection chart is, and the words in which they are written. */
import type { ConnectionPolicy } from '../../machines/index.ts';
import type { ConnectionEdge as Edge, ConnectionNode as Node } from './connection.ts';

export interface OnNode {
  readonly name: string;
  readonly holds: (node: Node, policy: ConnectionPolicy) => boolean;
}
export interface OnEdge {
  readonly name: string;
  readonly holds: (edge: Edge, policy: ConnectionPolicy) => boolean;
}

/** In the state or below it. */
export const within = (node: Node, state: string): boolean =>
  node.state === state || node.state.startsWith(`${state}.`);
export const count = (edge: Edge, effect: string): number => edge.effects.filter((one) => one === effect).length;
export const enters = (edge: Edge, state: string): boolean => !within(edge.from, state) && within(edge.to, state);
export const stays = (edge: Edge, state: string): boolean => within(edge.from, state) && within(edge.to, state);
export const one = (fact: boolean): number => (fact ? 1 : 0);

export const CONNECTED = 'connected';
