/** What is wrong, in one sentence, over every view; and how the page stands to its server. */
import type { JSX } from 'preact';
import { helpOpen, isLog, open } from '../model/choice.ts';
import { headlineOf, worstWords } from '../model/headline.ts';
import { reasonOf, reasonsTold } from '../model/reasons.ts';
import { dropped, feed, fleet, hello, moment, now, shape, wall } from '../model/store.ts';
import { onceASecond } from '../model/ticks.ts';
import { instantOf } from '../model/times.ts';
import { look, turnTheme } from '../draw/palette.ts';
import { Icon } from '../views/badge.tsx';

function Headline(): JSX.Element {
  void [onceASecond.value, shape.value, reasonsTold.value, moment.value];
  if (hello.value === null && fleet.size === 0)
    return (
      <h1 class="headline" data-mood="plain">
        Waiting for the feed
      </h1>
    );
  const time = now();
  const { mood, text, worst, detail } = headlineOf(fleet, time);
  const who = worst === null ? undefined : fleet.who.get(worst);
  return (
    <h1 class="headline" data-mood={mood} aria-live="polite">
      {text}
      {worst !== null && who !== undefined && (
        <>
          {'; '}
          <button onClick={() => open(who.connection, 'why')}>{worstWords(fleet, worst, time, reasonOf(worst))}</button>
        </>
      )}
      <span class="detail">{detail}</span>
    </h1>
  );
}

function feedWords(): readonly [mood: string, words: string] {
  const state = feed.value;
  switch (state.kind) {
    case 'connecting':
      return ['plain', 'connecting'];
    case 'live':
      if (isLog.value) return ['plain', `as of ${instantOf(wall(moment.value?.t ?? now()))}`];
      if (dropped.value > 0) return ['warn', `live, ${dropped.value.toLocaleString('en')} frames left out`];
      return ['good', 'live'];
    case 'stalled':
      return ['warn', 'stalled: nothing comes'];
    case 'reconnecting':
      return ['bad', `reconnecting, try ${String(state.attempt)}`];
    case 'ended':
      return ['plain', 'ended'];
    case 'refused':
      return ['bad', 'no feed'];
  }
}

function FeedPill(): JSX.Element {
  const [mood, words] = feedWords();
  return (
    <span class="feed-state" data-mood={mood} role="status" aria-label="Connection to the server">
      {words}
    </span>
  );
}

export function Header(): JSX.Element {
  const other = look.value === 'dark' ? 'light' : 'dark';
  return (
    <header class="head">
      <span class="brand">
        <img src="./icon.svg" alt="" /> holdfast
      </span>
      <Headline />
      <div class="tools">
        <FeedPill />
        <button class="button" aria-label={`Switch to ${other}`} title={`${other} (t)`} onClick={turnTheme}>
          <Icon path="M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11" />
        </button>
        <button class="button" aria-label="Help: all keys" title="help (?)" onClick={() => (helpOpen.value = true)}>
          ?
        </button>
      </div>
    </header>
  );
}
