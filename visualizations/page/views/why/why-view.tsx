/** View 4: why a link is or was down. The words are those of `holdfast audit why`. */
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { WhyAnswer } from '../../../../src/inspector/protocol.ts';
import { ask } from '../../feed/feed.ts';
import { chosen, chosenLink, isLog } from '../../model/choice.ts';
import { feed, moment, now } from '../../model/store.ts';
import { onceASecond } from '../../model/ticks.ts';
import { instantOf } from '../../model/times.ts';
import { Empty } from '../empty.tsx';
import { PickFirst } from '../pick-first.tsx';
import { RecordTable } from '../record-table.tsx';
import { Outage } from './outage.tsx';

/** An outage that goes on is told again, s. */
const AGAIN_EVERY = 3;

type Told = WhyAnswer | { readonly type: 'refused'; readonly message: string };

const told = signal<{ readonly link: string; readonly answer: Told } | null>(null);

async function fetchStory(link: string): Promise<void> {
  const answer = await ask(isLog.peek() ? { type: 'why', link, t: now() } : { type: 'why', link });
  if (answer?.type === 'why' || answer?.type === 'refused') told.value = { link, answer };
  else if (told.peek()?.link !== link)
    told.value = { link, answer: { type: 'refused', message: 'The server did not answer.' } };
}

export function WhyView(): JSX.Element {
  const link = chosenLink.value;
  const round = Math.floor(onceASecond.value / AGAIN_EVERY);
  const t = moment.value?.t;
  const { kind } = feed.value;
  useEffect(() => {
    if (link !== null) void fetchStory(link);
  }, [link, round, t, kind]);
  if (link === null || chosen.value === null) return <PickFirst what="why it is down" />;
  const answer = told.value?.link === link ? told.value.answer : null;
  if (answer === null) return <Empty title={`Reading the records of ${link}`} busy />;
  if (answer.type === 'refused')
    return (
      <Empty title={`Nothing is known of ${link}`}>
        <p>{answer.message}</p>
      </Empty>
    );
  const { story, text, records, since } = answer;
  const [first = '', ...rest] = text.trimEnd().split('\n');
  return (
    <section class="why-view" aria-label={`Why ${link} is or was down`}>
      <header class="subject">
        <h2>{first}</h2>
      </header>
      {story !== null && story.outage !== null && <Outage outage={story.outage} outages={story.outages} />}
      <section class="panel card in-words" aria-label="In words">
        <h3>In words</h3>
        <pre class="words">{rest.join('\n')}</pre>
        {since !== null && <p class="quiet">Its records are known from {instantOf(since)} on.</p>}
      </section>
      <section class="panel card" aria-label="The transitions that decided">
        <h3>The transitions that decided, the newest first</h3>
        {records.length === 0 ? <p class="quiet">None is kept.</p> : <RecordTable records={records.toReversed()} />}
      </section>
    </section>
  );
}
