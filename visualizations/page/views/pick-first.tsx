/** Where a view is of one connection and none is chosen: the worst is offered. */
import type { JSX } from 'preact';
import { chosen } from '../model/choice.ts';
import { fleet, now } from '../model/store.ts';
import { onceASecond } from '../model/ticks.ts';
import { worstFirst } from '../model/worst.ts';
import { Badge } from './badge.tsx';
import { Empty } from './empty.tsx';

const OFFERED = 8;

export function PickFirst({ what }: { readonly what: string }): JSX.Element {
  void onceASecond.value;
  const order = [...worstFirst(fleet, now(), () => true, OFFERED)];
  return (
    <Empty title={`Choose a connection to see ${what}`}>
      <p>Click its cell in the fleet, or take one of the worst:</p>
      <ul class="offers">
        {order.map((row) => {
          const name = fleet.who.get(row)?.connection ?? '';
          return (
            <li key={row}>
              <button class="button" data-item={name} onClick={() => (chosen.value = name)}>
                <Badge family={fleet.family[row] ?? 0} /> {name}
              </button>
            </li>
          );
        })}
      </ul>
    </Empty>
  );
}
