/** All keys, and what the marks mean. */
import type { JSX } from 'preact';
import { helpOpen } from '../model/choice.ts';
import { families } from '../model/family.ts';
import { Badge } from '../views/badge.tsx';
import { Dialog } from '../views/dialog.tsx';
import { keys } from './keyboard.ts';

export function Help(): JSX.Element | null {
  if (!helpOpen.value) return null;
  return (
    <Dialog title="Keys and marks" onClose={() => (helpOpen.value = false)}>
      <dl class="keys">
        {keys.map(([names, words]) => (
          <>
            <dt>
              {names.map((one) => (
                <kbd key={one}>{one}</kbd>
              ))}
            </dt>
            <dd>{words}</dd>
          </>
        ))}
      </dl>
      <ul class="marks">
        {families.map(({ name, words }, family) => (
          <li key={name}>
            <Badge family={family} /> <b>{name}</b> <span class="soft">{words}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
