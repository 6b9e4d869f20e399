/** What the trail is to show. Typed fields wait for a pause, so that no letter costs the server a search. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Filter } from '../../../../src/inspector/protocol.ts';
import { chosenLink, trailFilter } from '../../model/choice.ts';
import { fleet, hello, now, shape } from '../../model/store.ts';

const PAUSE = 200;
const MOST_OFFERED = 500;
const causes = ['io', 'timer', 'user', 'supervisor', 'crash', 'chaos'] as const;
const reaches = [
  ['', 'any time'],
  ['60000', 'last minute'],
  ['600000', 'last 10 minutes'],
  ['3600000', 'last hour'],
] as const;

type TextKey = 'link' | 'state' | 'event' | 'text';

function set<K extends keyof Filter>(key: K, value: Filter[K] | undefined): void {
  const { [key]: _, ...others } = trailFilter.peek();
  trailFilter.value = value === undefined || value === '' ? others : { ...others, [key]: value };
}

interface FieldProps {
  readonly of: TextKey;
  readonly label: string;
  readonly list?: string;
}

function Field({ of, label, list }: FieldProps): JSX.Element {
  const outside = trailFilter.value[of] ?? '';
  const [typed, type] = useState(outside);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => type(outside), [outside]);
  const say = (value: string): void => {
    type(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => set(of, value), PAUSE);
  };
  return (
    <input
      class="field"
      type="search"
      name={of}
      aria-label={label}
      placeholder={label}
      value={typed}
      {...(list === undefined ? {} : { list })}
      {...(of === 'text' ? { 'data-search': '' } : {})}
      onInput={({ currentTarget }) => say(currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        say('');
        event.currentTarget.blur();
      }}
    />
  );
}

export function TrailFilters(): JSX.Element {
  void shape.value;
  const links = [...new Set(Array.from(fleet.who.values(), ({ link }) => link))].slice(0, MOST_OFFERED);
  const states = [...new Set((hello.value?.vocabulary ?? []).map(({ label }) => label))];
  const own = chosenLink.value;
  return (
    <div class="toolbar filters" role="search" aria-label="Filter the trail">
      <Field of="text" label="Find in records  (/)" />
      <Field of="link" label="link" list="trail-links" />
      <Field of="state" label="state reached" list="trail-states" />
      <Field of="event" label="event" />
      <select
        class="field"
        aria-label="cause"
        value={trailFilter.value.cause ?? ''}
        onChange={({ currentTarget }) =>
          set(
            'cause',
            causes.find((one) => one === currentTarget.value),
          )
        }
      >
        <option value="">any cause</option>
        {causes.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
      <select
        class="field"
        aria-label="time"
        onChange={({ currentTarget: { value } }) => set('since', value === '' ? undefined : now() - Number(value))}
      >
        {reaches.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
      {own !== null && trailFilter.value.link !== own && (
        <button class="button" onClick={() => set('link', own)}>
          only {own}
        </button>
      )}
      {Object.keys(trailFilter.value).length > 0 && (
        <button class="button" onClick={() => (trailFilter.value = {})}>
          Clear filters
        </button>
      )}
      <datalist id="trail-links">
        {links.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <datalist id="trail-states">
        {states.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </div>
  );
}
