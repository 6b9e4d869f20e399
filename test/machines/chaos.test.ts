import { describe, expect, it } from 'vitest';
import { chaosMachine } from '../../machines/index.ts';
import type { ChaosContext } from '../../machines/index.ts';
import { explore } from './explore.ts';

const troubles = [
  { type: 'black-hole', lasts: 1_000 },
  { type: 'black-hole', lasts: 2_000 },
  { type: 'delay', lasts: 1_000, ms: 5 },
  { type: 'refuse', lasts: 1_000 },
];
const events = [...troubles, ...['drop', 'probe', 'heal', 'end'].map((type) => ({ type }))];
const { nodes, edges } = explore<typeof chaosMachine, ChaosContext>({
  machine: chaosMachine,
  input: {},
  events,
  fold: ({ lasts, ms }) => `${String(lasts)} ${String(ms)}`,
  limit: 100,
});
const begins: Readonly<Record<string, readonly [string, string]>> = {
  'black-hole': ['black-holed', 'hold'],
  delay: ['delayed', 'slow'],
  refuse: ['refusing', 'refuse'],
};
const of = (...names: readonly string[]): typeof edges => edges.filter(({ name }) => names.includes(name));

describe('the chaos chart', () => {
  it('reaches just its five states', () => {
    const states = new Set([...nodes.values()].map(({ state }) => state));
    expect(states).toEqual(new Set(['idle', 'black-holed', 'delayed', 'refusing', 'ended']));
  });

  it('ignores nothing but to be healed of nothing', () => {
    const quiet = edges.filter(({ ignored }) => ignored).map(({ from, name }) => `${from.state} ${name}`);
    expect(new Set(quiet)).toEqual(new Set(['idle heal']));
  });

  it('begins each trouble for as long as it was asked to last, whatever lasted before', () => {
    for (const { from, name, event, to, effects, raised } of of(...Object.keys(begins))) {
      const [state, effect] = begins[name] ?? ['', ''];
      expect([to.state, to.context.lasts]).toEqual([state, event['lasts']]);
      expect(effects).toEqual(from.state === 'idle' ? [effect] : ['lift', effect]);
      expect(raised.get('lasts')).toBe(event['lasts']);
    }
  });

  it('lifts each trouble when it is healed, when its time is up, and when the link is gone', () => {
    for (const { from, name, to, effects } of of('heal', 'after:lasts', 'end')) {
      expect(effects).toEqual(from.state === 'idle' ? [] : ['lift']);
      expect(to.state).toBe(name === 'end' ? 'ended' : 'idle');
      expect(to.armed.size).toBe(0);
    }
  });

  it('resets and asks in any state, and stays in it', () => {
    for (const { from, name, to, effects } of of('drop', 'probe')) {
      expect(effects).toEqual([name === 'drop' ? 'reset' : 'ask']);
      expect([to.state, [...to.armed.keys()]]).toEqual([from.state, [...from.armed.keys()]]);
    }
  });
});
