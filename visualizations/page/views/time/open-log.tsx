/** A log chosen from this machine: it is read in the page, and goes nowhere. */
import type { JSX } from 'preact';
import { openLog } from '../../feed/log-file.ts';

export function OpenLog(): JSX.Element {
  return (
    <label class="button open-log">
      Choose a log
      <input
        type="file"
        class="hidden-words"
        accept=".ndjson,.jsonl,.log,.json"
        multiple
        onChange={({ currentTarget: { files } }) => void openLog([...(files ?? [])])}
      />
    </label>
  );
}
