/** A table in Markdown, its columns aligned as the formatter wants them. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(3, ...lines.map((line) => line[column]?.length ?? 0)));
  const [first = '', ...rest] = lines.map((line) => drawn(line.map((cell, at) => cell.padEnd(widths[at] ?? 0))));
  return [first, drawn(widths.map((width) => '-'.repeat(width))), ...rest].join('\n');
}

const drawn = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
