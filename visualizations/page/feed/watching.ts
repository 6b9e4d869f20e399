/** What is shown, in the words of the feed: nothing else is sent, and nothing else is worked on. */
import type { Watched } from '../../../src/inspector/protocol.ts';
import { chosen, timelineWindow, trailFilter, view } from '../model/choice.ts';

const TRAIL_LIMIT = 1_000;
const TIMELINE_ROWS = 200;
/** Beside the fleet stand the worst: as many, that a filter finds some of its own. */
const WORST_ROWS = 250;

export function watched(): readonly Watched[] {
  const name = chosen.value;
  // The headline stands over every view, and comes from the fleet.
  const views: Watched[] = [{ view: 'fleet' }];
  const timeline = { view: 'timeline', window: timelineWindow.value, order: 'worst' } as const;
  const follow = (): void => {
    if (name !== null) views.push({ view: 'connection', connection: name });
  };
  switch (view.value) {
    case 'fleet':
      views.push({ ...timeline, most: WORST_ROWS });
      break;
    case 'timeline':
      views.push({ ...timeline, most: TIMELINE_ROWS });
      break;
    case 'chart':
    case 'controls':
      follow();
      break;
    case 'time':
      views.push({ ...timeline, most: WORST_ROWS });
      follow();
      break;
    case 'trail':
      views.push({ view: 'trail', filter: trailFilter.value, limit: TRAIL_LIMIT });
      break;
    case 'tree':
    case 'rates':
      views.push({ view: view.value });
      break;
    case 'why':
      break;
  }
  return views;
}
