/** View 9: trouble on purpose. Only where the server allows it, each after a question, each on record. */
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Action } from '../../../../src/inspector/protocol.ts';
import { ask } from '../../feed/feed.ts';
import { chosen, chosenLink } from '../../model/choice.ts';
import { Bounded } from '../../model/bounded.ts';
import { hello } from '../../model/store.ts';
import { timeOf } from '../../model/times.ts';
import { Dialog } from '../dialog.tsx';
import { Empty } from '../empty.tsx';
import { PickFirst } from '../pick-first.tsx';

interface Control {
  readonly title: string;
  readonly words: string;
  readonly gentle?: true;
}

const controls: Readonly<Record<Action, Control>> = {
  probe: { title: 'Probe now', words: 'Asks the peer whether it lives, as a heartbeat does.', gentle: true },
  redial: { title: 'Redial', words: 'Drops the line and dials at once. What is in flight ends “unknown”.' },
  drop: { title: 'Drop', words: 'Cuts the socket as a reset would. The link reconnects by its policy.' },
  'black-hole': {
    title: 'Black hole',
    words: 'Nothing passes either way, and nobody is told: only heartbeats will notice.',
  },
  delay: { title: 'Delay', words: 'Adds time to all that passes, both ways.' },
  refuse: { title: 'Refuse dials', words: 'Each dial fails as if nobody listened.' },
  heal: { title: 'Heal', words: 'Takes all of that back.', gentle: true },
};

const LONGEST_DELAY = 60_000;

const asked = signal<Action | null>(null);
const delay = signal(500);
const done = signal<readonly string[]>([]);
const log = new Bounded<string>(20);

async function act(action: Action, link: string): Promise<void> {
  const answer = await ask({ type: 'act', action, link, ...(action === 'delay' ? { ms: delay.value } : {}) });
  const words = answer?.type === 'done' ? answer.words : answer?.type === 'refused' ? answer.message : 'no answer came';
  log.push([`${timeOf(Date.now())}  ${link}: ${controls[action].title.toLowerCase()}: ${words}`]);
  done.value = log.items;
}

export function ControlsView(): JSX.Element {
  const allowed = hello.value?.actions ?? [];
  const link = chosenLink.value;
  if (allowed.length === 0)
    return (
      <Empty title="Nothing can be done from this page">
        <p>The server allows looking only. Whoever starts it decides; in a log nothing can be changed at all.</p>
      </Empty>
    );
  if (link === null || chosen.value === null) return <PickFirst what="what can be done to it" />;
  return (
    <section aria-label="Controls">
      <header class="subject">
        <h2>{link}</h2>
        <span class="soft">Each of these is an audit record with the cause “chaos” or “user”.</span>
      </header>
      <ul class="controls">
        {allowed.map((action) => (
          <li key={action} class="panel card">
            <h3>{controls[action].title}</h3>
            <p class="soft">{controls[action].words}</p>
            {action === 'delay' && (
              <label>
                <input
                  class="field"
                  type="number"
                  min={1}
                  max={LONGEST_DELAY}
                  value={delay.value}
                  onInput={({ currentTarget: { valueAsNumber: ms } }) => {
                    if (ms >= 1 && ms <= LONGEST_DELAY) delay.value = ms;
                  }}
                />{' '}
                ms
              </label>
            )}
            <button
              class={controls[action].gentle === true ? 'button' : 'button danger'}
              data-action={action}
              onClick={() => (asked.value = action)}
            >
              {controls[action].title} …
            </button>
          </li>
        ))}
      </ul>
      {done.value.length > 0 && <pre class="panel card words">{done.value.toReversed().join('\n')}</pre>}
      {asked.value !== null && <Confirm action={asked.value} link={link} />}
    </section>
  );
}

function Confirm({ action, link }: { readonly action: Action; readonly link: string }): JSX.Element {
  const { title, words } = controls[action];
  const confirm = (): void => {
    asked.value = null;
    void act(action, link);
  };
  return (
    <Dialog
      title={`${title}: ${link}?`}
      onClose={() => (asked.value = null)}
      actions={
        <button class="button danger" data-confirm="" onClick={confirm}>
          {title}
          {action === 'delay' ? ` by ${String(delay.value)} ms` : ''}
        </button>
      }
    >
      <p>{words}</p>
    </Dialog>
  );
}
