/** docs/verdicts.md, from the table. */
import { markdownTable } from '../contract/markdown-table.ts';
import { verdictKinds } from '../contract/verdict.ts';
import { lossGroups } from './verdict-signs.ts';
import type { VerdictRow } from './verdict-table.ts';
import { verdictRows } from './verdict-table.ts';

/** Those that prove the same stand in one row. */
const merged = (rows: readonly VerdictRow[]): readonly (readonly string[])[] => {
  const dials = new Map<string, string[]>();
  for (const { dial, kind, unsure } of rows) {
    const proven = JSON.stringify([`\`${kind}\``, unsure]);
    dials.set(proven, [...(dials.get(proven) ?? []), dial]);
  }
  return Array.from(dials, ([proven, some]) => [some.join('; '), ...(JSON.parse(proven) as string[])]);
};

const section = (loss: string): string => {
  const rows = merged(verdictRows().filter((row) => row.loss === loss));
  const table = markdownTable(['the next dial', 'verdict', 'what it leaves open'], rows);
  return `### ${loss.charAt(0).toUpperCase()}${loss.slice(1)}\n\n${table}`;
};

export const verdictsPage = (): string => `# Verdicts

Made from the code by \`node scripts/docs.mjs\`; a test fails when it is stale.

A verdict joins the reason of a loss with what the next dial found, and says what became of the peer, as far as this end can
tell. It stands in the record of the transition that shows it, in \`link.inspect()\` and in \`holdfast audit why\`, with its evidence.

${markdownTable(
  ['verdict', 'in words'],
  Object.entries(verdictKinds).map(([kind, words]) => [`\`${kind}\``, words]),
)}

## How the line went, and what the next dial found

${Object.values(lossGroups).map(section).join('\n\n')}
`;
