/** What was seen of a run, in order, as the text of a Mermaid sequence diagram. */
import { printable } from '../contract/printable.ts';

export type Step =
  | {
      readonly kind: 'arrow';
      readonly from: string;
      readonly to: string;
      readonly text: string;
      /** `says` something of its own accord, `answers`, or `fails` to reach. */
      readonly how: 'says' | 'answers' | 'fails';
    }
  | { readonly kind: 'note'; readonly over: string; readonly text: string };

const arrows = { says: '->>', answers: '-->>', fails: '--x' } as const;

/** What Mermaid would take for the end of a statement or an entity goes in as an entity. */
const escape = (text: string): string =>
  printable(text === '' ? '(nothing)' : text).replaceAll(/[#;%]/g, (one) => `#${String(one.codePointAt(0))};`);

/**
 * The lanes stand in the order given; none may be missing that a step names.
 * @throws RangeError for a step of no lane
 */
export const sequence = (lanes: readonly string[], steps: readonly Step[]): string => {
  // Ids of our own: a name such as `end` is a word of Mermaid's.
  const ids = new Map(lanes.map((lane, i) => [lane, `lane${String(i)}`]));
  const id = (lane: string): string => {
    const found = ids.get(lane);
    if (found === undefined) throw new RangeError(`no lane ${lane}`);
    return found;
  };
  const line = (step: Step): string =>
    step.kind === 'note'
      ? `Note over ${id(step.over)}: ${escape(step.text)}`
      : `${id(step.from)}${arrows[step.how]}${id(step.to)}: ${escape(step.text)}`;
  const named = lanes.map((lane) => `participant ${id(lane)} as ${escape(lane)}`);
  return `${['sequenceDiagram', ...[...named, ...steps.map(line)].map((text) => `  ${text}`)].join('\n')}\n`;
};
