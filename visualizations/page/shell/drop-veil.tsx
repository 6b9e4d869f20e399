/** A log may be dropped anywhere. */
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { openLog } from '../feed/log-file.ts';

const over = signal(false);

export function DropVeil(): JSX.Element | null {
  useEffect(() => {
    const listening = new AbortController();
    const { signal: until } = listening;
    const on = (type: 'dragover' | 'dragleave' | 'drop', run: (event: DragEvent) => void): void =>
      document.addEventListener(type, run, { signal: until });
    on('dragover', (event) => {
      event.preventDefault();
      over.value = true;
    });
    on('dragleave', (event) => {
      if (event.relatedTarget === null) over.value = false;
    });
    on('drop', (event) => {
      event.preventDefault();
      over.value = false;
      void openLog([...(event.dataTransfer?.files ?? [])]);
    });
    return () => listening.abort();
  }, []);
  return over.value ? <div class="drop-veil">Drop an audit log: it is read here, and goes nowhere</div> : null;
}
