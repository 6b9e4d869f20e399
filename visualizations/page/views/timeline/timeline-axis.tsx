/** How long ago, over the bars. */
import type { JSX } from 'preact';
import { lasting } from '../../model/times.ts';

const PARTS = 6;

export function TimelineAxis({ window }: { readonly window: number }): JSX.Element {
  return (
    <div class="timeline-axis" aria-hidden="true">
      {Array.from({ length: PARTS + 1 }, (_, i) => {
        const ago = window * (1 - i / PARTS);
        return (
          <span key={i}>
            {ago === 0
              ? 'now'
              : `−${lasting(ago)
                  .replace('.0 ', ' ')
                  .replace(/ 0 (s|min)$/, '')}`}
          </span>
        );
      })}
    </div>
  );
}
