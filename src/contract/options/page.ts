/** docs/options.md, from the schema. */
import { groupRows, listenerRows, optionRows, superviseRows, workerRows } from './rows.ts';
import type { OptionRow } from './rows.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|');

const code = (text: string): string => (text === '' ? '' : `\`${text}\``);

/** Values as code, words as words. */
const worth = (text: string): string => (/^[\w.]*$/.test(text) ? code(text) : text);

const typed = ({ type, unit }: OptionRow): string => (unit === '' ? type : `${type} (${unit})`);

const line = (row: OptionRow): string =>
  `| ${[code(row.path), typed(row), worth(row.default), row.meaning, row.reason].map(cell).join(' | ')} |`;

const table = (rows: readonly OptionRow[]): string =>
  ['| option | type | default | meaning | limits |', '|---|---|---|---|---|', ...rows.map(line)].join('\n');

export const optionsPage = (): string => `# Options

Made from the schema by \`node scripts/docs.mjs\`; a test fails when it is stale.

Durations are whole milliseconds or text as \`'500ms'\`, \`'30s'\`, \`'2m'\`, \`'1h'\`, \`'1d'\`, 24 days at most: timers end at
24.8 days. Sizes are whole bytes or text as \`'512B'\`, \`'64KiB'\`, \`'1MiB'\`. Text that stands for bytes takes the escapes
\`\\r\` \`\\n\` \`\\t\` \`\\0\` \`\\\\\` and \`\\xHH\`. An unknown name is refused, and so is an option of a feature that is not built yet.

## A link

${table(optionRows())}

## A listener

${table(listenerRows())}

## supervise()

${table(superviseRows())}

## A group

${table(groupRows())}

## A worker

${table(workerRows())}
`;
