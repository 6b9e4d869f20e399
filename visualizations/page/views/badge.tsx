/** A family's colour and mark, as they stand in the fleet. */
import type { JSX } from 'preact';
import type { Family } from '../model/family.ts';
import { families, nameOf } from '../model/family.ts';

export function Badge({ family }: { readonly family: Family }): JSX.Element {
  return (
    <svg class={`badge ${nameOf(family)}`} viewBox="0 0 16 16" aria-hidden="true">
      <rect width="16" height="16" rx="3.5" />
      <path d={families[family]?.mark ?? ''} />
    </svg>
  );
}

export function Icon({ path }: { readonly path: string }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
