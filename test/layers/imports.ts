import { parseSync } from 'vite';

export interface Import {
  /** As written; `null` where it is computed and so says nothing to a reader of the table. */
  readonly from: string | null;
  readonly line: number;
  /** `import … = require(…)` or a call of `require`. */
  readonly required: boolean;
}

export interface Module {
  readonly imports: readonly Import[];
  /** Lines with a default export. */
  readonly defaults: readonly number[];
  readonly lines: number;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

const literal = (value: unknown): string | null =>
  isNode(value) && typeof value['value'] === 'string' ? value['value'] : null;

const isRequire = (node: Node): boolean =>
  node.type === 'CallExpression' && isNode(node['callee']) && node['callee']['name'] === 'require';

/**
 * All that a source names of other modules: static and dynamic imports, re-exports, `import('…').T` in types, `require`.
 * @throws Error when the source does not parse: a file that cannot be read proves nothing.
 */
export const readModule = (file: string, source: string): Module => {
  const { module, program, errors } = parseSync(file, source);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${file}: ${error.message}`);

  const lineAt = (offset: number): number => source.slice(0, offset).split('\n').length;
  const imports: Import[] = [];
  const found = (from: string | null, offset: number, required = false): void => {
    imports.push({ from, line: lineAt(offset), required });
  };

  for (const one of module.staticImports) found(one.moduleRequest.value, one.start);
  for (const statement of module.staticExports) {
    for (const entry of statement.entries) {
      if (entry.moduleRequest !== null) found(entry.moduleRequest.value, entry.start);
    }
  }
  // The parser's summary has neither the text of dynamic imports nor the imports inside types: those are in the tree.
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const one of value) walk(one);
      return;
    }
    if (!isNode(value)) return;
    if (value.type === 'ImportExpression' || value.type === 'TSImportType')
      found(literal(value['source']), value.start);
    else if (value.type === 'TSExternalModuleReference') found(literal(value['expression']), value.start, true);
    else if (isRequire(value)) found(null, value.start, true);
    for (const child of Object.values(value)) walk(child);
  };
  walk(program);

  const defaults = module.staticExports
    .filter((statement) =>
      statement.entries.some(({ exportName }) => exportName.kind === 'Default' || exportName.name === 'default'),
    )
    .map((statement) => lineAt(statement.start));
  return { imports, defaults, lines: source.replace(/\n$/, '').split('\n').length };
};
