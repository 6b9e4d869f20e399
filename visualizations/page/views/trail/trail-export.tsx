/** What the trail shows, as a replay file: saved, or copied. */
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Filter } from '../../../../src/inspector/protocol.ts';
import { ask } from '../../feed/feed.ts';

const said = signal('');

async function fetched(filter: Filter, use: (name: string, text: string) => Promise<string> | string): Promise<void> {
  said.value = 'asking …';
  const answer = await ask({ type: 'export', filter });
  try {
    if (answer?.type === 'export') said.value = await use(answer.name, answer.text);
    else said.value = answer?.type === 'refused' ? answer.message : 'The server did not answer.';
  } catch (error) {
    said.value = `It could not be kept: ${String(error)}`;
  }
}

function save(name: string, text: string): string {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/x-ndjson' }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(url);
  return `saved as ${name}`;
}

async function copy(name: string, text: string): Promise<string> {
  await navigator.clipboard.writeText(text);
  return `${name} is in the clipboard`;
}

export function TrailExport({ filter }: { readonly filter: Filter }): JSX.Element {
  return (
    <>
      <span class="soft" role="status">
        {said.value}
      </span>
      <button class="button" onClick={() => void fetched(filter, copy)}>
        Copy as replay file
      </button>
      <button class="button" onClick={() => void fetched(filter, save)}>
        Save
      </button>
    </>
  );
}
