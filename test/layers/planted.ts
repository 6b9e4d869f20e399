/** Bad files, each breaking one rule in one way: what shows that the rule bites. */
import type { Rule } from './rules.ts';
import { MOST_LINES } from './table.ts';

export interface Planted {
  readonly rule: Rule;
  readonly why: string;
  readonly file: string;
  readonly source: string;
}

const type = "import type { X } from '";

export const planted: readonly Planted[] = [
  {
    rule: 'place-unknown',
    why: 'a folder that nobody put in the table',
    file: 'src/utils/misc.ts',
    source: 'export {};',
  },
  { rule: 'place-unknown', why: 'a loose file in src/', file: 'src/helpers.ts', source: 'export {};' },
  {
    rule: 'row-higher',
    why: 'framing reaching up to a link',
    file: 'src/framing/length.ts',
    source: "import { Link } from '../link/link.ts';\nexport const a = Link;",
  },
  {
    rule: 'row-higher',
    why: 'a type alone',
    file: 'src/actor/actor.ts',
    source: `${type}../connection/connection.ts';\nexport type Y = X;`,
  },
  {
    rule: 'row-higher',
    why: 'one type among values of an inline import',
    file: 'src/transport/tcp.ts',
    source: "import { type Link } from '../link/link.ts';\nexport type Y = Link;",
  },
  {
    rule: 'row-higher',
    why: 'a re-export',
    file: 'src/contract/codec.ts',
    source: "export { length } from '../framing/length.ts';",
  },
  {
    rule: 'row-higher',
    why: 'a re-export of everything',
    file: 'src/contract/codec.ts',
    source: "export * from '../framing/length.ts';",
  },
  {
    rule: 'row-higher',
    why: 'a re-exported type',
    file: 'src/contract/codec.ts',
    source: "export type { X } from '../framing/length.ts';",
  },
  {
    rule: 'row-higher',
    why: 'an import for its effect',
    file: 'src/policy/backoff.ts',
    source: "import '../transport/tcp.ts';",
  },
  {
    rule: 'row-higher',
    why: 'a dynamic import',
    file: 'src/link/link.ts',
    source: "export const late = () => import('../supervisor/supervise.ts');",
  },
  {
    rule: 'row-higher',
    why: 'an import inside a type',
    file: 'src/link/link.ts',
    source: "export type Y = import('../supervisor/supervise.ts').X;",
  },
  {
    rule: 'row-higher',
    why: 'typeof an import',
    file: 'src/link/link.ts',
    source: "export type Y = typeof import('../supervisor/supervise.ts');",
  },
  {
    rule: 'row-higher',
    why: 'a root file reaching for the public names',
    file: 'src/assemble.ts',
    source: "export { supervise } from './index.ts';",
  },
  {
    rule: 'row-same',
    why: 'one leaf reader reading another',
    file: 'src/audit/log.ts',
    source: `${type}../metrics/count.ts';\nexport type Y = X;`,
  },
  {
    rule: 'row-same',
    why: 'the testkit leaning on configuration',
    file: 'src/testkit/peer.ts',
    source: `${type}../config/load.ts';\nexport type Y = X;`,
  },
  {
    rule: 'row-same',
    why: 'a listener that knows links',
    file: 'src/listener/accept.ts',
    source: `${type}../link/link.ts';\nexport type Y = X;`,
  },
  {
    rule: 'row-same',
    why: 'the contract that knows a chart',
    file: 'src/contract/record.ts',
    source: `${type}../../machines/link.ts';\nexport type Y = X;`,
  },
  {
    rule: 'row-same',
    why: 'the command reading the public entry instead of what is under it',
    file: 'src/cli/main.ts',
    source: "import { supervise } from '../index.ts';\nexport const a = supervise;",
  },
  {
    rule: 'outside',
    why: 'a source that needs the tests',
    file: 'src/link/link.ts',
    source: `${type}../../test/tally.ts';\nexport type Y = X;`,
  },
  {
    rule: 'outside',
    why: 'a source that needs a file of the root',
    file: 'src/cli/version.ts',
    source: "import data from '../../package.json' with { type: 'json' };\nexport const a = data;",
  },
  {
    rule: 'self-contained',
    why: 'a chart that needs another',
    file: 'machines/connection.ts',
    source: `${type}./link.ts';\nexport type Y = X;`,
  },
  {
    rule: 'package',
    why: 'XState in the request path',
    file: 'src/link/link.ts',
    source: `${type}xstate';\nexport type Y = X;`,
  },
  {
    rule: 'package',
    why: 'the validator outside the schema',
    file: 'src/connection/connection.ts',
    source: "import { z } from 'zod';\nexport const a = z;",
  },
  {
    rule: 'package',
    why: 'a WebSocket past the transports',
    file: 'src/link/link.ts',
    source: "import { WebSocket } from 'ws';\nexport const a = WebSocket;",
  },
  {
    rule: 'node',
    why: 'a Node module in the host for browsers',
    file: 'src/host-browser.ts',
    source: "import { performance } from 'node:perf_hooks';\nexport const a = performance;",
  },
  {
    rule: 'package',
    why: 'a part of the validator outside the schema',
    file: 'src/contract/codec.ts',
    source: "import { z } from 'zod/mini';\nexport const a = z;",
  },
  {
    rule: 'package',
    why: 'YAML outside configuration',
    file: 'src/cli/run.ts',
    source: "import { parse } from 'yaml';\nexport const a = parse;",
  },
  {
    rule: 'package',
    why: 'an emitter below the link',
    file: 'src/connection/connection.ts',
    source: "import { EventEmitter } from 'eventemitter3';\nexport const a = EventEmitter;",
  },
  {
    rule: 'package',
    why: 'a package that nobody allowed',
    file: 'src/framing/length.ts',
    source: "import { x } from '@scope/left-pad/x';\nexport const a = x;",
  },
  {
    rule: 'package',
    why: 'a Node module without its prefix',
    file: 'src/transport/tcp.ts',
    source: "import { connect } from 'net';\nexport const a = connect;",
  },
  {
    rule: 'package',
    why: 'the package by its own name, which is its built self',
    file: 'src/testkit/peer.ts',
    source: "import { supervise } from 'holdfast';\nexport const a = supervise;",
  },
  {
    rule: 'package',
    why: 'a chart that needs more than XState',
    file: 'machines/link.ts',
    source: "import { z } from 'zod';\nexport const a = z;",
  },
  {
    rule: 'node',
    why: 'a Node module in the connection',
    file: 'src/connection/connection.ts',
    source: "import { Buffer } from 'node:buffer';\nexport const a = Buffer;",
  },
  {
    rule: 'node',
    why: 'a type of a Node module in a contract',
    file: 'src/contract/transport.ts',
    source: "import type { Socket } from 'node:net';\nexport type Y = Socket;",
  },
  {
    rule: 'node',
    why: 'a Node module in the entry for browsers',
    file: 'src/browser.ts',
    source: "import { hostname } from 'node:os';\nexport const a = hostname;",
  },
  {
    rule: 'socket',
    why: 'a peer dialled past the transports',
    file: 'src/cli/call.ts',
    source: "import { connect } from 'node:net';\nexport const a = connect;",
  },
  {
    rule: 'computed',
    why: 'a name that the table cannot read',
    file: 'src/cli/run.ts',
    source: 'export const load = (name: string) => import(name);',
  },
  {
    rule: 'require',
    why: 'a module by require',
    file: 'src/cli/run.ts',
    source: "export const fs = require('node:fs');",
  },
  {
    rule: 'require',
    why: 'a module by import and require',
    file: 'src/cli/run.ts',
    source: "import fs = require('node:fs');\nexport const a = fs;",
  },
  { rule: 'default-export', why: 'a default export', file: 'src/framing/fixed.ts', source: 'export default 1;' },
  {
    rule: 'default-export',
    why: 'a name exported as the default',
    file: 'src/framing/fixed.ts',
    source: 'const a = 1;\nexport { a as default };',
  },
  { rule: 'too-long', why: 'one line too many', file: 'src/link/link.ts', source: '\n'.repeat(MOST_LINES + 1) },
];

/** Files at the edge of a rule, on its good side. */
export const welcome: readonly Omit<Planted, 'rule'>[] = [
  { why: 'a neighbour', file: 'src/link/link.ts', source: `${type}./queue.ts';\nexport type Y = X;` },
  {
    why: 'a folder inside its own place',
    file: 'src/contract/options/schema.ts',
    source: `${type}../clock.ts';\nimport { z } from 'zod';\nexport const a: X = z;`,
  },
  { why: 'a lower row', file: 'src/link/link.ts', source: `${type}../../machines/link.ts';\nexport type Y = X;` },
  {
    why: 'the one who imports the user’s own chart',
    file: 'src/cli/chart-module.ts',
    source: 'export const load = (name: string) => import(name);',
  },
  { why: 'the index of the charts', file: 'machines/index.ts', source: "export { a } from './link.ts';" },
  {
    why: 'a peer',
    file: 'src/testkit/peer.ts',
    source: "import { createServer } from 'node:net';\nexport const a = createServer;",
  },
  { why: 'as long as may be', file: 'src/link/link.ts', source: '\n'.repeat(MOST_LINES) },
];
