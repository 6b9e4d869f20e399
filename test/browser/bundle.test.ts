import { builtinModules } from 'node:module';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import * as browser from '../../src/browser.ts';
import * as node from '../../src/index.ts';
import type { Bundle } from './bundle.ts';
import { bundle } from './bundle.ts';

/** It is 110 KiB, of which zod and xstate are half: what makes it grow by a sixth is to be seen. */
const MOST_GZIPPED = 128 * 1024;

describe('the build for browsers', () => {
  let built: Bundle;

  beforeAll(async () => {
    built = await bundle('src/browser.ts');
  }, 60_000);

  it('holds no module of Node, nor what stands for one', () => {
    const names = new Set(builtinModules);
    expect([...built.modules.keys()].filter((id) => names.has(id) || /node:|__vite-browser-external/.test(id))).toEqual(
      [],
    );
    expect(built.code).not.toMatch(/["'`]node:/);
    expect(built.code).not.toContain('__vite-browser-external');
    expect(built.code).not.toMatch(/^import/m);
  });

  it('holds the WebSocket of browsers, and of our transports none that needs more', () => {
    const transports = [...built.modules.keys()]
      .filter((id) => id.includes('/src/transport/'))
      .map((id) => id.replace(/^.*\//, ''));
    expect(transports.toSorted()).toEqual(['fault.ts', 'websocket-browser.ts', 'websocket-fault.ts']);
  });

  it(`weighs at most ${String(MOST_GZIPPED / 1024)} KiB gzipped`, () => {
    expect(gzipSync(built.code).length).toBeLessThan(MOST_GZIPPED);
  });

  it('has all public names but those that need files, a process or callers', () => {
    const missing = Object.keys(node).filter((name) => !(name in browser));
    expect(missing.toSorted()).toEqual(['Listener', 'Session', 'nodeHost', 'readAudit', 'verifyAudit']);
    expect(Object.keys(browser).filter((name) => !(name in node))).toEqual(['browserHost']);
  });

  it('refuses an audit log, for which a page has no file', () => {
    expect(() => browser.supervise({ audit: 'audit.ndjson' })).toThrow(
      expect.objectContaining({ code: 'option-unavailable' }),
    );
  });
});
