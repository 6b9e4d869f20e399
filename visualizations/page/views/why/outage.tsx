/** One outage at a glance: how it went, what became of the peer, what was tried, how it ended. */
import type { JSX } from 'preact';
import { verdictKinds } from '../../../../src/contract/verdict.ts';
import { dialFailure, lasting as told, lossReason } from '../../../../src/story/why-words.ts';
import type { Attempt, Outage as Facts } from '../../../../src/story/why-story.ts';
import { timeOf } from '../../model/times.ts';
import { Icon } from '../badge.tsx';

interface Props {
  readonly outage: Facts;
  readonly outages: number;
}

const ends: Readonly<Record<string, string>> = {
  back: 'The line is back.',
  'gave-up': 'It gave up: the policy allows no further attempt.',
  rejected: 'It was turned away, and is not dialled again.',
  stopped: 'It was stopped.',
};

export function Outage({ outage, outages }: Props): JSX.Element {
  const { how, allowed, verdict, ended, until, began, upSince, pending } = outage;
  const kind = verdict?.kind ?? 'not-known';
  return (
    <div class="outage">
      <section class="panel card accent" aria-label="Reason">
        <h3>Reason</h3>
        <p class="word">{how.reason ?? how.event.replace('after:', '')}</p>
        <p>{upSince === null ? dialFailure(how, allowed) : lossReason(how, allowed)}</p>
        {pending > 0 && (
          <p class="warned">
            {pending} {pending === 1 ? 'request' : 'requests'} in flight ended “unknown”.
          </p>
        )}
      </section>
      <section class="panel card" aria-label="Verdict">
        <h3>Verdict on the peer</h3>
        <p class="word">{kind}</p>
        <p>{verdictKinds[kind]}</p>
        <ul class="evidence">
          {verdict?.evidence.map((one) => (
            <li key={one}>
              <Icon path="M3 8.5l3.5 3.5L13 4.5" /> {one}
            </li>
          ))}
        </ul>
        {verdict?.unsure !== undefined && <p class="quiet">Cannot be told apart: {verdict.unsure}</p>}
      </section>
      <section class="panel card" aria-label="Attempts">
        <h3>Attempts</h3>
        <p class="word">
          {outage.dials.toLocaleString('en')}
          <small>
            {allowed?.attempts === null || allowed === null ? ' of any number' : ` of ${String(allowed.attempts)}`}
          </small>
        </p>
        <Attempts outage={outage} />
      </section>
      <section
        class={`panel card ${ended === 'back' ? 'good' : ended === null ? 'still' : 'over'}`}
        aria-label="And then"
      >
        <h3>And then</h3>
        <p class="word">{ended ?? 'still down'}</p>
        <p>{ended === null ? 'It goes on.' : (ends[ended] ?? 'It ended.')}</p>
        <p class="soft">
          Down {ended === null ? 'for' : 'it was for'} {told(Math.max(0, until - began))}, since {timeOf(began)}.
        </p>
        {outages > 1 && <p class="quiet">{outages.toLocaleString('en')} outages are on record.</p>}
      </section>
    </div>
  );
}

function outcome({ how, lost }: Attempt, allowed: Facts['allowed']): string {
  if (how === null) return 'not known yet';
  if (how !== 'up') return dialFailure(how, allowed);
  return lost === null ? 'up' : `up, and lost again at ${timeOf(lost.at)}`;
}

function Attempts({
  outage: { firstAttempts, lastAttempts, between, allowed },
}: {
  readonly outage: Facts;
}): JSX.Element {
  const all = [...firstAttempts, ...lastAttempts];
  const longest = Math.max(1, ...all.map(({ waited }) => waited));
  const line = (one: Attempt): JSX.Element => (
    <li key={one.at} data-outcome={one.how === 'up' && one.lost === null ? 'up' : one.how === null ? 'open' : 'failed'}>
      <span class="mono">{timeOf(one.at)}</span>
      <meter min={0} max={longest} value={one.waited} title={`waited ${told(one.waited)}`} />
      <span class="soft">
        after {told(one.waited)}: {outcome(one, allowed)}
      </span>
    </li>
  );
  return (
    <ol class="attempts">
      {firstAttempts.map(line)}
      {between !== null && <li class="quiet between">… {between.dials.toLocaleString('en')} between them …</li>}
      {lastAttempts.map(line)}
    </ol>
  );
}
