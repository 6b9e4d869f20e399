/** A session as a stream of lines: for a pipe, a file, a terminal that cannot do more. */
import type { Board } from './board.ts';
import { LinePrinter } from './lines.ts';
import { isNews } from './news.ts';
import { painted, paintFor } from './paint.ts';
import type { Paint } from './paint.ts';
import type { TransitionRecord } from '../contract/record.ts';
import type { View } from './view.ts';
import type { World } from './world.ts';

const nothing = (): void => {};

/** What both kinds of lines tell on standard error. */
const errors = (world: World): Pick<View, 'fault' | 'stopping' | 'touch' | 'open' | 'close'> => ({
  fault: (line) => world.stderr.write(line),
  stopping: () => world.stderr.write('stopping; interrupt once more to end at once\n'),
  touch: nothing,
  open: nothing,
  close: nothing,
});

/** Each record as it is. */
export const jsonView = (world: World): View => ({
  ...errors(world),
  level: 'all',
  introduce: nothing,
  take: (record) => world.stdout.write(`${JSON.stringify(record)}\n`),
});

export function plainView(world: World, board: Board, names: readonly string[], verbose: boolean): View {
  const printer = new LinePrinter(names, { verbose });
  const paint: Paint = paintFor(world.stdout, world.env);
  return {
    ...errors(world),
    level: verbose ? 'all' : 'lifecycle',
    introduce: (lines) => world.stdout.write(`${lines.join('\n')}\n\n`),
    take: (record: TransitionRecord) => {
      if (!isNews(record, { verbose, short: board.isShort(record.link) })) return;
      for (const spans of printer.lines(record)) world.stdout.write(`${painted(spans, paint)}\n`);
    },
  };
}
