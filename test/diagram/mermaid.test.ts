import fc from 'fast-check';
import { createMachine } from 'xstate';
import { describe, expect, it } from 'vitest';
import { mermaid } from '../../src/diagram/mermaid.ts';
import { walk } from '../../src/diagram/walk.ts';
import { connectionMachine } from '../../machines/index.ts';
import { door, odd } from './charts.ts';

/** Whatever is left beside entities can neither end a label nor begin something else. */
const tame = (label: string | undefined): boolean =>
  label !== undefined && !/[:;#<>"{}\n\\%]|--/u.test(label.replaceAll(/#\d+;/g, ''));

describe('mermaid', () => {
  it('draws each state inside its parent, then an arrow for each pair of siblings', () => {
    expect(mermaid(walk(door)).split('\n')).toEqual([
      'stateDiagram-v2',
      '  direction TB',
      '  [*] --> shut',
      '  state "shut" as shut',
      '  shut : entry / creak',
      '  shut : ring → itself',
      '  state "open · exit / creak" as open {',
      '    [*] --> open_ajar',
      '    state "ajar" as open_ajar',
      '    state "wide" as open_wide',
      '  }',
      '  note right of open',
      '    pull / creak → wide',
      '  end note',
      '  state "gone" as gone',
      '  gone --> [*]',
      '  shut --> open : push [not locked and (bolted or atLeast(n 2))]<br/>kick · shove [not locked]',
      '  open --> shut : after draught / creak<br/>wide#58; let',
      '  open --> gone : always [bolted]',
      '  open_ajar --> open_wide : push · after 500',
      '  open_wide --> open_ajar : swing',
      '  note right of shut',
      '    in every state',
      '    burn → gone',
      '    knock / count',
      '  end note',
      '',
    ]);
  });

  it('gives every state an id of its own, never one of Mermaid’s words, and separates regions', () => {
    const lines = mermaid(walk(odd)).split('\n');
    const ids = lines.flatMap((line) => /^ *state ".*" as (\w+)/.exec(line)?.[1] ?? []);
    expect(ids).toEqual([
      's_end',
      's_note',
      'awaiting_reply',
      'awaiting_reply_',
      'both',
      'both_left',
      'both_left_up',
      'both_left_down',
      'both_right',
      'both_right_up',
      'both_right_down',
      'both_past',
    ]);
    expect(lines).toContain('  state "awaiting-reply" as awaiting_reply');
    expect(lines.filter((line) => line.trim() === '--')).toHaveLength(1);
    expect(lines).toContain('      both_left_down --> [*]');
    expect(lines).toContain('    state "past (history)" as both_past');
    expect(lines).toContain('  both --> s_end : done odd.both');
  });

  it('writes as entities what would end a label', () => {
    const text = mermaid(walk(odd));
    expect(text).toContain('s_end --> s_note : a#58;b#59;c#35;d<br/>#34;quoted#34;#10;#60;b#62; [inline guard]');
    expect(text).toContain('s_note --> awaiting_reply : end#32;note');
  });

  it('lets no name out of its place', () => {
    const name = fc
      .string({ minLength: 1, maxLength: 12, unit: 'binary' })
      .filter((one) => !/[.#]|^(?:__proto__|first)$/.test(one));
    fc.assert(
      fc.property(name, name, (state, event) => {
        const states = { first: { on: { [event]: `#${state}` } }, [state]: { id: state } };
        const text = mermaid(walk(createMachine({ initial: 'first', states })));
        const [, declared, id] = /^ {2}state "(.*)" as (\w+)$/mu.exec(text.replace('state "first" as first', '')) ?? [];
        const [, drawn, label] = /^ {2}first --> (\w+) : (.*)$/mu.exec(text) ?? [];
        expect(text.trimEnd().split('\n')).toHaveLength(6);
        expect(drawn).toBe(id);
        expect([tame(declared), tame(label)]).toEqual([true, true]);
      }),
      { numRuns: 60 },
    );
  });

  it('says each transition of the connection chart once', () => {
    const graph = walk(connectionMachine);
    const text = mermaid(graph);
    const events = new Set(graph.transitions.map(({ trigger: { name } }) => name).filter((one) => one !== ''));
    for (const event of events) expect(text).toContain(event);
    const said = text
      .split('\n')
      .filter((line) => !/^ *(state|note|end note|in every|direction|\[\*\]|\})|--> \[|: (entry|exit) /.test(line))
      .flatMap((line) => line.replace(/^.* --> \w+ : |^ *\w+ : |^ +/, '').split('<br/>'))
      .flatMap((line) =>
        line
          .replace(/^[\w-]+#58; /, '')
          .replace(/ (\[|\/|→).*$/, '')
          .split(' · '),
      )
      .filter((one) => one !== '' && one !== 'stateDiagram-v2');
    expect(said).toHaveLength(graph.transitions.length);
  });
});
