/** How a session is shown. */
import type { TransitionRecord } from '../contract/record.ts';

export interface View {
  /** Whether healthy traffic is told, too: as in a RecordSink. */
  readonly level: 'lifecycle' | 'all';
  /** For people, before the first transition. */
  introduce(lines: readonly string[]): void;
  take(record: TransitionRecord): void;
  /** Something changed that is not told by itself. */
  touch(): void;
  /** An error that ended nothing, in one line with its end. */
  fault(line: string): void;
  /** The first interrupt. */
  stopping(): void;
  /** The links are there. */
  open(): void;
  /** Gives the terminal back. Harmless when it is repeated. */
  close(): void;
}
