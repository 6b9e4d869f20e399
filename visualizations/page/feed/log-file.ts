/** A log from this machine as a feed: the page joins a source of its own, and no server is asked. */
import type { PageMessage } from '../../../src/inspector/protocol.ts';
import type { Source } from '../../../src/inspector/source.ts';
import { feed } from '../model/store.ts';
import { heardFrame, heardMessage, joined, parted } from './feed.ts';

let leave: (() => void) | null = null;

/** What was joined before a log is left for it. */
export function leaveWith(end: () => void): void {
  leave = end;
}

function join(source: Source): void {
  leave?.();
  parted();
  const watching = source.join({ message: heardMessage, frame: heardFrame, ready: true });
  leave = () => watching.end();
  joined((message: PageMessage) => watching.take(message));
}

/** @param files segments of one log */
export function openLog(files: readonly File[]): void {
  if (files.length === 0) return;
  void import('./read-log.ts').then(
    async ({ readLog }) => join(await readLog(files)),
    (error: unknown) => {
      feed.value = { kind: 'refused', words: `The log could not be read: ${String(error)}` };
    },
  );
}
