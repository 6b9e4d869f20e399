/** What a page may do to a link, where it is allowed at all. */
import type { Observed } from './observer.ts';
import type { Action } from './protocol.ts';
import type { Doing } from './stage.ts';

/** Each is on record as the event that it sends. @param allowed false: none */
export function actionsFor({ links }: Observed, allowed: boolean): ReadonlyMap<Action, Doing> {
  if (!allowed) return new Map();
  return new Map<Action, Doing>([
    [
      'redial',
      (name) => {
        links.get(name)?.redial();
        return `${name}: its present connections were dropped, and are dialled again`;
      },
    ],
  ]);
}
