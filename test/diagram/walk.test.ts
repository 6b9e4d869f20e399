import { and, createMachine, not, or, stateIn } from 'xstate';
import { describe, expect, it } from 'vitest';
import { guardText } from '../../src/diagram/guard.ts';
import { json } from '../../src/diagram/json.ts';
import { walk } from '../../src/diagram/walk.ts';
import { connectionMachine } from '../../machines/index.ts';
import { door, odd } from './charts.ts';

const transitionOn = (name: string): unknown => walk(door).transitions.find(({ trigger }) => trigger.name === name);
function shout(): void {}

describe('walk', () => {
  const graph = walk(door);

  it('names each state with its kind, its first state and its effects', () => {
    expect(graph.id).toBe('door');
    expect(graph.version).toBe('3');
    expect(graph.states.map(({ path }) => path)).toEqual(['', 'shut', 'open', 'open.ajar', 'open.wide', 'gone']);
    expect(graph.states[2]).toEqual({
      id: 'door.open',
      path: 'open',
      name: 'open',
      kind: 'compound',
      initial: 'open.ajar',
      entry: [],
      exit: [
        { name: 'creak', kind: 'effect' },
        { name: 'count', kind: 'assign' },
      ],
      children: ['open.ajar', 'open.wide'],
    });
  });

  it('tells events, delays and always apart, in the order of choice', () => {
    expect(
      graph.transitions.map(
        ({ source, trigger, guard, targets }) =>
          `${source} | ${trigger.kind} ${trigger.name} | ${guard ?? '-'} | ${targets.join()}`,
      ),
    ).toEqual([
      ' | event burn | - | gone',
      ' | event knock | - | ',
      'shut | event push | not locked and (bolted or atLeast(n 2)) | open',
      'shut | event kick | not locked | open',
      'shut | event shove | not locked | open',
      'shut | event ring | - | shut',
      'open | event pull | - | open.wide',
      'open | after draught | - | shut',
      'open | always  | bolted | gone',
      'open.ajar | event push | - | open.wide',
      'open.ajar | after 500 | - | open.wide',
      'open.wide | event let | - | shut',
      'open.wide | event swing | - | open',
    ]);
  });

  it('says what is internal, what enters its source again, and of what kind each action is', () => {
    expect(transitionOn('knock')).toMatchObject({
      internal: true,
      reenter: false,
      actions: [{ name: 'count', kind: 'assign' }],
    });
    expect(transitionOn('ring')).toMatchObject({ internal: false, reenter: true, actions: [] });
    expect(transitionOn('draught')).toMatchObject({
      actions: [
        { name: 'creak', kind: 'effect' },
        { name: 'slam', kind: 'raise' },
      ],
    });
  });

  it('keeps the parameters that are data', () => {
    const rejected = walk(connectionMachine).transitions.find(({ trigger }) => trigger.name === 'rejected');
    expect(rejected?.actions).toEqual([
      { name: 'lostBy', kind: 'assign' },
      { name: 'because', kind: 'assign', params: { reason: 'rejected' } },
    ]);
  });

  it('takes parallel, history, wildcards and done, and actions without a name', () => {
    const other = walk(odd);
    const kinds = Object.fromEntries(other.states.map(({ path, kind }) => [path, kind]));
    expect(kinds).toMatchObject({ both: 'parallel', 'both.past': 'history', 'both.left.down': 'final' });
    expect(other.transitions.filter(({ trigger }) => trigger.kind === 'done')).toMatchObject([
      { source: 'both', targets: ['end'], trigger: { name: 'odd.both' } },
    ]);
    expect(other.transitions[1]).toMatchObject({ trigger: { kind: 'event', name: '*' }, targets: ['both.left.up'] });
    const nameless = walk(createMachine({ entry: [() => {}, shout] }));
    expect(nameless.states[0]?.entry.map(({ name }) => name)).toEqual(['inline action', 'shout']);
  });

  it('is plain data: JSON keeps all of it', () => {
    for (const machine of [door, odd, connectionMachine]) {
      const read = walk(machine);
      expect(JSON.parse(json(read))).toEqual(read);
      expect(json(walk(machine))).toBe(json(read));
    }
  });
});

describe('guards as text', () => {
  it('binds and tighter than or, and not tightest', () => {
    expect(guardText(or([and(['a', 'b']), 'c']))).toBe('a and b or c');
    expect(guardText(and([or(['a', 'b']), 'c']))).toBe('(a or b) and c');
    expect(guardText(not(and(['a', 'b'])))).toBe('not (a and b)');
    expect(guardText(not(not('a')))).toBe('not not a');
    expect(guardText(or([or(['a', 'b']), not(or(['c', 'd']))]))).toBe('a or b or not (c or d)');
  });

  it('shows parameters, states and names of functions', () => {
    expect(guardText({ type: 'atLeast', params: { n: 2, of: 'x' } })).toBe('atLeast(n 2, of "x")');
    expect(guardText({ type: 'atLeast', params: () => ({ n: 2 }) })).toBe('atLeast(…)');
    expect(guardText({ type: 'atLeast', params: 7 })).toBe('atLeast(7)');
    expect(guardText({ type: 'plain' })).toBe('plain');
    expect(guardText(stateIn('#door.open'))).toBe('in #door.open');
    expect(guardText(stateIn({ open: 'wide' }))).toBe('in {"open":"wide"}');
    expect(guardText(() => true)).toBe('inline guard');
    expect(
      guardText(function isOpen() {
        return true;
      }),
    ).toBe('isOpen');
  });
});
