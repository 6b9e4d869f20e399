import { describe, expect, it } from 'vitest';
import { NEVER, writerMachine } from '../../machines/index.ts';
import type { WriterContext } from '../../machines/index.ts';
import { explore } from './explore.ts';
import type { Explored } from './explore.ts';

const events = ['opened', 'sent', 'blocked', 'drained', 'ended'].map((type) => ({ type }));
const walk = (keepSending: number | null): Explored<WriterContext> =>
  explore<typeof writerMachine, WriterContext>({
    machine: writerMachine,
    input: { keepSending },
    events,
    fold: () => '',
    limit: 100,
  });

/** No socket, or nothing that these events could say in that state. */
const ignored = [
  'blocked blocked',
  'blocked opened',
  'blocked sent',
  'ended blocked',
  'ended drained',
  'ended ended',
  'ended sent',
  'flowing drained',
  'flowing opened',
];

describe.each([null, 15_000])('the writer chart, keepSending %s', (keepSending) => {
  const { nodes, edges } = walk(keepSending);

  it('reaches just its three states', () => {
    expect(new Set([...nodes.values()].map(({ state }) => state))).toEqual(new Set(['ended', 'flowing', 'blocked']));
  });

  it('ignores only what is listed, and all that is listed', () => {
    const found = new Set(edges.filter((edge) => edge.ignored).map((edge) => `${edge.from.state} ${edge.name}`));
    expect([...found].toSorted()).toEqual(
      keepSending === null ? [...ignored, 'flowing after:quiet'].toSorted() : ignored,
    );
  });

  it('beats when nothing was sent for so long, and only then', () => {
    for (const edge of edges) {
      const due = edge.name === 'after:quiet' && keepSending !== null;
      expect(edge.effects.includes('beat')).toBe(due);
    }
    const flowing = edges.filter((edge) => edge.to.state === 'flowing' && !edge.ignored);
    expect(flowing.every((edge) => edge.to.armed.has('quiet'))).toBe(true);
  });

  it('measures the quiet from whatever was sent last', () => {
    for (const edge of edges) {
      const sent = edge.from.state === 'flowing' && ['sent', 'after:quiet'].includes(edge.name);
      const arms = edge.to.state === 'flowing' && (edge.from.state !== 'flowing' || (sent && !edge.ignored));
      expect(edge.raised.get('quiet')).toBe(arms ? (keepSending ?? NEVER) : undefined);
    }
  });

  it('asks the queue when the socket takes bytes again', () => {
    for (const edge of edges)
      expect(edge.effects.includes('pull')).toBe(edge.from.state === 'blocked' && edge.name === 'drained');
  });

  it('ends whenever the socket does', () => {
    const ends = edges.filter((edge) => edge.name === 'ended').map((edge) => edge.to.state);
    expect(new Set(ends)).toEqual(new Set(['ended']));
  });
});
