/** A field that `/` goes to and Escape empties. */
import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';

interface Props {
  readonly value: Signal<string>;
  readonly label: string;
}

export function SearchField({ value, label }: Props): JSX.Element {
  return (
    <input
      class="field search"
      type="search"
      data-search=""
      aria-label={label}
      placeholder={`${label}  (/)`}
      value={value.value}
      onInput={({ currentTarget }) => (value.value = currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        value.value = '';
        event.currentTarget.blur();
        event.stopPropagation();
      }}
    />
  );
}
