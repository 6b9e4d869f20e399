/** The views, by number. */
import type { JSX } from 'preact';
import { chosen, view, views } from '../model/choice.ts';
import { Icon } from '../views/badge.tsx';

export function Nav(): JSX.Element {
  return (
    <nav class="nav" aria-label="Views">
      {views.map(({ name, title, mark }, at) => (
        <button
          key={name}
          aria-current={view.value === name ? 'page' : undefined}
          onClick={() => (view.value = name)}
          title={`${title} (${String(at + 1)})`}
        >
          <Icon path={mark} />
          <span class="title">{title}</span>
          <kbd aria-hidden="true">{at + 1}</kbd>
        </button>
      ))}
      {chosen.value !== null && (
        <p class="chosen">
          chosen
          <strong>{chosen.value}</strong>
        </p>
      )}
    </nav>
  );
}
