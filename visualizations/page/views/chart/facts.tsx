/** Context, socket and counts of one connection: plain words for plain values. */
import type { JSX } from 'preact';
import type { ConnectionFacts } from '../../../../src/inspector/protocol.ts';

/** Of what lies deeper, names and values one after the other. */
function shownValue(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return value.toLocaleString('en');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, one]) => `${name} ${shownValue(one)}`)
    .join(', ');
}

interface TableProps {
  readonly title: string;
  readonly of: Readonly<Record<string, unknown>> | null;
  readonly none: string;
}

function FactTable({ title, of, none }: TableProps): JSX.Element {
  const entries = Object.entries(of ?? {}).filter(([, value]) => value !== undefined);
  return (
    <section class="panel card" aria-label={title}>
      <h3>{title}</h3>
      {entries.length === 0 && <p class="quiet">{none}</p>}
      <dl class="facts">
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class={value === null ? 'quiet' : ''}>{value === null ? '–' : shownValue(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export function Facts({ facts }: { readonly facts: ConnectionFacts }): JSX.Element {
  const { context, socket, counts, epoch, host, group, status } = facts;
  return (
    <>
      <FactTable title="Context" of={{ ...context, dials: epoch, status }} none="Nothing is known." />
      <FactTable
        title="Socket"
        of={socket === null ? null : { ...socket, host, supervisor: group }}
        none="There is none now."
      />
      {counts !== null && <FactTable title="Counts of its link" of={counts} none="None yet." />}
    </>
  );
}
