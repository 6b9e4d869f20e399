/** What stands before each row: without colour the mark alone says where to look. */
import type { Cell } from './columns.ts';
import type { Condition } from './link-story.ts';
import type { Colour } from './paint.ts';

export const marks: Readonly<Record<Condition, Cell & { readonly colour: Colour }>> = {
  ended: { wordings: ['✗'], colour: 'red' },
  down: { wordings: ['!'], colour: 'red' },
  doubtful: { wordings: ['?'], colour: 'yellow' },
  coming: { wordings: ['○'], colour: 'cyan' },
  up: { wordings: ['●'], colour: 'green' },
  closed: { wordings: ['○'], colour: 'dim' },
};
