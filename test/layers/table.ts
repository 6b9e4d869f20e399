/** Who may import whom, as data. `rules.ts` applies it; `layers.test.ts` holds the tree against it. */

export interface Place {
  /** A file imports only from its own place or from a place of a lower row. */
  readonly row: number;
  /** May import `node:` modules; all else runs in a browser. */
  readonly node?: true;
  /** Each file stands alone, so that it can be pasted into an editor: only `index.ts` may import its siblings. */
  readonly selfContained?: true;
}

/** A folder for each concept, and the files directly in `src/`. */
export const places: Readonly<Record<string, Place>> = {
  machines: { row: 0, selfContained: true },
  'src/contract': { row: 0 },
  'src/actor': { row: 1 },
  'src/policy': { row: 1 },
  'src/framing': { row: 1 },
  'src/story': { row: 1 },
  'src/diagram': { row: 1 },
  'src/supervision': { row: 2 },
  'src/transport': { row: 2, node: true },
  'src/connection': { row: 3 },
  'src/chaos': { row: 4 },
  'src/link': { row: 4 },
  'src/listener': { row: 4 },
  'src/simplex': { row: 5 },
  'src/bridge': { row: 5 },
  'src/supervisor': { row: 6 },
  'src/audit': { row: 7, node: true },
  'src/metrics': { row: 7, node: true },
  'src/inspector': { row: 7, node: true },
  'src/config': { row: 7, node: true },
  'src/testkit': { row: 7, node: true },
  'src/history': { row: 8 },
  'src/assemble.ts': { row: 8 },
  'src/common.ts': { row: 8 },
  'src/host-node.ts': { row: 8, node: true },
  'src/host-browser.ts': { row: 8 },
  'src/index.ts': { row: 9, node: true },
  'src/browser.ts': { row: 9 },
  'src/cli': { row: 9, node: true },
};

/** Which package of others is used where: path prefixes. A package that is not named is used nowhere. */
export const packages: Readonly<Record<string, readonly string[]>> = {
  xstate: ['machines/', 'src/actor/', 'src/diagram/', 'src/audit/replay', 'src/history/chart', 'src/cli/chart-module'],
  elkjs: ['src/diagram/layout', 'src/diagram/question'],
  zod: ['src/contract/options', 'src/config/'],
  yaml: ['src/config/'],
  'prom-client': ['src/metrics/'],
  '@opentelemetry/api': ['src/metrics/'],
  ws: ['src/transport/', 'src/inspector/', 'src/testkit/demo-'],
  eventemitter3: ['src/link/', 'src/listener/', 'src/supervisor/'],
};

/** Who imports what nobody can know beforehand: the user's own modules. */
export const computed: readonly string[] = ['src/cli/chart-module.ts'];

/** What opens a socket, and who may: transports dial peers, the testkit is a peer, the inspector serves its page. */
export const sockets = {
  modules: ['node:net', 'node:tls', 'node:dgram', 'node:http', 'node:https', 'node:http2'],
  places: ['src/transport', 'src/testkit', 'src/inspector', 'src/metrics'],
} as const;

/** No file is longer; most are a quarter of it. */
export const MOST_LINES = 400;

/** Folders of `test/` that mirror no folder of `src/`. */
export const testFolders: readonly string[] = [
  'bench',
  'examples',
  'browser',
  'contracts',
  'faults',
  'interop',
  'layers',
  'machines',
  'model',
  'modes',
];
