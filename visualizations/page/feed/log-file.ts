/** A log from this machine as a feed: the page joins a source of its own, and no server is asked. */
import { signal } from '@preact/signals';
import type { PageMessage } from '../../../src/inspector/protocol.ts';
import type { Source } from '../../../src/inspector/source.ts';
import { feed, hello } from '../model/store.ts';
import { heardFrame, heardMessage, joined, parted } from './feed.ts';

/** Why the last file was not taken; '': it was. */
export const refusedLog = signal('');

let leave: (() => void) | null = null;

/** What was joined before a log is left for it. */
export function leaveWith(end: () => void): void {
  leave = end;
}

function join(source: Source): void {
  refusedLog.value = '';
  leave?.();
  parted();
  const watching = source.join({ message: heardMessage, frame: heardFrame, ready: true });
  leave = () => watching.end();
  joined((message: PageMessage) => watching.take(message));
}

/** @param files segments of one log */
export async function openLog(files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  try {
    const { readLog } = await import('./read-log.ts');
    join(await readLog(files));
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error));
    if (hello.value === null) feed.value = { kind: 'refused', words: message };
    refusedLog.value = `${files[0]?.name ?? ''}: ${message}`;
  }
}
