/** The whole page by keyboard. Keys that a field or a dialog needs are left to it. */
import { chosen, helpOpen, shown, sought, toggleFamily, view, views } from '../model/choice.ts';
import { families } from '../model/family.ts';
import { turnTheme } from '../draw/palette.ts';
import { zoom } from '../views/timeline/timeline-view.tsx';

export const keys: readonly (readonly [keys: readonly string[], words: string])[] = [
  [['1', '…', '9'], 'go to a view'],
  [['/'], 'find: a link, a host, a state'],
  [['j', 'k'], 'the next, the one before'],
  [['Enter'], 'open it'],
  [['← ↑ ↓ →'], 'walk the cells of the fleet, once it has the focus'],
  [['s'], 'show one state after the other'],
  [['c', 'w', 'a'], 'chart, why and audit trail of the chosen connection'],
  [['+', '−'], 'timeline: closer, farther'],
  [['t'], 'light or dark'],
  [['Esc'], 'clear what is sought; back to the fleet'],
  [['?'], 'this help'],
];

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName));

/** @param by 1: the next of what is listed */
function step(by: number): void {
  const items = [...document.querySelectorAll<HTMLElement>('[data-item]')];
  if (items.length === 0) return;
  const at = items.findIndex((one) => one === document.activeElement);
  const next = items[at === -1 ? (by > 0 ? 0 : items.length - 1) : Math.max(0, Math.min(items.length - 1, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

/** Each family that has a connection, and then all again. */
function nextFamily(): void {
  const buttons = [...document.querySelectorAll<HTMLElement>('[data-family]')].map(({ dataset }) => dataset['family']);
  const listed = families.flatMap(({ name }, family) => (buttons.includes(name) ? [family] : []));
  const [now] = shown.value;
  const next = listed[now === undefined ? 0 : listed.indexOf(now) + 1];
  shown.value = new Set();
  if (next !== undefined) toggleFamily(next);
}

function back(): void {
  if (sought.value !== '' || shown.value.size > 0) {
    sought.value = '';
    shown.value = new Set();
  } else if (view.value !== 'fleet') view.value = 'fleet';
  else chosen.value = null;
}

const commands: Readonly<Record<string, () => void>> = {
  '/': () => document.querySelector<HTMLElement>('[data-search]')?.focus(),
  '?': () => (helpOpen.value = true),
  j: () => step(1),
  k: () => step(-1),
  s: nextFamily,
  t: turnTheme,
  c: () => (view.value = 'chart'),
  w: () => (view.value = 'why'),
  a: () => (view.value = 'trail'),
  '+': () => zoom(-1),
  '=': () => zoom(-1),
  '-': () => zoom(1),
  Escape: back,
};

export function startKeyboard(): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector('dialog[open]') !== null) return;
    const digit = /^[1-9]$/.test(event.key) ? views[Number(event.key) - 1] : undefined;
    const command = digit === undefined ? commands[event.key] : () => (view.value = digit.name);
    if (command === undefined) return;
    event.preventDefault();
    command();
  });
}
