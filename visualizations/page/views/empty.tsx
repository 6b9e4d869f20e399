/** What stands where there is nothing to show: why, and what to do. */
import type { ComponentChildren, JSX } from 'preact';

interface Props {
  readonly title: string;
  readonly busy?: boolean;
  readonly children?: ComponentChildren;
}

export function Empty({ title, busy = false, children }: Props): JSX.Element {
  return (
    <div class="empty" role="status">
      {busy && <div class="pulse" />}
      <h2>{title}</h2>
      {children}
    </div>
  );
}
