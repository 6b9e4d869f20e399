#!/usr/bin/env node
/** The command `holdfast`: joins the command line to this process. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as machines from '../../machines/index.ts';
import { assemble } from '../assemble.ts';
import { walk } from '../diagram/walk.ts';
import { nodeHost } from '../host-node.ts';
import { demoFront } from '../testkit/demo-front.ts';
import { demoPeers } from '../testkit/demo-peers.ts';
import { cli } from './cli.ts';
import { demoAudit } from './demo-audit.ts';
import { onTerminal } from './terminal.ts';
import type { Held, World } from './world.ts';

const endSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Whoever read our output has gone: a pipe to `head`, a closed terminal. */
let unread = false;
const endings = new Set<(why: 'interrupt' | 'unread') => void>();
const tell = (why: 'interrupt' | 'unread'): void => {
  endings.forEach((told) => told(why));
};
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A terminal that is closed gives EIO.
  if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
  if (unread) return;
  unread = true;
  tell('unread');
});
const onSignal = (): void => tell('interrupt');

const manifest = JSON.parse(readFileSync(fileURLToPath(import.meta.resolve('holdfast/package.json')), 'utf8')) as {
  version: string;
};

const world: World = {
  version: manifest.version,
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  supervise: (options) => {
    const supervisor = assemble(options, nodeHost());
    const inspect: Held['inspect'] = async (at) => {
      // Only who asks for a page waits for what serves it.
      const { createInspector } = await import('../inspector/index.ts');
      const { url, statelyUrl } = await createInspector(supervisor, at);
      return statelyUrl === null ? url : [url, statelyUrl];
    };
    const measured: Held['metrics'] = async (at) => {
      const { createMetrics, serveMetrics } = await import('../metrics/index.ts');
      const metrics = await createMetrics(supervisor);
      try {
        return (await serveMetrics(metrics, at)).url;
      } catch (error) {
        metrics.close();
        throw error;
      }
    };
    return Object.assign(supervisor, { inspect, metrics: measured });
  },
  demoPeers,
  demoFront,
  audit: demoAudit,
  charts: new Map(
    Object.values(machines)
      .filter((one) => typeof one === 'object')
      .map((machine) => [machine.id, () => walk(machine)]),
  ),
  onEnd: (told) => {
    // Only while someone listens: else a signal ends the process as it does by itself.
    if (endings.size === 0) for (const signal of endSignals) process.on(signal, onSignal);
    endings.add(told);
    if (unread) queueMicrotask(() => told('unread'));
    return () => {
      endings.delete(told);
      if (endings.size === 0) for (const signal of endSignals) process.off(signal, onSignal);
    };
  },
  now: () => performance.now(),
  onTerminal,
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

process.exitCode = await cli(process.argv.slice(2), world);
