/** As much of Mermaid's grammar as the pages use, read strictly: what is not in it is a mistake. */

/** Text up to the end of a line: `;` would end it, `#` begins an entity, `%%` a comment. */
const TEXT = String.raw`(?:[^#;%\n]|#\d+;)+`;
const ID = String.raw`[a-z]\w*`;

const participant = new RegExp(`^participant (${ID}) as ${TEXT}$`);
const arrow = new RegExp(`^(${ID})(?:->>|-->>|--x)(${ID}): ${TEXT}$`);
const note = new RegExp(`^Note over (${ID}): ${TEXT}$`);

/** Labels stand in quotes, where all but a quote is text. */
const NODE = String.raw`(${ID})(?:\["[^"\n]+"\]|\{"[^"\n]+"\})?`;
const edge = new RegExp(String.raw`^${NODE} -->(?:\|"[^"\n]+"\|)? ${NODE}$`);

const inSequence = (lines: readonly string[]): readonly string[] => {
  const lanes = new Set<string>();
  return lines.filter((line) => {
    const declared = participant.exec(line)?.[1];
    if (declared !== undefined) return lanes.size === lanes.add(declared).size;
    const [, ...ends] = arrow.exec(line) ?? note.exec(line) ?? [];
    return ends.length === 0 || !ends.every((end) => lanes.has(end));
  });
};

const inFlowchart = (lines: readonly string[]): readonly string[] => {
  const labelled = new Set(
    lines.flatMap((line) => Array.from(line.matchAll(new RegExp(`(${ID})(?:\\["|\\{")`, 'g')), ([, id]) => id)),
  );
  return lines.filter((line) => {
    const [, ...ends] = edge.exec(line) ?? [];
    return ends.length === 0 || !ends.every((end) => labelled.has(end));
  });
};

/** The lines that are no Mermaid, or name what nothing declares. */
export const mistakesIn = (drawing: string): readonly string[] => {
  const [head = '', ...rest] = drawing.trimEnd().split('\n');
  const lines = rest.map((line) => line.trim()).filter((line) => line !== '');
  if (head === 'sequenceDiagram') return inSequence(lines);
  if (head === 'flowchart TD') return inFlowchart(lines);
  return [head];
};
