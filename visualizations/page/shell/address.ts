/** The view and the chosen connection stand in the address: back and forward go through them. */
import { batch, effect } from '@preact/signals';
import type { View } from '../model/choice.ts';
import { chosen, view, views } from '../model/choice.ts';

function read(): void {
  const [name = '', ...rest] = location.hash.slice(1).split('/');
  const found = views.find((one) => one.name === name);
  batch(() => {
    view.value = found?.name ?? ('fleet' satisfies View);
    if (rest.length > 0) chosen.value = decoded(rest.join('/'));
  });
}

const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};

export function startAddress(): void {
  read();
  addEventListener('popstate', read);
  let first = true;
  effect(() => {
    const name = chosen.value;
    const hash = `#${view.value}${name === null ? '' : `/${encodeURIComponent(name)}`}`;
    if (location.hash !== hash) history[first ? 'replaceState' : 'pushState'](null, '', hash);
    first = false;
  });
}
